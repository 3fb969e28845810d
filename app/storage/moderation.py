"""The moderation log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.moderation_models import ModerationLogRow
from app.storage.upsert import insert


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilters:
    """Which lines to list; what is left out does not filter."""

    actor: str = ""
    action: str = ""
    comment_id: UUID | None = None


class Moderation:
    """Write and read who decided what."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def log(self, **values: Any) -> None:  # noqa: ANN401 - columns of a line
        """Add a line."""
        insert(self._session, ModerationLogRow, values=values)

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

    def of_batch(self, site_id: int, batch: UUID) -> list[ModerationLogRow]:
        """List what was done in one go, in the order of its comments' ids."""
        query = (
            sa.select(ModerationLogRow)
            .where(ModerationLogRow.site_id == site_id, ModerationLogRow.batch == batch)
            .order_by(ModerationLogRow.created_at, ModerationLogRow.comment_id)
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
        """List lines about a site's comments, or about one, the newest first."""
        query = (
            sa.select(ModerationLogRow)
            .where(
                ModerationLogRow.site_id == site_id,
                ModerationLogRow.comment_id.is_not(None),
            )
            .order_by(ModerationLogRow.id.desc())
            .limit(limit)
        )
        if comment_id is not None:
            query = query.where(ModerationLogRow.comment_id == comment_id)
        if before is not None:
            query = query.where(ModerationLogRow.id < before)
        return list(self._session.scalars(query))

    def lines(
        self,
        site_id: int,
        *,
        wanted: LogFilters,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[ModerationLogRow]:
        """List a site's lines, the newest first."""
        query = sa.select(ModerationLogRow).where(ModerationLogRow.site_id == site_id)
        if wanted.actor:
            query = query.where(ModerationLogRow.actor == wanted.actor)
        if wanted.action:
            query = query.where(ModerationLogRow.action == wanted.action)
        if wanted.comment_id:
            query = query.where(ModerationLogRow.comment_id == wanted.comment_id)
        order = (ModerationLogRow.created_at, ModerationLogRow.id)
        if after is not None:
            place = sa.tuple_(
                sa.literal(after[0], ModerationLogRow.created_at.type),
                sa.literal(after[1], ModerationLogRow.id.type),
            )
            query = query.where(sa.tuple_(*order) < place)
        query = query.order_by(*(column.desc() for column in order))
        return list(self._session.scalars(query.limit(limit)))

    def actors(self, site_id: int) -> list[str]:
        """List who has ever done something on a site."""
        query = sa.select(ModerationLogRow.actor).where(
            ModerationLogRow.site_id == site_id
        )
        return sorted(self._session.scalars(query.distinct()))

    def forget_evidence(self, site_id: int, comment_id: UUID) -> None:
        """Take what was quoted from a comment out of its lines."""
        for row in self.of_comment(site_id, comment_id):
            row.reasons = [
                {"code": each["code"], "evidence": ""} for each in row.reasons
            ]
