"""Accounts as tests need them: who has one, what he is on a site, how he comes.

Stored as a login would store them; no provider is asked.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from app.domain.account import Identity
from app.domain.identity import Role
from app.services.container import Container
from app.services.steps.credentials import Credentials
from app.services.tokens import Tokens, new_token
from app.storage.account_models import AccountRow, IdentityRow, SessionRow
from app.storage.staff_models import GrantRow, StaffRow
from app.storage.unit_of_work import Unit


def account(container: Container, name: str = "Ada") -> UUID:
    """Make an account."""
    now = container.clock()
    row = AccountRow(id=uuid4(), name=name, url="", created_at=now)
    identity = Identity("https://issuer.example", row.id.hex)

    def store(unit: Unit) -> None:
        unit.accounts.add(
            row,
            IdentityRow(
                issuer=identity.issuer,
                subject=identity.subject,
                account_id=row.id,
                provider="example",
                created_at=now,
                seen_at=now,
            ),
        )

    container.store.write(store)
    return row.id


def at_home(
    container: Container, account_id: UUID, *, address: str | None = None
) -> Credentials:
    """Log an account in on our own pages."""
    now, token = container.clock(), new_token()
    row = SessionRow(
        id=uuid4(),
        account_id=account_id,
        provider="example",
        token_hash=Tokens.hashed(token),
        generation=1,
        rotated_at=now,
        signed_in_at=now,
        expires_at=now + timedelta(days=1),
    )
    container.store.write(lambda unit: unit.sessions.add(row))
    return Credentials(session_token=token, address_block=address)


def grant(
    container: Container,
    account_id: UUID,
    *,
    role: Role = Role.MODERATOR,
    site: str = "blog",
) -> UUID:
    """Make an account a moderator or an owner of a site."""
    now = container.clock()

    def store(unit: Unit) -> None:
        found = unit.sites.find(site)
        assert found is not None
        if unit.staff.find(account_id) is None:
            unit.staff.add(StaffRow(account_id=account_id, created_at=now))
        unit.staff.grant(
            GrantRow(account_id=account_id, site_id=found.id, role=role, granted_at=now)
        )

    container.store.write(store)
    return account_id
