"""From an identity to its account and to a first-party session."""

from datetime import datetime
from uuid import UUID

from app.domain import signin as rules
from app.domain.account import Profile
from app.domain.errors import OverloadedError
from app.services.container import Container
from app.services.tokens import Tokens, new_token
from app.storage.account_models import (
    AccountRow,
    ConsentRow,
    IdentityRow,
    LoginRow,
    SessionRow,
)
from app.storage.unit_of_work import Unit


def find_or_make(
    unit: Unit, container: Container, *, profile: Profile, now: datetime
) -> AccountRow:
    """Find the identity's account, or make one; nothing else ever joins the two.

    A name and a website are taken at the first login; afterwards they are the
    person's own to change. The handle follows the provider.
    """
    known = unit.accounts.lock_identity(profile.identity)
    if known is None:
        account = _make(unit, container, profile=profile, now=now)
        if account is not None:
            return account
        # Another login of the same person was first; it is his account now.
        known = unit.accounts.lock_identity(profile.identity)
    account = unit.accounts.find(known.account_id) if known else None
    if known is None or account is None:  # pragma: no cover -- erased this very moment
        raise OverloadedError(retry_after=1)
    known.handle, known.seen_at = profile.handle, now
    return account


def _make(
    unit: Unit, container: Container, *, profile: Profile, now: datetime
) -> AccountRow | None:
    account = AccountRow(
        id=container.new_id(now),
        name=profile.name,
        url=profile.url or "",
        created_at=now,
    )
    identity = IdentityRow(
        issuer=profile.identity.issuer,
        subject=profile.identity.subject,
        account_id=account.id,
        provider=profile.provider,
        handle=profile.handle,
        created_at=now,
        seen_at=now,
    )
    return account if unit.accounts.add(account, identity) else None


def is_at_home(unit: Unit, login: LoginRow, *, now: datetime) -> bool:
    """Let a site show who it is without a question where one owner has all sites.

    Then the site is no other party than the service itself. The consent is stored as
    if it had been given, so that it can be taken back, but for the handle, which
    nobody was asked about.
    """
    if not unit.staff.is_one_owners():
        return False
    unit.accounts.grant(
        ConsentRow(
            account_id=login.account_id,
            site_id=login.site_id,
            origin=login.origin,
            shows_handle=False,
            granted_at=now,
        )
    )
    return True


def open_session(
    unit: Unit,
    container: Container,
    *,
    account_id: UUID | None,
    provider: str,
    now: datetime,
) -> str:
    """Begin a first-party session; gives the token for its cookie."""
    token = new_token()
    unit.sessions.add(
        SessionRow(
            id=container.new_id(now),
            account_id=account_id,
            provider=provider,
            token_hash=Tokens.hashed(token),
            generation=1,
            rotated_at=now,
            signed_in_at=now,
            expires_at=now + rules.REFRESH_LIFE,
        )
    )
    return token
