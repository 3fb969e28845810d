"""`/me/`: one's own account, on our own pages, by our own cookie.

What cannot be undone, and what holds everything, wants a login of the last minutes.
"""

import contextlib
import json
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, UnauthenticatedError
from app.domain.login_errors import NotFreshError, SessionNotFoundError
from app.domain.mail_errors import SubscriptionNotFoundError
from app.domain.staff import BY_PASSWORD
from app.services import accounts, keeping, privacy, sessions, subscriptions
from app.web import context
from app.web.forms import ConfirmForm, EraseForm, ProfileForm, check_csrf, is_own_path
from app.web.sessions import draft_holder, drop_session_token

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.after_request
def _headers(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.get("/")
def home() -> Response:
    """Show one's account, or ask who is there."""
    try:
        return _page()
    except UnauthenticatedError:
        return redirect(url_for("me.login"), 303)


def _page(error: DomainError | None = None) -> Response:
    view = accounts.home(context.container(), context.page_credentials())
    labels = {offer.id: offer.label for offer in context.offers()}
    labels[BY_PASSWORD] = "a password"
    form = ProfileForm(formdata=None, name=view.account.name, url=view.account.url)
    if error is not None:
        form.name.data = request.form.get("name", view.account.name)
        form.url.data = request.form.get("url", view.account.url)
    page = render_template(
        "me.html",
        home=view,
        subscriptions=subscriptions.mine(
            context.container(), context.page_credentials()
        ),
        labels=labels,
        form=form,
        confirm=ConfirmForm(formdata=None),
        erase=EraseForm(formdata=None),
        error=error,
    )
    return Response(page, 422 if error else 200, content_type="text/html")


@blueprint.get("/login")
def login() -> str:
    """Offer the ways to log in; `next` is where to go on afterwards."""
    where = request.args.get("next", "")
    return render_template(
        "login.html",
        offers=context.offers(),
        next=where if is_own_path(where) else url_for("me.home"),
        again=request.args.get("again") == "1",
        confirm=ConfirmForm(formdata=None),
    )


@blueprint.post("/profile")
def save() -> Response:
    """Set name and website."""
    check_csrf()
    form = ProfileForm()
    try:
        accounts.change(
            context.container(),
            context.page_credentials(),
            name=form.name.data or "",
            url=form.url.data or "",
        )
    except UnauthenticatedError:
        raise
    except DomainError as error:
        return _page(error)
    return redirect(url_for("me.home"), 303)


@blueprint.post("/logout")
def logout() -> Response:
    """Log out of our own pages."""
    check_csrf()
    with contextlib.suppress(UnauthenticatedError):
        sessions.end(context.container(), context.page_credentials())
    drop_session_token()
    where = request.form.get("next", "")
    return redirect(where if is_own_path(where) else url_for("me.login"), 303)


@blueprint.post("/logout-everywhere")
def logout_everywhere() -> Response:
    """Log out of this and every other browser, and of every site."""
    check_csrf()
    sessions.end_all(context.container(), context.page_credentials())
    drop_session_token()
    return redirect(url_for("me.login"), 303)


@blueprint.post("/sessions/<session_id>/revoke")
def revoke_session(session_id: str) -> Response:
    """Log out somewhere else."""
    check_csrf()
    try:
        wanted = UUID(session_id)
    except ValueError:
        raise SessionNotFoundError from None
    accounts.revoke_session(
        context.container(), context.page_credentials(), session_id=wanted
    )
    return redirect(url_for("me.home"), 303)


@blueprint.post("/consents/revoke")
def revoke_consent() -> Response:
    """Take a consent back."""
    check_csrf()
    accounts.revoke_consent(
        context.container(),
        context.page_credentials(),
        site=request.form.get("site", ""),
        origin=request.form.get("origin", ""),
    )
    return redirect(url_for("me.home"), 303)


@blueprint.post("/subscriptions/<subscription_id>/end")
def end_subscription(subscription_id: str) -> Response:
    """End mail about a thread."""
    check_csrf()
    try:
        wanted = UUID(subscription_id)
    except ValueError:
        raise SubscriptionNotFoundError from None
    subscriptions.end(context.container(), context.page_credentials(), wanted=wanted)
    return redirect(url_for("me.home"), 303)


@blueprint.post("/export")
def export() -> Response:
    """Give everything that is stored, as one JSON file."""
    check_csrf()
    try:
        gathered = privacy.export(context.container(), context.page_credentials())
    except NotFreshError:
        return redirect(url_for("me.login", again=1), 303)
    body = json.dumps(gathered, ensure_ascii=False, indent=2, default=_as_text)
    response = Response(body, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rejoinder.json"'
    return response


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@blueprint.post("/erase")
def erase() -> Response:
    """Forget the account."""
    check_csrf()
    form = EraseForm()
    try:
        privacy.erase(
            context.container(),
            context.page_credentials(),
            with_comments=bool(form.with_comments.data),
        )
    except NotFreshError:
        return redirect(url_for("me.login", again=1), 303)
    drop_session_token()
    if holder := draft_holder():
        keeping.forget_all(context.container(), holder)
    return redirect(url_for("me.gone"), 303)


@blueprint.get("/gone")
def gone() -> str:
    """Say that an account is erased."""
    return render_template("gone.html")
