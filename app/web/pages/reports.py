"""Report a comment, without JavaScript and without an account."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.report import LABELS
from app.services import reading, reports
from app.services.reports import ReportRequest
from app.services.steps.credentials import NOBODY
from app.services.views import CommentView
from app.web import context
from app.web.forms import ReportForm, check_csrf
from app.web.pages.common import Errors, blueprint, comment_id_of, private


@blueprint.get("/<site>/report/<comment_id>")
def doubt(site: str, comment_id: str) -> Response:
    """Ask what is wrong with a comment that everybody sees."""
    view = _visible(site, comment_id)
    return _page(site, view, form=ReportForm(formdata=None), errors=Errors())


@blueprint.post("/<site>/report/<comment_id>")
def report(site: str, comment_id: str) -> Response:
    """Take the report and say thanks."""
    view, form = _visible(site, comment_id), ReportForm()
    try:
        check_csrf()
        wanted = ReportRequest(
            site=site,
            comment_id=view.id,
            reason=form.reason.data or "",
            note=form.note.data or "",
            credentials=context.page_credentials(),
        )
        reports.report(context.container(), wanted)
    except DomainError as error:
        return _page(site, view, form=form, errors=Errors.of(error))
    args = urlencode({"thread": view.thread_key})
    return redirect(f"{url_for('pages.reported', site=site)}?{args}", 303)


@blueprint.get("/<site>/reported")
def reported(site: str) -> str:
    """Say thanks, and lead back to the thread."""
    key = request.args.get("thread", "")
    back = url_for("pages.show", site=site, thread=key) if key else ""
    return render_template("reported.html", back=back, language=_language(site))


def _visible(site: str, comment_id: str) -> CommentView:
    """Read a comment as everybody sees it; raises CommentNotFoundError."""
    wanted = comment_id_of(comment_id)
    container = context.container()
    return reading.comment(container, site, comment_id=wanted, credentials=NOBODY)


def _language(site: str) -> str:
    return reading.site(context.container(), site).language


def _page(
    site: str, view: CommentView, *, form: ReportForm, errors: Errors
) -> Response:
    page = render_template(
        "report.html",
        form=form,
        errors=errors,
        view=view,
        site=site,
        reasons=LABELS,
        language=_language(site),
    )
    return private(page, errors)
