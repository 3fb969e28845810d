"""Passwords at the desk: changed by who is in, set anew by who holds a link."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import (
    ConflictError,
    DomainError,
    InvalidInputError,
    TooManyRequestsError,
)
from app.domain.login_errors import LinkEndedError
from app.domain.staff import LinkPurpose
from app.services import passwords
from app.web import context
from app.web.admin.common import Standing, bare, blueprint, page, takes
from app.web.admin.forms import EmailForm, PasswordForm, ResetForm
from app.web.admin.front import begin_session
from app.web.forms import check_csrf


@blueprint.get("/password")
@takes(Standing.STAFF)
def password() -> Response:
    """Show how one signs in."""
    return _password_page()


@blueprint.post("/password")
@takes(Standing.STAFF)
def change_password() -> Response:
    """Set one's name to sign in with and one's password."""
    form = PasswordForm()
    try:
        check_csrf()
        passwords.change(
            context.container(),
            context.page_credentials(),
            email=form.email.data or "",
            password=form.password.data or "",
        )
    except (InvalidInputError, ConflictError) as error:
        return _password_page(error)
    return redirect(url_for("admin.password", done=1), 303)


def _password_page(error: DomainError | None = None) -> Response:
    known = passwords.name_of(context.container(), context.page_credentials())
    form = PasswordForm()
    return page(
        "admin/password.html",
        error=error,
        email=form.email.data or known or "",
        done=request.args.get("done") == "1",
    )


@blueprint.get("/forgot")
@takes(Standing.ANYBODY)
def forgot() -> Response:
    """Say how to get in again."""
    return _forgot_page()


@blueprint.post("/forgot")
@takes(Standing.ANYBODY)
def ask_reset() -> Response:
    """Send a link, if the address is known; the answer is the same if not."""
    form = EmailForm()
    try:
        check_csrf()
        passwords.ask_reset(
            context.container(),
            email=form.email.data or "",
            credentials=context.page_credentials(),
        )
    except (InvalidInputError, TooManyRequestsError) as error:
        return _forgot_page(error)
    return _forgot_page(asked=True)


def _forgot_page(error: DomainError | None = None, *, asked: bool = False) -> Response:
    sends_mail = context.container().mailer.is_on
    return bare("admin/forgot.html", error=error, asked=asked, sends_mail=sends_mail)


@blueprint.get("/reset")
@takes(Standing.ANYBODY)
def reset() -> Response:
    """Ask for a new password; the link's secret comes along in the form."""
    return bare("admin/reset.html", code="", purpose=LinkPurpose.RESET)


@blueprint.post("/reset")
@takes(Standing.ANYBODY)
def set_password() -> Response:
    """Set a new password and sign in with it."""
    form = ResetForm()
    secret = (form.code.data or "").strip().rpartition("#")[2]
    try:
        check_csrf()
        token = passwords.reset(
            context.container(), secret, password=form.password.data or ""
        )
    except (InvalidInputError, LinkEndedError) as error:
        code = "" if isinstance(error, LinkEndedError) else secret
        return bare("admin/reset.html", error=error, code=code)
    begin_session(token)
    return redirect(url_for("admin.home"), 303)
