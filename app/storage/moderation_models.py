"""The tables that moderators and their programs need: reports."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

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
