"""Numbers about a site: what came in by day, how it was decided, where and why."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.moderation import Status
from app.storage.models import CommentRow, ThreadRow
from app.storage.moderation_models import ModerationLogRow

_DECISIONS = ("approve", "reject", "spam", "delete")
# Enough for a median and for shares; more would only take longer.
_SAMPLE = 20_000


class Figures:
    """Sums over a site's comments and its log."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def latest(self, site_id: int, *, limit: int) -> list[CommentRow]:
        """List the latest comments that are not deleted, whatever their status."""
        query = (
            sa.select(CommentRow)
            .where(CommentRow.site_id == site_id, CommentRow.deleted_at.is_(None))
            .order_by(CommentRow.created_at.desc(), CommentRow.id.desc())
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def by_day(self, site_id: int, *, since: datetime) -> list[tuple[str, Status, int]]:
        """Count by day (UTC) and status what came in and is not deleted."""
        day = sa.func.date(CommentRow.created_at)
        query = (
            sa.select(day, CommentRow.status, sa.func.count())
            .where(
                CommentRow.site_id == site_id,
                CommentRow.created_at >= since,
                CommentRow.deleted_at.is_(None),
            )
            .group_by(day, CommentRow.status)
        )
        rows = self._session.execute(query)
        return [(str(when), status, number) for when, status, number in rows]

    def waits(
        self, site_id: int, *, since: datetime
    ) -> list[tuple[datetime, datetime]]:
        """Give when comments came in, and when somebody first decided about each."""
        decided = (
            sa.select(
                ModerationLogRow.comment_id,
                sa.func.min(ModerationLogRow.created_at).label("at"),
            )
            .where(
                ModerationLogRow.site_id == site_id,
                ModerationLogRow.created_at >= since,
                ModerationLogRow.action.in_(_DECISIONS),
                ModerationLogRow.actor.not_in(("system", "author")),
            )
            .group_by(ModerationLogRow.comment_id)
            .subquery()
        )
        query = (
            sa.select(
                CommentRow.created_at,
                sa.type_coerce(decided.c.at, CommentRow.created_at.type),
            )
            .join(decided, decided.c.comment_id == CommentRow.id)
            .where(CommentRow.site_id == site_id)
            .limit(_SAMPLE)
        )
        return [(came, at) for came, at in self._session.execute(query)]

    def decisions(self, site_id: int, *, since: datetime) -> dict[str, int]:
        """Count what people decided, by action."""
        query = (
            sa.select(ModerationLogRow.action, sa.func.count())
            .where(
                ModerationLogRow.site_id == site_id,
                ModerationLogRow.created_at >= since,
                ModerationLogRow.action.in_(_DECISIONS),
                ModerationLogRow.actor.not_in(("system", "author")),
            )
            .group_by(ModerationLogRow.action)
        )
        return dict(self._session.execute(query).all())

    def busiest(
        self, site_id: int, *, since: datetime, limit: int
    ) -> list[tuple[UUID, str, int]]:
        """List the threads with the most new visible comments."""
        number = sa.func.count()
        query = (
            sa.select(
                ThreadRow.id, sa.func.coalesce(ThreadRow.title, ThreadRow.key), number
            )
            .join(
                CommentRow,
                sa.and_(
                    CommentRow.site_id == ThreadRow.site_id,
                    CommentRow.thread_id == ThreadRow.id,
                ),
            )
            .where(
                ThreadRow.site_id == site_id,
                CommentRow.created_at >= since,
                CommentRow.status == Status.APPROVED,
                CommentRow.deleted_at.is_(None),
            )
            .group_by(ThreadRow.site_id, ThreadRow.id)
            .order_by(number.desc(), ThreadRow.id)
            .limit(limit)
        )
        return list(self._session.execute(query).all())

    def reasons(self, site_id: int, *, since: datetime) -> list[list[dict[str, str]]]:
        """Give the reasons of the latest comments that have any."""
        query = (
            sa.select(CommentRow.reasons)
            .where(CommentRow.site_id == site_id, CommentRow.created_at >= since)
            .order_by(CommentRow.created_at.desc())
            .limit(_SAMPLE)
        )
        return [found for found in self._session.scalars(query) if found]
