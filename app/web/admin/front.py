"""The desk's front page and its way in."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.services import desk
from app.web import context
from app.web.admin.common import blueprint, first_page, page
from app.web.forms import ConfirmForm, is_own_path


@blueprint.get("/")
def home() -> Response:
    """List one's sites and what waits there; with one site alone, go there."""
    shown = desk.front(context.container(), context.page_credentials())
    where = first_page(shown)
    return redirect(where, 303) if where else page("admin/home.html")


@blueprint.get("/login")
def login() -> str:
    """Offer the ways in; `next` is where to go on afterwards."""
    where = request.args.get("next", "")
    return render_template(
        "admin/login.html",
        offers=context.offers(),
        next=where if is_own_path(where) else url_for("admin.home"),
        confirm=ConfirmForm(formdata=None),
    )
