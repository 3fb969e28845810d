"""Credentials as they come over HTTP: headers for programs, one cookie for pages."""

import re
import secrets

from flask import Flask, Request, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from app.domain.errors import UnauthenticatedError

_GUEST = "guest"
_ACCOUNT = "account"
_KNOWN = "known"
_LINK = "link-"
_DRAFTS = "drafts"
_AS_GUEST = "as guest"
# What Flask-WTF keeps there; a new session gets a new one.
_CSRF = "csrf_token"
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,512}) *", re.IGNORECASE)


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, at less cost for who brings none, as programs do."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open what a cookie holds; without any cookie there is nothing to verify."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)


def edit_tokens(value: str | None) -> tuple[str, ...]:
    """Split X-Edit-Token, which may list several tokens."""
    if not value:
        return ()
    tokens = (part.strip() for part in value.split(","))
    return tuple(token for token in tokens if token)


def bearer() -> str | None:
    """Read the bearer token; raises UnauthenticatedError for another credential."""
    value = request.headers.get("Authorization")
    if not value:
        return None
    match = _BEARER.fullmatch(value)
    if match is None:
        message = "Send the access token as `Authorization: Bearer …`."
        raise UnauthenticatedError(message)
    return match[1]


def guest_secret() -> str | None:
    """Read the secret by which the hosted page knows a guest again."""
    return _text(_GUEST)


def keep_guest_secret() -> str:
    """Give the guest's secret, made now if there is none; only a POST may do so."""
    if guest_secret() is None:
        session.permanent = True
        session[_GUEST] = secrets.token_urlsafe(24)
    return str(session[_GUEST])


def draft_holder() -> str | None:
    """Read the secret by which this browser's kept drafts are known."""
    return _text(_DRAFTS)


def keep_draft_holder() -> str:
    """Give that secret, made now if there is none; only a POST may do so."""
    if draft_holder() is None:
        session.permanent = True
        session[_DRAFTS] = secrets.token_urlsafe(24)
    return str(session[_DRAFTS])


def comments_as_guest() -> bool:
    """Tell whether somebody who is logged in has last commented as a guest."""
    return session.get(_AS_GUEST) is True


def keep_identity(*, as_guest: bool) -> None:
    """Remember as whom somebody commented who is logged in."""
    if as_guest:
        session[_AS_GUEST] = True
    else:
        session.pop(_AS_GUEST, None)


def session_token() -> str | None:
    """Read the token of the account that is logged in on our own pages."""
    return _text(_ACCOUNT)


def keep_session_token(token: str) -> None:
    """Log an account in on our own pages; no form from before still counts."""
    session.pop(_CSRF, None)
    session.pop(_AS_GUEST, None)
    session.permanent = True
    session[_ACCOUNT] = token


def known_browser() -> str | None:
    """Say whose password has been typed in this browser before."""
    return _text(_KNOWN)


def keep_known_browser(account: str) -> None:
    """Remember whose browser this is, also when he has logged out."""
    session[_KNOWN] = account


def taken_link(purpose: str) -> str:
    """Read the secret of a link that is being taken up in this browser."""
    return _text(_LINK + purpose) or ""


def keep_link(purpose: str, secret: str) -> None:
    """Keep a link's secret while a provider is asked who somebody is."""
    session[_LINK + purpose] = secret


def drop_link(purpose: str) -> None:
    """Forget a link that was taken up."""
    session.pop(_LINK + purpose, None)


def drop_session_token() -> None:
    """Log out of our own pages; what a guest has written stays his."""
    session.pop(_ACCOUNT, None)
    session.pop(_CSRF, None)


def _text(name: str) -> str | None:
    value = session.get(name)
    return value if isinstance(value, str) else None
