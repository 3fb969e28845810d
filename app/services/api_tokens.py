"""Tokens with which programs moderate: made, listed, ended, and seen in use."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.errors import InvalidInputError, NotFoundError
from app.domain.text import clean_line
from app.services.container import Container
from app.services.steps import lookup, passes
from app.services.tokens import Tokens
from app.storage.moderation_models import ApiTokenRow
from app.storage.unit_of_work import Unit

NAME_LENGTH = 100
# More often than this it is not written down that a token is in use.
_NOTED_EVERY = timedelta(hours=1)
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOrder:
    """Which token to make: for whom, by address or account id, and for what."""

    who: str
    name: str
    scope: str = "read"
    site: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as it is listed; the token itself was told once, when it was made."""

    id: UUID
    who: str
    name: str
    scope: str
    site: str | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def create(container: Container, order: TokenOrder) -> str:
    """Make a token and tell it, once.

    Raises NotFoundError where there is no such staff member, SiteNotFoundError, and
    InvalidInputError where he has no part in the site, or the token no name.
    """
    token, now = passes.make(), container.clock()
    name = clean_line(order.name)[:NAME_LENGTH]
    if not name:
        message = "Give the token a name, such as the program's."
        raise InvalidInputError.of(message, field="name", code="required")

    def store(unit: Unit) -> None:
        account_id = _find(unit, order.who)
        site = lookup.find_site(unit, order.site) if order.site else None
        if site and unit.staff.role(account_id, site_id=site.id) is None:
            message = f"{order.who} has no part in {site.slug}."
            raise InvalidInputError.of(message, field="site", code="no_part")
        unit.api_tokens.add(
            ApiTokenRow(
                id=container.new_id(now),
                hash=Tokens.hashed(token),
                account_id=account_id,
                site_id=site.id if site else None,
                scope=order.scope,
                name=name,
                created_at=now,
                expires_at=now + timedelta(days=order.days) if order.days else None,
            )
        )

    container.store.write(store)
    return token


def listed(container: Container, who: str | None = None) -> tuple[TokenView, ...]:
    """List tokens, somebody's or everybody's; raises NotFoundError."""
    with container.store.read() as unit:
        account_id = _find(unit, who) if who else None
        return tuple(
            TokenView(
                id=row.id,
                who=account.name,
                name=row.name,
                scope=row.scope,
                site=site.slug if site else None,
                created_at=row.created_at,
                expires_at=row.expires_at,
                used_at=row.used_at,
            )
            for row, account, site in unit.api_tokens.all(account_id)
        )


def revoke(container: Container, token_id: UUID) -> None:
    """End a token at once; raises NotFoundError."""
    if not container.store.write(lambda unit: unit.api_tokens.revoke(token_id)):
        message = "There is no such token."
        raise NotFoundError(message)


def note_use(container: Container, token: str) -> None:
    """Note that a token is in use, now and then; an unknown one is nobody's."""
    now = container.clock()
    with container.store.read() as unit:
        found = unit.api_tokens.find(Tokens.hashed(token), now=now)
    if found is None:
        return
    row, _ = found
    if row.used_at is None or now - row.used_at >= _NOTED_EVERY:
        container.store.write(lambda unit: unit.api_tokens.note_use(row.id, now))


def _find(unit: Unit, who: str) -> UUID:
    """Find a staff member by the address he signs in with, or his account's id."""
    staff = unit.staff.by_email(who.strip().lower())
    if staff is None and _ID.fullmatch(who):
        staff = unit.staff.find(UUID(who))
    if staff is None:
        message = f"There is no owner or moderator {who!r}."
        raise NotFoundError(message)
    return staff.account_id
