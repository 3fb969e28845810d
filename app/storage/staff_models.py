"""The tables of staff: who keeps and moderates which sites, and how they got in.

A staff member is an account, as every reader who logs in is; what is here is what
makes more of it. A grant names an account, never an e-mail or a handle.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.identity import Role
from app.storage.base import Base


class StaffRow(Base):
    """An account that may sign in at the desk.

    `everywhere` makes it an owner of every site, and lets it add sites. `email` is
    the address to sign in with and to be written to; it is confirmed by use alone.
    `has_keys` says whether the desk's single-key shortcuts are on.
    """

    __tablename__ = "staff"

    account_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str | None] = mapped_column(sa.String(100), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    everywhere: Mapped[bool] = mapped_column(default=False)
    has_keys: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class GrantRow(Base):
    """An account is a moderator or an owner of a site."""

    __tablename__ = "grants"

    account_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Role]
    granted_at: Mapped[datetime]


class OneTimeRow(Base):
    """A link that works once: to set up, to take up an invitation, to get in again.

    Found by the hash of its secret, which travels in the fragment of an address.
    `purpose` is `setup`, `invite` or `reset`. An invitation says for which site and
    role, or, without a site, for all of them.
    """

    __tablename__ = "one_time_links"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    account_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE")
    )
    site_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE")
    )
    role: Mapped[Role | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
