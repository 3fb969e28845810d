"""The end of a login: the provider's answer, the question, and what follows."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.login_errors import (
    LoginDeniedError,
    LoginEndedError,
    LoginFailedError,
    ProviderUnavailableError,
)
from app.domain.signin import Failure
from app.services import signin
from app.services.logins import Login, Outcome, Question
from app.services.tokens import Tokens
from app.web import context
from app.web.forms import ConsentForm, check_csrf
from app.web.signin import cookies
from app.web.signin.blueprint import blueprint
from app.web.signin.ending import finish, hand_over, show_hand_over
from app.web.signin.providers import Provider
from app.web.signin.registry import registry

# What a provider may post (response_mode=form_post); nothing else is passed on.
_POSTED = ("code", "state", "error", "iss")


@blueprint.post("/<provider>/callback")
def posted(provider: str) -> Response:
    """Turn a posted answer into a GET of ours, to which our Lax cookie comes along."""
    kept = {name: request.form[name] for name in _POSTED if name in request.form}
    where = url_for("signin.callback", provider=provider)
    return redirect(f"{where}?{urlencode(kept)}", 303)


@blueprint.get("/<provider>/callback")
def callback(provider: str) -> Response:
    """Take the provider's answer."""
    known = registry().find(provider)
    state = request.args.get("state", "")
    secret = cookies.read(Tokens.hashed(state))
    login = signin.claim(context.container(), provider, state=state, secret=secret)
    try:
        outcome = _arrive(known, login)
    except LoginDeniedError:
        return hand_over(login, Failure.DENIED)
    except ProviderUnavailableError:
        return hand_over(login, Failure.UNAVAILABLE)
    except LoginFailedError:
        return hand_over(login, Failure.FAILED)
    if isinstance(outcome, Question):
        return redirect(url_for("signin.ask", login_id=login.id), 303)
    return finish(outcome)


def _arrive(known: Provider, login: Login) -> Outcome:
    """Find out who is there; a provider's own words are shown nowhere."""
    exchange = registry().exchange(known)
    exchange.check_issuer(request.args.get("iss"))
    if "error" in request.args:
        denied = request.args["error"] == "access_denied"
        raise LoginDeniedError if denied else LoginFailedError
    profile = exchange.profile(login, code=request.args.get("code", ""))
    return signin.arrive(context.container(), login, said=profile)


@blueprint.get("/consent/<login_id>")
def ask(login_id: str) -> Response:
    """Ask whether the site may show who somebody is."""
    secret = cookies.read(login_id)
    question = signin.question(context.container(), login_id, secret=secret)
    return _ask_page(question)


def _ask_page(question: Question) -> Response:
    page = render_template(
        "consent.html",
        question=question,
        form=ConsentForm(formdata=None, shows_handle=True),
    )
    return Response(page, content_type="text/html; charset=utf-8")


@blueprint.post("/consent/<login_id>")
def answer(login_id: str) -> Response:
    """Go on with a code, or go home without one."""
    secret = cookies.read(login_id)
    check_csrf()
    form = ConsentForm()
    container = context.container()
    if form.decline.data:
        ended = signin.give_up(
            container, login_id, secret=secret, failure=Failure.DENIED
        )
    else:
        ended = signin.consent(
            container,
            login_id,
            secret=secret,
            shows_handle=bool(form.shows_handle.data),
        )
    if ended is None:
        raise LoginEndedError
    return show_hand_over(ended)
