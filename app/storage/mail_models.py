"""The tables of mail: who wants what, and who has said yes to it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class SubscriptionRow(Base):
    """An address that wants mail about a thread, or about replies to one comment.

    `comment_id` is the comment it was asked for with; nothing is sent before that is
    published and the address's owner has said yes (`confirmed_at`).
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["site_id", "thread_id"],
            ["threads.site_id", "threads.id"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_subscriptions_thread", "site_id", "thread_id"),
        sa.Index("ix_subscriptions_email", "site_id", "email"),
        sa.Index("ix_subscriptions_account", "account_id", "site_id"),
        sa.Index("ix_subscriptions_comment", "site_id", "comment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    thread_id: Mapped[UUID]
    comment_id: Mapped[UUID]
    scope: Mapped[str] = mapped_column(sa.String(10))
    email: Mapped[str] = mapped_column(sa.String(100))
    author_key: Mapped[str | None] = mapped_column(sa.String(80))
    account_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]


class OptInRow(Base):
    """How often an address was asked for a site, and whether it wants to be left alone.

    `sent` counts the questions that nobody has answered yet, `asked_by` is the delivery
    of the last one.
    """

    __tablename__ = "opt_ins"

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    sent: Mapped[int]
    sent_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None]
    blocked_at: Mapped[datetime | None]


class NoticeRow(Base):
    """How somebody who moderates a site wants to hear of it: each, daily or none."""

    __tablename__ = "notices"

    account_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    mode: Mapped[str] = mapped_column(sa.String(10))
