"""The moderation log."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.models import ModerationLogRow


class Moderation:
    """Write and read who decided what."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def log(self, row: ModerationLogRow) -> None:
        """Add a line."""
        self._session.add(row)

    def of_comment(self, site_id: int, comment_id: UUID) -> list[ModerationLogRow]:
        """List a comment's lines, the newest first."""
        query = (
            sa.select(ModerationLogRow)
            .where(
                ModerationLogRow.site_id == site_id,
                ModerationLogRow.comment_id == comment_id,
            )
            .order_by(ModerationLogRow.created_at.desc(), ModerationLogRow.id.desc())
        )
        return list(self._session.scalars(query))

    def page(
        self,
        site_id: int,
        *,
        comment_id: UUID | None,
        before: UUID | None,
        limit: int,
    ) -> list[ModerationLogRow]:
        """List lines of a site, or of one comment, the newest first."""
        query = (
            sa.select(ModerationLogRow)
            .where(ModerationLogRow.site_id == site_id)
            .order_by(ModerationLogRow.id.desc())
            .limit(limit)
        )
        if comment_id is not None:
            query = query.where(ModerationLogRow.comment_id == comment_id)
        if before is not None:
            query = query.where(ModerationLogRow.id < before)
        return list(self._session.scalars(query))

    def forget_evidence(self, site_id: int, comment_id: UUID) -> None:
        """Take what was quoted from a comment out of its lines."""
        for row in self.of_comment(site_id, comment_id):
            row.reasons = [
                {"code": each["code"], "evidence": ""} for each in row.reasons
            ]
