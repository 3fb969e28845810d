"""The desk's page of letters: how somebody hears of each of his sites."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import InvalidInputError
from app.domain.notices import Mode
from app.services import mailed
from app.web import context
from app.web.admin.common import Standing, blueprint, page, takes
from app.web.forms import check_csrf


@blueprint.get("/mail")
@takes(Standing.STAFF)
def letters() -> Response:
    """Show how one hears of one's sites."""
    credentials = context.page_credentials()
    views = mailed.notices(context.container(), credentials)
    is_on = context.container().mailer.is_on
    return page("admin/letters.html", views=views, modes=list(Mode), is_on=is_on)


@blueprint.post("/mail")
@takes(Standing.STAFF)
def save_letters() -> Response:
    """Choose how to hear of one site."""
    check_csrf()
    try:
        mode = Mode(request.form.get("mode", ""))
    except ValueError:
        message = "Choose one of the three."
        raise InvalidInputError.of(message, field="mode", code="bad_mode") from None
    mailed.set_notices(
        context.container(),
        context.page_credentials(),
        slug=request.form.get("site", ""),
        mode=mode,
    )
    return redirect(url_for("admin.letters"), 303)
