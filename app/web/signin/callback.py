"""The end of a login: the provider's answer, the question, and what follows."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.login_errors import (
    LoginEndedError,
    LoginFailedError,
    ProviderUnavailableError,
)
from app.domain.signin import Failure
from app.services import signin
from app.services.logins import Question
from app.services.tokens import Tokens
from app.web import context
from app.web.forms import ConsentForm, check_csrf
from app.web.signin import cookies
from app.web.signin.blueprint import blueprint
from app.web.signin.ending import finish, hand_over, show_hand_over
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
        exchange = registry().exchange(known)
        exchange.check_issuer(request.args.get("iss"))
        if "error" in request.args:
            return hand_over(login, _failure(request.args["error"]))
        code = request.args.get("code", "")
        profile = exchange.profile(login, code=code)
        outcome = signin.arrive(context.container(), login, said=profile)
    except ProviderUnavailableError:
        return hand_over(login, Failure.UNAVAILABLE)
    except LoginFailedError:
        return hand_over(login, Failure.FAILED)
    if isinstance(outcome, Question):
        return redirect(url_for("signin.ask", login_id=login.id), 303)
    return finish(login, outcome)


def _failure(error: str) -> Failure:
    """Sort what a provider says went wrong; its own words are shown nowhere."""
    return Failure.DENIED if error == "access_denied" else Failure.FAILED


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
    response = show_hand_over(ended)
    cookies.drop(response, login_id)
    return response
