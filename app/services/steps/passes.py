"""Tokens of programs: how one looks, and for whom it speaks."""

from datetime import datetime

from app.domain.errors import UnauthenticatedError
from app.domain.identity import TokenScope
from app.services.steps.presence import Present
from app.services.tokens import Tokens, new_token
from app.storage.unit_of_work import Unit

# Recognised at a glance, by people and by those who look for leaked secrets.
PREFIX = "rejoinder_api_"
SCOPES = {"read": TokenScope.API_READ, "moderate": TokenScope.API_MODERATE}


def make() -> str:
    """Make a token; only its hash is stored."""
    return PREFIX + new_token()


def is_one(text: str | None) -> bool:
    """Tell whether a bearer token is a program's."""
    return text is not None and text.startswith(PREFIX)


def find(unit: Unit, token: str, *, now: datetime) -> Present:
    """Find for whom a token speaks; raises UnauthenticatedError."""
    found = unit.api_tokens.find(Tokens.hashed(token), now=now)
    if found is None:
        message = "This API token is over, or is not one of ours."
        raise UnauthenticatedError(message)
    row, account = found
    return Present(
        session_id=row.id,
        account_id=account.id,
        site_id=row.site_id,
        origin=None,
        provider="token",
        name=account.name,
        url=account.url,
        avatar=account.avatar,
        signed_in_at=row.created_at,
        scope=SCOPES[row.scope],
    )
