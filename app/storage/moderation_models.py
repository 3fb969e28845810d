"""The tables of moderators and programs: log, reports, restraints, tokens, hooks."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.moderation import Status
from app.storage.base import Base


class ReportRow(Base):
    """A reader thinks that a comment should not be there.

    `reporter` is an account's or a guest's author key, else the day's pseudonym of
    an address block; `address_key` is that pseudonym for every guest.
    """

    __tablename__ = "reports"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("site_id", "comment_id", "reporter"),
        sa.Index("ix_reports_reporter", "reporter"),
    )

    site_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    comment_id: Mapped[UUID]
    reporter: Mapped[str] = mapped_column(sa.String(80))
    address_key: Mapped[str | None] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(500))
    created_at: Mapped[datetime]


class ModerationLogRow(Base):
    """Who decided what, and why; only ever added to.

    It is about a comment, or names its `subject`: a thread's key, rules that were set.
    What was done in one go has one `batch`, by which it is taken back.
    """

    __tablename__ = "moderation_log"
    __table_args__ = (
        sa.Index("ix_log_comment", "site_id", "comment_id"),
        sa.Index("ix_log_time", "site_id", "created_at", "id"),
        sa.Index("ix_log_batch", "site_id", "batch"),
    )

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    comment_id: Mapped[UUID | None]
    subject: Mapped[str | None] = mapped_column(sa.String(1000))
    batch: Mapped[UUID | None]
    actor: Mapped[str] = mapped_column(sa.String(80))
    via: Mapped[str] = mapped_column(sa.String(20))
    action: Mapped[str] = mapped_column(sa.String(20))
    old_status: Mapped[Status | None]
    new_status: Mapped[Status | None]
    reasons: Mapped[list[dict[str, str]]]
    created_at: Mapped[datetime]


class RestraintRow(Base):
    """Somebody's comments are held (muted) or go to spam (banned), until a time.

    `kind` says what `value` stands for: `author` an author key; `email` an HMAC under
    the site's key of an address typed; `block` the same of an address block, or the
    day's pseudonym of one until it is met again. `comment_id` is where it began.
    """

    __tablename__ = "restraints"
    __table_args__ = (sa.UniqueConstraint("site_id", "kind", "value"),)

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    value: Mapped[str] = mapped_column(sa.String(80))
    effect: Mapped[str] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.String(500))
    comment_id: Mapped[UUID | None]
    batch: Mapped[UUID | None]
    created_by: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class NoteRow(Base):
    """What moderators tell each other about an author."""

    __tablename__ = "author_notes"
    __table_args__ = (sa.Index("ix_notes_author", "site_id", "author_key"),)

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    author_key: Mapped[str] = mapped_column(sa.String(80))
    text: Mapped[str] = mapped_column(sa.String(2000))
    created_by: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime]


class ApiTokenRow(Base):
    """A program acts for a staff member: on one site, or on all that are his.

    `scope` is `read` or `moderate`. What the member may do is looked up at each use,
    so that a grant taken back ends what its token can.
    """

    __tablename__ = "api_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    site_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE")
    )
    scope: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(100))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class WebhookRow(Base):
    """A receiver that is told what happens on a site.

    `url` may be a secret of its own, as a chat's is. The signing secret is computed
    from `generation`; `failures` counts attempts in a row that failed.
    """

    __tablename__ = "webhooks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), index=True
    )
    url: Mapped[str] = mapped_column(sa.String(2000))
    preset: Mapped[str] = mapped_column(sa.String(20))
    events: Mapped[str] = mapped_column(sa.String(200))
    enabled: Mapped[bool]
    failures: Mapped[int]
    generation: Mapped[int]
    rotated_at: Mapped[datetime]
    created_at: Mapped[datetime]
