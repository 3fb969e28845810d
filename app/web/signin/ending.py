"""How a login ends: home to the widget, or on to a page of ours."""

import contextlib

from flask import redirect, render_template
from werkzeug.wrappers import Response

from app.domain.errors import UnauthenticatedError
from app.domain.login_errors import LoginDeniedError, LoginFailedError
from app.domain.signin import Failure
from app.services import sessions, signin
from app.services.logins import Entrance, HandOver, Login
from app.web import context
from app.web.sessions import keep_session_token
from app.web.signin.registry import registry

_SENTENCES = {
    Failure.DENIED: "You did not log in with {label}.",
    Failure.UNAVAILABLE: "{label} cannot be reached just now. Please try again later.",
}
_OTHERWISE = "The login with {label} did not succeed. Please try again."


def finish(outcome: Entrance | HandOver) -> Response:
    """End a login that succeeded."""
    if isinstance(outcome, HandOver):
        return show_hand_over(outcome)
    # A new login is a new session; the one before is over.
    with contextlib.suppress(UnauthenticatedError):
        sessions.end(context.container(), context.page_credentials())
    keep_session_token(outcome.token)
    return redirect(outcome.return_path, 303)


def hand_over(login: Login, failure: Failure) -> Response:
    """End a login that did not succeed; the widget hears why, or a page says it."""
    ended = signin.give_up(
        context.container(), login.id, secret=login.secret, failure=failure
    )
    label = registry().find(login.provider).label
    if ended is None:
        kind = LoginDeniedError if failure is Failure.DENIED else LoginFailedError
        raise kind(_sentence(failure, label))
    return show_hand_over(ended, sentence=_sentence(failure, label))


def _sentence(failure: Failure, label: str) -> str:
    return _SENTENCES.get(failure, _OTHERWISE).format(label=label)


def show_hand_over(
    ended: HandOver, *, sentence: str = "", heading: str = "You are logged in"
) -> Response:
    """Show the popup's last page, whose script brings the answer home."""
    page = render_template(
        "handover.html", ended=ended, sentence=sentence, heading=heading
    )
    return Response(page, content_type="text/html; charset=utf-8")
