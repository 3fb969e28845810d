"""Queries on staff: roles, grants, and links that work once."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.identity import Role
from app.storage.account_models import AccountRow
from app.storage.models import SiteRow
from app.storage.staff_models import GrantRow, OneTimeRow, StaffRow


class Staff:
    """Who keeps and moderates which sites."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, account_id: UUID) -> StaffRow | None:
        """Find a staff member by his account."""
        return self._session.get(StaffRow, account_id)

    def by_email(self, email: str) -> StaffRow | None:
        """Find a staff member by the address he signs in with, in lower case."""
        return self._session.scalar(sa.select(StaffRow).where(StaffRow.email == email))

    def role(self, account_id: UUID, *, site_id: int) -> Role | None:
        """Say what an account is on a site, None where it has no part in it.

        One statement, since it is asked for with every request of somebody.
        """
        granted = (
            sa.select(GrantRow.role)
            .where(GrantRow.account_id == account_id, GrantRow.site_id == site_id)
            .scalar_subquery()
        )
        everywhere = (
            sa.select(StaffRow.everywhere)
            .where(StaffRow.account_id == account_id)
            .scalar_subquery()
        )
        is_owner, role = self._session.execute(sa.select(everywhere, granted)).one()
        return Role.OWNER if is_owner else role

    def sites(self, account_id: UUID) -> list[tuple[SiteRow, Role]]:
        """List the sites that an account has a part in, by slug, and as what."""
        staff = self.find(account_id)
        if staff is not None and staff.everywhere:
            rows = self._session.scalars(sa.select(SiteRow).order_by(SiteRow.slug))
            return [(row, Role.OWNER) for row in rows]
        query = (
            sa.select(SiteRow, GrantRow.role)
            .join(GrantRow, GrantRow.site_id == SiteRow.id)
            .where(GrantRow.account_id == account_id)
            .order_by(SiteRow.slug)
        )
        return [(site, role) for site, role in self._session.execute(query)]

    def people(self, site_id: int) -> list[tuple[UUID, Role]]:
        """List who has a part in a site by a grant of its own."""
        query = sa.select(GrantRow.account_id, GrantRow.role).where(
            GrantRow.site_id == site_id
        )
        return [(account, role) for account, role in self._session.execute(query)]

    def everywhere(self) -> list[StaffRow]:
        """List the owners of every site, the first one first."""
        query = sa.select(StaffRow).where(StaffRow.everywhere.is_(True))
        return list(self._session.scalars(query.order_by(StaffRow.created_at)))

    def all(self) -> list[tuple[StaffRow, AccountRow]]:
        """List everybody who may sign in by a name of his own, the first one first."""
        query = (
            sa.select(StaffRow, AccountRow)
            .join(AccountRow, AccountRow.id == StaffRow.account_id)
            .order_by(StaffRow.created_at, StaffRow.account_id)
        )
        return [(staff, account) for staff, account in self._session.execute(query)]

    def has_owner(self) -> bool:
        """Tell whether anybody owns anything here."""
        granted = sa.select(GrantRow.account_id).where(GrantRow.role == Role.OWNER)
        return (
            bool(self.everywhere())
            or self._session.scalar(granted.limit(1)) is not None
        )

    def is_one_owners(self) -> bool:
        """Tell whether one person alone owns every site, and nobody else any."""
        owners = {row.account_id for row in self.everywhere()}
        granted = sa.select(GrantRow.account_id).where(GrantRow.role == Role.OWNER)
        return len(owners) == 1 and owners.issuperset(self._session.scalars(granted))

    def add(self, row: StaffRow) -> None:
        """Make an account a staff member."""
        self._session.add(row)
        self._session.flush()

    def grant(self, row: GrantRow) -> None:
        """Give an account a role on a site, in place of the one it had."""
        self._session.merge(row)
        self._session.flush()

    def revoke(self, account_id: UUID, *, site_id: int) -> bool:
        """Take a role away; tell whether there was one."""
        row = self._session.get(GrantRow, (account_id, site_id))
        if row is not None:
            self._session.delete(row)
            self._session.flush()
        return row is not None

    def add_link(self, row: OneTimeRow) -> None:
        """Store a link that works once."""
        self._session.add(row)
        self._session.flush()

    def links(
        self, purpose: str, *, now: datetime, site_id: int | None = None
    ) -> list[OneTimeRow]:
        """List a purpose's links that are still good, of one site or of none."""
        query = sa.select(OneTimeRow).where(
            OneTimeRow.purpose == purpose,
            OneTimeRow.expires_at > now,
            OneTimeRow.site_id.is_(None)
            if site_id is None
            else OneTimeRow.site_id == site_id,
        )
        return list(self._session.scalars(query.order_by(OneTimeRow.expires_at)))

    def link(self, link_hash: str) -> OneTimeRow | None:
        """Read a link without using it up."""
        return self._session.get(OneTimeRow, link_hash)

    def take_link(self, link_hash: str) -> OneTimeRow | None:
        """Read a link and use it up, once; None when it is not there."""
        row = self._session.get(OneTimeRow, link_hash)
        if row is None:
            return None
        self._session.expunge(row)
        gone = sa.delete(OneTimeRow).where(OneTimeRow.hash == link_hash)
        taken = self._session.connection().execute(gone).rowcount
        return row if taken else None

    def forget_links(self, before: datetime) -> None:
        """Drop links that have expired."""
        old = sa.delete(OneTimeRow).where(OneTimeRow.expires_at <= before)
        self._session.execute(old)

    def end_links(self, purpose: str, *, account_id: UUID | None = None) -> None:
        """Drop a purpose's links, for one account or for none in particular."""
        named = (
            OneTimeRow.account_id.is_(None)
            if account_id is None
            else OneTimeRow.account_id == account_id
        )
        self._session.execute(
            sa.delete(OneTimeRow).where(OneTimeRow.purpose == purpose, named)
        )
