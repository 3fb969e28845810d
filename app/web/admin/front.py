"""The desk's front page and its way in."""

import contextlib

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, UnauthenticatedError
from app.services import desk, passwords, sessions, setup
from app.web import context
from app.web.admin.common import (
    Standing,
    bare,
    blueprint,
    first_page,
    page,
    takes,
)
from app.web.admin.forms import LoginForm
from app.web.forms import check_csrf, is_own_path
from app.web.sessions import (
    keep_known_browser,
    keep_session_token,
    known_browser,
    session_token,
)


@blueprint.get("/")
@takes(Standing.STAFF)
def home() -> Response:
    """List one's sites and what waits there; with one site alone, go there."""
    shown = desk.front(context.container(), context.page_credentials())
    pages = {site.slug: first_page(site) for site in shown.sites}
    alone = next(iter(pages.values())) if len(pages) == 1 else None
    if alone and not shown.everywhere:
        return redirect(alone, 303)
    return page("admin/home.html", pages=pages)


@blueprint.get("/login")
@takes(Standing.ANYBODY)
def login() -> Response:
    """Offer the ways in; `next` is where to go on afterwards."""
    return _login_page(request.args.get("next", ""))


@blueprint.post("/login")
@takes(Standing.ANYBODY)
def log_in() -> Response:
    """Sign in with a password."""
    form = LoginForm()
    where = form.next.data or ""
    try:
        check_csrf()
        entered = passwords.sign_in(
            context.container(),
            email=form.email.data or "",
            password=form.password.data or "",
            credentials=context.page_credentials(),
            known=known_browser(),
        )
    except DomainError as error:
        return _login_page(where, error)
    begin_session(entered.token)
    keep_known_browser(entered.account)
    return redirect(where if is_own_path(where) else url_for("admin.home"), 303)


def begin_session(token: str) -> None:
    """Begin a session in this browser; the one before is over."""
    with contextlib.suppress(UnauthenticatedError):
        sessions.end(context.container(), context.page_credentials())
    keep_session_token(token)


def _login_page(where: str, error: DomainError | None = None) -> Response:
    return bare(
        "admin/login.html",
        error=error,
        form=LoginForm(),
        offers=context.offers(),
        next=where if is_own_path(where) else url_for("admin.home"),
        again=request.args.get("again") == "1",
        outsider=_outsider(),
        has_owner=setup.has_owner(context.container()),
    )


def _outsider() -> str | None:
    """Name somebody who is signed in and has no part in anything here."""
    if session_token() is None:
        return None
    credentials = context.page_credentials()
    try:
        desk.front(context.container(), credentials)
    except UnauthenticatedError:
        with contextlib.suppress(UnauthenticatedError):
            return sessions.current(context.container(), credentials).name
    return None
