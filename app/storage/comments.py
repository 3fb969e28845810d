"""Queries on single comments, and what is counted when one is hidden or shown."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.comment import ancestor_paths, is_visible
from app.domain.moderation import Status
from app.storage import changes
from app.storage.models import CommentRow, ThreadRow


class Comments:
    """Comments by id, by place and by author."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, site_id: int, comment_id: UUID) -> CommentRow | None:
        """Find a comment, seen or not."""
        return self._session.get(CommentRow, (site_id, comment_id))

    def find_with_thread(
        self, site_id: int, comment_id: UUID
    ) -> tuple[CommentRow, ThreadRow] | None:
        """Find a comment, seen or not, and its thread, in one statement."""
        its = sa.and_(
            ThreadRow.site_id == CommentRow.site_id,
            ThreadRow.id == CommentRow.thread_id,
        )
        query = (
            sa.select(CommentRow, ThreadRow)
            .join(ThreadRow, its)
            .where(CommentRow.site_id == site_id, CommentRow.id == comment_id)
        )
        found = self._session.execute(query).first()
        return (found[0], found[1]) if found else None

    def lock(self, site_id: int, comment_id: UUID) -> CommentRow | None:
        """Read a comment so that nobody else changes it until the end."""
        if changes.holds_all(self._session):
            return self.find(site_id, comment_id)
        return self._session.get(
            CommentRow,
            (site_id, comment_id),
            with_for_update=True,
            populate_existing=True,
        )

    def find_many(self, site_id: int, ids: Iterable[UUID]) -> list[CommentRow]:
        """Read several comments, oldest first."""
        query = (
            sa.select(CommentRow)
            .where(CommentRow.site_id == site_id, CommentRow.id.in_(list(ids)))
            .order_by(CommentRow.created_at, CommentRow.id)
        )
        return list(self._session.scalars(query))

    def lock_many(self, rows: list[CommentRow]) -> list[CommentRow]:
        """Read comments anew so that nobody else changes them until the end."""
        if not rows or changes.holds_all(self._session):
            return rows
        query = (
            sa.select(CommentRow)
            .where(
                CommentRow.site_id == rows[0].site_id,
                CommentRow.id.in_([row.id for row in rows]),
            )
            .order_by(CommentRow.created_at, CommentRow.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return list(self._session.scalars(query))

    def at_path(self, like: CommentRow, path: bytes) -> CommentRow | None:
        """Find the comment at a path in another's conversation."""
        return next(iter(self._at_paths(like, [path])), None)

    def at_paths(self, like: CommentRow, paths: list[bytes]) -> list[CommentRow]:
        """Find the comments at some paths in another's conversation."""
        return self._at_paths(like, paths)

    def below(self, top: CommentRow, *, end: bytes, limit: int) -> list[CommentRow]:
        """List what is below a comment in reading order, seen or not."""
        query = (
            sa.select(CommentRow)
            .where(
                CommentRow.site_id == top.site_id,
                CommentRow.root_id == top.root_id,
                CommentRow.path > top.path,
                CommentRow.path < end,
            )
            .order_by(CommentRow.path)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def of_author(
        self, site_id: int, author_key: str, *, limit: int
    ) -> list[CommentRow]:
        """List what an author wrote on a site, deleted or not, the newest first."""
        query = (
            sa.select(CommentRow)
            .where(CommentRow.site_id == site_id, CommentRow.author_key == author_key)
            .order_by(CommentRow.created_at.desc(), CommentRow.id.desc())
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def living_of(
        self, site_id: int, author_key: str, *, since: datetime
    ) -> list[UUID]:
        """List the ids of what an author wrote since a moment and is not deleted."""
        query = (
            sa.select(CommentRow.id)
            .where(
                CommentRow.site_id == site_id,
                CommentRow.author_key == author_key,
                CommentRow.created_at >= since,
                CommentRow.deleted_at.is_(None),
            )
            .order_by(CommentRow.created_at, CommentRow.id)
        )
        return list(self._session.scalars(query))

    def show_as_stored(
        self, row: CommentRow, thread: ThreadRow, *, was_visible: bool
    ) -> None:
        """Bring lists and counts in line after status or deletion changed."""
        visible = is_visible(row.status, row.deleted_at)
        row.is_listed = visible or row.reply_count > 0
        if visible != was_visible:
            self._count(row, thread, step=1 if visible else -1)

    def _count(self, row: CommentRow, thread: ThreadRow, *, step: int) -> None:
        thread.comment_count += step
        for above in self._at_paths(row, ancestor_paths(row.path)):
            above.reply_count += step
            visible = is_visible(above.status, above.deleted_at)
            above.is_listed = visible or above.reply_count > 0

    def _at_paths(self, like: CommentRow, paths: list[bytes]) -> list[CommentRow]:
        if not paths:
            return []
        query = sa.select(CommentRow).where(
            CommentRow.site_id == like.site_id,
            CommentRow.root_id == like.root_id,
            CommentRow.path.in_(paths),
        )
        # What was read before the lock may have changed while it was waited for.
        query = query.execution_options(populate_existing=True)
        return list(self._session.scalars(query))

    def newest(self) -> datetime | None:
        """Tell when the newest comment of all sites was written."""
        return self._session.scalar(sa.select(sa.func.max(CommentRow.created_at)))

    def own_unseen(
        self, thread: ThreadRow, *, author_keys: Iterable[str], ids: Iterable[UUID]
    ) -> list[CommentRow]:
        """List an author's comments of a thread that wait, or went to spam."""
        by_key = CommentRow.author_key.in_(list(author_keys))
        own = sa.or_(by_key, CommentRow.id.in_(list(ids)))
        query = (
            sa.select(CommentRow)
            .where(
                CommentRow.site_id == thread.site_id,
                CommentRow.thread_id == thread.id,
                CommentRow.status.in_((Status.PENDING, Status.SPAM)),
                CommentRow.deleted_at.is_(None),
                own,
            )
            .order_by(CommentRow.created_at, CommentRow.id)
            .limit(100)
        )
        return list(self._session.scalars(query))
