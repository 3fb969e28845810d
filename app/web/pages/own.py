"""Edit and delete one's own comment, by the hosted page's cookie."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import CommentNotFoundError, DomainError
from app.services import comments, reading
from app.services.requests import Change
from app.services.views import CommentView
from app.web import context
from app.web.forms import BodyForm, ConfirmForm, check_csrf
from app.web.pages.common import (
    Errors,
    blueprint,
    comment_id_of,
    private,
)
from app.web.pages.links import address_of


@blueprint.get("/<site>/edit/<comment_id>")
def edit(site: str, comment_id: str) -> Response:
    """Show one's own comment for editing."""
    view = _own(site, comment_id)
    return _edit_page(
        site, view, form=BodyForm(formdata=None, body=view.body), errors=Errors()
    )


@blueprint.post("/<site>/edit/<comment_id>")
def save(site: str, comment_id: str) -> Response:
    """Store the new body and lead back to the comment."""
    view, form = _own(site, comment_id), BodyForm()
    try:
        check_csrf()
        change = replace(
            _change(site, view), if_match=frozenset({form.version.data or ""})
        )
        changed = comments.edit(context.container(), change, body=form.body.data or "")
    except DomainError as error:
        return _edit_page(site, view, form=form, errors=Errors.of(error))
    return redirect(address_of(site, changed), 303)


@blueprint.get("/<site>/delete/<comment_id>")
def ask(site: str, comment_id: str) -> Response:
    """Ask whether to delete one's own comment."""
    return _ask_page(site, _own(site, comment_id), errors=Errors())


@blueprint.post("/<site>/delete/<comment_id>")
def delete(site: str, comment_id: str) -> Response:
    """Delete it and lead back to the thread."""
    view = _own(site, comment_id)
    try:
        check_csrf()
        comments.delete(context.container(), _change(site, view))
    except DomainError as error:
        return _ask_page(site, view, errors=Errors.of(error))
    args = urlencode({"thread": view.thread_key})
    return redirect(f"{url_for('pages.show', site=site)}?{args}#comments", 303)


def _own(site: str, comment_id: str) -> CommentView:
    """Read one's own living comment; raises CommentNotFoundError for any other."""
    view = reading.comment(
        context.container(),
        site,
        comment_id=comment_id_of(comment_id),
        credentials=context.page_credentials(),
    )
    if view.body is None:
        raise CommentNotFoundError
    return view


def _change(site: str, view: CommentView) -> Change:
    return Change(site=site, comment_id=view.id, credentials=context.page_credentials())


def _language(site: str) -> str:
    return reading.site(context.container(), site).language


def _edit_page(
    site: str, view: CommentView, *, form: BodyForm, errors: Errors
) -> Response:
    # Whoever was told that it has changed may save over it the second time.
    form.version.data = str(view.version)
    page = render_template(
        "edit.html",
        form=form,
        errors=errors,
        view=view,
        site=site,
        language=_language(site),
    )
    return private(page, errors)


def _ask_page(site: str, view: CommentView, *, errors: Errors) -> Response:
    form = ConfirmForm(formdata=None) if request.method == "GET" else ConfirmForm()
    page = render_template(
        "delete.html",
        form=form,
        errors=errors,
        view=view,
        site=site,
        language=_language(site),
    )
    return private(page, errors)
