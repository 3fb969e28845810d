"""Making somebody a staff member: his name to sign in with, and what he may keep."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.account import check_name
from app.domain.errors import TakenError
from app.domain.identity import Role
from app.domain.login_errors import LastOwnerError
from app.domain.staff import check_login_email, check_password
from app.services.container import Container
from app.storage.account_models import AccountRow
from app.storage.staff_models import GrantRow, StaffRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What somebody chose who signs in with a password; without one, he cannot yet."""

    name: str
    email: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A newcomer as he is stored."""

    name: str
    email: str
    password_hash: str | None = field(repr=False)


def check(container: Container, said: Newcomer) -> Checked:
    """Judge a newcomer, and hash, which takes its time; raises InvalidInputError."""
    name, email = check_name(said.name), check_login_email(said.email)
    if said.password is None:
        return Checked(name=name, email=email, password_hash=None)
    password = check_password(said.password, email=email)
    stored = container.passwords.hash(password)
    return Checked(name=name, email=email, password_hash=stored)


def add(
    unit: Unit, container: Container, *, newcomer: Checked, now: datetime
) -> StaffRow:
    """Make an account that has no provider; raises TakenError for a name in use."""
    if unit.staff.by_email(newcomer.email) is not None:
        message = "Somebody signs in with this e-mail address already."
        raise TakenError(message)
    account = AccountRow(
        id=container.new_id(now), name=newcomer.name, url="", created_at=now
    )
    unit.accounts.add(account)
    row = StaffRow(
        account_id=account.id,
        email=newcomer.email,
        password_hash=newcomer.password_hash,
        everywhere=False,
        has_keys=True,
        created_at=now,
    )
    unit.staff.add(row)
    return row


def grant(
    unit: Unit,
    account_id: UUID,
    *,
    site_id: int | None,
    role: Role | None,
    now: datetime,
) -> None:
    """Give a role on a site, or, without a site, make an owner of every site."""
    staff = unit.staff.find(account_id)
    if staff is None:
        staff = StaffRow(
            account_id=account_id, everywhere=False, has_keys=True, created_at=now
        )
        unit.staff.add(staff)
    if site_id is None:
        staff.everywhere = True
        return
    unit.staff.grant(
        GrantRow(
            account_id=account_id,
            site_id=site_id,
            role=role or Role.MODERATOR,
            granted_at=now,
        )
    )


def keep_an_owner(unit: Unit, *, site_id: int | None) -> None:
    """Raise LastOwnerError where a change has left a site, or all, without an owner."""
    if unit.staff.everywhere():
        return
    if site_id is None or all(
        role is not Role.OWNER for _, role in unit.staff.people(site_id)
    ):
        raise LastOwnerError
