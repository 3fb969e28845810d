"""A cookie for each login, which holds its secret: several may be under way at once."""

from flask import request
from werkzeug.wrappers import Response

from app.domain.signin import LOGIN_KEPT
from app.web import context

_NAMED = 12


def read(login_id: str) -> str:
    """Read the secret of a login that this browser began, "" for any other."""
    return request.cookies.get(_name(login_id), "")


def keep(response: Response, login_id: str, *, secret: str) -> None:
    """Give the browser a login's secret; it outlives the login, to lead home."""
    response.set_cookie(
        _name(login_id),
        secret,
        max_age=LOGIN_KEPT,
        secure=context.settings().is_secure,
        httponly=True,
        samesite="Lax",
    )


def _name(login_id: str) -> str:
    prefix = "__Host-" if context.settings().is_secure else ""
    return f"{prefix}rejoinder-login-{login_id[:_NAMED]}"
