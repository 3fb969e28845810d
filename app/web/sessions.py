"""Credentials as they come over HTTP: the edit-token header and the guest cookie."""

import secrets

from flask import request, session

from app.domain.errors import UnauthenticatedError

_GUEST = "guest"


def edit_tokens(values: list[str]) -> tuple[str, ...]:
    """Split X-Edit-Token, which may list several tokens.

    Raises UnauthenticatedError for a bearer token that nobody issued.
    """
    if request.headers.get("Authorization"):
        message = "This bearer token is not known here."
        raise UnauthenticatedError(message)
    tokens = (part.strip() for value in values for part in value.split(","))
    return tuple(token for token in tokens if token)


def guest_secret() -> str | None:
    """Read the secret by which the hosted page knows a guest again."""
    value = session.get(_GUEST)
    return value if isinstance(value, str) else None


def keep_guest_secret() -> str:
    """Give the guest's secret, made now if there is none; only a POST may do so."""
    if guest_secret() is None:
        session.permanent = True
        session[_GUEST] = secrets.token_urlsafe(24)
    return str(session[_GUEST])
