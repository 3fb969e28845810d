"""The start of a login: from the widget's popup, or from one of our own forms."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import InvalidInputError
from app.domain.login_errors import ProviderUnavailableError
from app.domain.signin import Failure, Purpose, Start, check_start
from app.services import signin
from app.services.logins import LoginRequest
from app.services.tokens import Tokens
from app.web import context
from app.web.forms import check_csrf, is_own_path
from app.web.signin import cookies
from app.web.signin.blueprint import blueprint
from app.web.signin.ending import hand_over
from app.web.signin.registry import registry


@blueprint.get("/<provider>/start")
def start(provider: str) -> Response:
    """Send the widget's popup on to the provider, once its page has proven itself."""
    known = registry().find(provider)
    checked = proven_start()
    login = signin.begin(
        context.container(),
        LoginRequest(
            provider=provider,
            purpose=Purpose.WIDGET,
            start=checked,
            address_block=context.address_block(),
        ),
    )
    try:
        url = registry().exchange(known).authorize_url(login)
    except ProviderUnavailableError:
        return hand_over(login, Failure.UNAVAILABLE)
    response = redirect(url, 302)
    cookies.keep(response, login.id, secret=login.secret)
    return response


def proven_start() -> Start:
    """Read what the widget asks for, and judge by the Referer whose page it is on."""
    asked = Start(
        site=request.args.get("site", ""),
        origin=request.args.get("origin", ""),
        return_url=request.args.get("return_url", ""),
        state=request.args.get("state", ""),
        challenge=request.args.get("code_challenge", ""),
    )
    return check_start(asked, referer=request.headers.get("Referer"))


@blueprint.post("/<provider>/begin")
def begin(provider: str) -> Response:
    """Begin a login from a form of ours; a page of ours then leads on.

    Chromium holds a form's redirects to `form-action`, so the form itself never
    leaves our origin.
    """
    known = registry().find(provider)
    check_csrf()
    path = request.form.get("next", "")
    if not is_own_path(path):
        message = "Logins lead back to pages of our own."
        raise InvalidInputError.of(message, field="next", code="bad_path")
    # A provider that is down is found out before a login begins.
    registry().exchange(known)
    login = signin.begin(
        context.container(),
        LoginRequest(
            provider=provider,
            purpose=Purpose.HOSTED,
            return_path=path,
            address_block=context.address_block(),
        ),
    )
    query = urlencode({"state": login.state})
    url = f"{url_for('signin.leave', provider=provider)}?{query}"
    response = redirect(url, 303)
    cookies.keep(response, login.id, secret=login.secret)
    return response


@blueprint.get("/<provider>/leave")
def leave(provider: str) -> str:
    """Lead on to the provider: a script does, and a link beside it."""
    known = registry().find(provider)
    state = request.args.get("state", "")
    secret = cookies.read(Tokens.hashed(state))
    login = signin.resume(context.container(), provider, state=state, secret=secret)
    url = registry().exchange(known).authorize_url(login)
    return render_template("leave.html", label=known.label, url=url)
