"""The tables of what is still to be told: events, their deliveries, and leases."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class OutboxRow(Base):
    """An event, stored in the transaction that made it true.

    `spread_at` says that its deliveries have been made.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_waiting",
            "created_at",
            "id",
            sqlite_where=sa.text("spread_at IS NULL"),
            postgresql_where=sa.text("spread_at IS NULL"),
        ),
    )

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    spread_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """Something to be brought to one recipient over one channel.

    `id` is computed from what it is about and whom it is for, so that the same thing
    is never queued twice. `payload` holds ids alone, no address and no text.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.Index(
            "ix_deliveries_queued",
            "not_before",
            "created_at",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
        sa.Index("ix_deliveries_state", "state", "done_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE")
    )
    event_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(sa.String(20))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(10))
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class LeaseRow(Base):
    """Whose turn it is: the worker's, or a periodic job's until it is due again."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(40))
    until: Mapped[datetime]
