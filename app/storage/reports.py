"""Queries on what readers report."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.moderation_models import ReportRow


class Reports:
    """Reports by comment."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def is_known(
        self, site_id: int, comment_id: UUID, *, reporters: Iterable[str]
    ) -> bool:
        """Tell whether one of the keys, of authors or addresses, has reported it."""
        keys = list(reporters)
        query = sa.select(ReportRow.id).where(
            ReportRow.site_id == site_id,
            ReportRow.comment_id == comment_id,
            sa.or_(ReportRow.reporter.in_(keys), ReportRow.address_key.in_(keys)),
        )
        return self._session.scalar(query.limit(1)) is not None

    def add(self, row: ReportRow) -> None:
        """Store a report."""
        self._session.add(row)
        self._session.flush()

    def of(self, reporter: str) -> list[ReportRow]:
        """List what somebody has reported."""
        query = sa.select(ReportRow).where(ReportRow.reporter == reporter)
        return list(self._session.scalars(query.order_by(ReportRow.id)))

    def reasons(
        self, site_id: int, comment_id: UUID, *, since: datetime | None
    ) -> list[str]:
        """List why a comment was reported, since a moderator looked at it."""
        query = (
            sa.select(ReportRow.reason)
            .where(ReportRow.site_id == site_id, ReportRow.comment_id == comment_id)
            .order_by(ReportRow.id)
        )
        if since is not None:
            query = query.where(ReportRow.created_at > since)
        return list(self._session.scalars(query))
