"""Links that work once: made, looked at, taken. Only their hashes are stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.identity import Role
from app.domain.login_errors import LinkEndedError
from app.domain.staff import LINK_PAGES, LinkPurpose
from app.services.container import Container
from app.services.tokens import Tokens, new_token
from app.storage.staff_models import OneTimeRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What a link says beside its purpose: of whom it is, or for where and as what."""

    account_id: UUID | None = None
    site_id: int | None = None
    role: Role | None = None


NOTHING = Gift()


def make(
    unit: Unit,
    container: Container,
    *,
    purpose: LinkPurpose,
    life: timedelta,
    gives: Gift = NOTHING,
) -> str:
    """Store a link and give its address, whose fragment no server is ever sent."""
    secret, now = new_token(), container.clock()
    unit.staff.forget_links(now)
    unit.staff.add_link(
        OneTimeRow(
            hash=Tokens.hashed(secret),
            purpose=purpose,
            account_id=gives.account_id,
            site_id=gives.site_id,
            role=gives.role,
            expires_at=now + life,
        )
    )
    return f"{container.public_url}{LINK_PAGES[purpose]}#{secret}"


def look(unit: Unit, secret: str, *, purpose: LinkPurpose, now: datetime) -> OneTimeRow:
    """Read a link without using it up; raises LinkEndedError."""
    return _good(unit.staff.link(Tokens.hashed(secret)), purpose=purpose, now=now)


def take(unit: Unit, secret: str, *, purpose: LinkPurpose, now: datetime) -> OneTimeRow:
    """Use a link up, once; raises LinkEndedError."""
    look(unit, secret, purpose=purpose, now=now)
    return _good(unit.staff.take_link(Tokens.hashed(secret)), purpose=purpose, now=now)


def _good(row: OneTimeRow | None, *, purpose: LinkPurpose, now: datetime) -> OneTimeRow:
    if row is None or row.purpose != purpose or row.expires_at <= now:
        raise LinkEndedError
    return row
