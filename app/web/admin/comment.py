"""One comment: its conversation, its history, editing it, answering it."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.comment import Draft
from app.domain.errors import CommentNotFoundError, DomainError, UnauthenticatedError
from app.domain.identity import Action
from app.domain.moderation import Verb
from app.services import clearing, comments, inquiry
from app.services.inquiry import Inquiry
from app.services.requests import Change, PostRequest
from app.services.steps.lookup import ThreadRef
from app.web import context
from app.web.admin import words
from app.web.admin.common import as_uuid, blueprint, page, takes
from app.web.forms import check_csrf


@blueprint.get("/<site>/comments/<comment_id>")
@takes(Action.READ_QUEUE)
def comment(site: str, comment_id: str) -> Response:
    """Show a comment with what is around it and all that was done to it."""
    return _page(site, _look(site, comment_id))


@blueprint.post("/<site>/comments/<comment_id>/edit")
@takes(Action.EDIT)
def edit(site: str, comment_id: str) -> Response:
    """Give it another text, at any time; the log says who did."""
    found = _look(site, comment_id)
    try:
        check_csrf()
        change = Change(
            site=site,
            comment_id=found.comment.id,
            credentials=context.page_credentials(),
            if_match=frozenset({request.form.get("version", "")}),
        )
        comments.edit(context.container(), change, body=request.form.get("body", ""))
    except UnauthenticatedError:
        raise
    except DomainError as error:
        return _page(site, found, error=error, draft=request.form.get("body", ""))
    return redirect(_address(site, found.comment.id), 303)


@blueprint.post("/<site>/comments/<comment_id>/reply")
@takes(Action.MODERATE)
def reply(site: str, comment_id: str) -> Response:
    """Answer as oneself; what nobody sees yet is approved first."""
    found = _look(site, comment_id)
    body = request.form.get("body", "")
    try:
        check_csrf()
        answer = _reply(site, found, body=body)
    except UnauthenticatedError:
        raise
    except DomainError as error:
        return _page(site, found, error=error, answer=body)
    return redirect(_address(site, answer), 303)


def _reply(site: str, found: Inquiry, *, body: str) -> UUID:
    container, credentials = context.container(), context.page_credentials()
    if not found.is_visible:
        cleared = clearing.decide(
            container,
            site,
            credentials=credentials,
            verb=Verb.RESTORE if found.comment.deleted_at else Verb.APPROVE,
            ids=[found.comment.id],
        )
        if cleared.problems:
            raise CommentNotFoundError(cleared.problems[0].problem)
    posted = comments.post(
        container,
        PostRequest(
            site=site,
            thread=ThreadRef(key=found.comment.thread_key),
            draft=Draft(body=body),
            parent_id=found.comment.id,
            credentials=credentials,
        ),
    )
    return posted.comment.id


def _look(site: str, comment_id: str) -> Inquiry:
    wanted = as_uuid(comment_id)
    if wanted is None:
        raise CommentNotFoundError
    return inquiry.comment(
        context.container(),
        site,
        credentials=context.page_credentials(),
        comment_id=wanted,
    )


def _address(site: str, comment_id: UUID) -> str:
    return url_for("admin.comment", site=site, comment_id=comment_id)


def _page(
    site: str,
    found: Inquiry,
    *,
    error: DomainError | None = None,
    draft: str | None = None,
    answer: str = "",
) -> Response:
    """Show the page; after an error with what was typed still there."""
    batch = as_uuid(request.args.get("done"))
    done = batch and clearing.told(
        context.container(),
        site,
        credentials=context.page_credentials(),
        batch=batch,
    )
    return page(
        "admin/comment.html",
        site=site,
        error=error,
        found=found,
        draft=found.comment.body if draft is None else draft,
        answer=answer,
        done=done,
        words=words,
        here_path=_address(site, found.comment.id),
    )
