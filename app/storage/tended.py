"""Threads as moderators list, move and merge them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.moderation import Status
from app.storage.base import Base
from app.storage.models import AliasRow, CommentRow, ThreadRow


def _pointing_at_threads() -> list[sa.Table]:
    """Find every table whose rows belong to a thread, so that none is forgotten."""
    threads = ThreadRow.__table__
    return [
        table
        for table in Base.metadata.sorted_tables
        if any(key.referred_table is threads for key in table.foreign_key_constraints)
    ]


class Tended:
    """Whole threads, with what waits in them and the keys that lead to them."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, site_id: int, thread_id: UUID) -> ThreadRow | None:
        """Find a thread by its id."""
        return self._session.get(ThreadRow, (site_id, thread_id))

    def page(
        self,
        site_id: int,
        *,
        words: Iterable[str],
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[ThreadRow]:
        """List threads that have all words somewhere, the newest first."""
        query = sa.select(ThreadRow).where(ThreadRow.site_id == site_id)
        for word in words:
            query = query.where(
                sa.or_(
                    ThreadRow.key.icontains(word, autoescape=True),
                    ThreadRow.title.icontains(word, autoescape=True),
                    ThreadRow.page_url.icontains(word, autoescape=True),
                )
            )
        order = (ThreadRow.created_at, ThreadRow.id)
        if after is not None:
            place = sa.tuple_(
                sa.literal(after[0], ThreadRow.created_at.type),
                sa.literal(after[1], ThreadRow.id.type),
            )
            query = query.where(sa.tuple_(*order) < place)
        query = query.order_by(*(column.desc() for column in order))
        return list(self._session.scalars(query.limit(limit)))

    def pending(self, site_id: int, ids: Iterable[UUID]) -> dict[UUID, int]:
        """Count what waits in each thread."""
        query = (
            sa.select(CommentRow.thread_id, sa.func.count())
            .where(
                CommentRow.site_id == site_id,
                CommentRow.thread_id.in_(list(ids)),
                CommentRow.status == Status.PENDING,
                CommentRow.deleted_at.is_(None),
            )
            .group_by(CommentRow.thread_id)
        )
        return dict(self._session.execute(query).all())

    def aliases(self, site_id: int, ids: Iterable[UUID]) -> dict[UUID, list[str]]:
        """List the other keys of each thread."""
        query = (
            sa.select(AliasRow)
            .where(AliasRow.site_id == site_id, AliasRow.thread_id.in_(list(ids)))
            .order_by(AliasRow.key)
        )
        found: dict[UUID, list[str]] = {}
        for row in self._session.scalars(query):
            found.setdefault(row.thread_id, []).append(row.key)
        return found

    def drop_alias(self, site_id: int, key: str) -> None:
        """Let a key lead nowhere."""
        gone = sa.delete(AliasRow).where(
            AliasRow.site_id == site_id, AliasRow.key == key
        )
        self._session.execute(gone)

    def merge(self, source: ThreadRow, target: ThreadRow) -> None:
        """Move all that points at a thread to another, and drop it.

        A comment's path names its ancestors, not its thread, so it stays as it is.
        """
        site_id, here, there = source.site_id, source.id, target.id
        for table in _pointing_at_threads():
            columns = table.columns
            moves = (
                sa.update(table)
                .where(columns.site_id == site_id, columns.thread_id == here)
                .values(thread_id=there)
            )
            self._session.execute(moves)
        alias = AliasRow(site_id=site_id, key=source.key, thread_id=there)
        self._session.delete(source)
        self._session.flush()
        self._session.add(alias)
        visible = sa.select(sa.func.count()).where(
            CommentRow.site_id == site_id,
            CommentRow.thread_id == there,
            CommentRow.status == Status.APPROVED,
            CommentRow.deleted_at.is_(None),
        )
        target.comment_count = self._session.scalar(visible) or 0
        self._session.flush()
