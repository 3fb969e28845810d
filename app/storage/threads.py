"""Queries on threads and their aliases."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage import changes
from app.storage.found import THREAD, FoundThread
from app.storage.models import AliasRow, ThreadRow
from app.storage.statements import Query
from app.storage.upsert import insert_missing, values_of

_BY_KEY = sa.select(ThreadRow).where(
    ThreadRow.site_id == sa.bindparam("site"), ThreadRow.key == sa.bindparam("key")
)
_LOCK = (
    sa.select(ThreadRow)
    .where(
        ThreadRow.site_id == sa.bindparam("site"), ThreadRow.id == sa.bindparam("id")
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)


_LOCK_FOUND = Query(
    sa.select(*THREAD)
    .where(
        ThreadRow.site_id == sa.bindparam("site"), ThreadRow.id == sa.bindparam("id")
    )
    .with_for_update(),
    FoundThread._make,
)


class Counted(NamedTuple):
    """A thread's count, as it was found under a key."""

    key: str
    comments: int
    id: UUID
    version: int
    by_alias: bool


class Threads:
    """Threads by key or alias; the key wins."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def get(self, site_id: int, thread_id: UUID) -> ThreadRow:
        """Read a thread that is known to be there."""
        return self._session.get_one(ThreadRow, (site_id, thread_id))

    def find(self, site_id: int, key: str) -> ThreadRow | None:
        """Find a thread by its key or one of its aliases."""
        found = self._session.scalar(_BY_KEY, {"site": site_id, "key": key})
        if found is not None:
            return found
        alias = self._session.get(AliasRow, (site_id, key))
        return self.get(site_id, alias.thread_id) if alias else None

    def lock(self, site_id: int, thread_id: UUID) -> ThreadRow:
        """Read a thread so that nobody else changes it until the end."""
        if changes.holds_all(self._session):
            return self.get(site_id, thread_id)
        asked = {"site": site_id, "id": thread_id}
        return self._session.scalars(_LOCK, asked).one()

    def lock_found(self, found: FoundThread) -> FoundThread | None:
        """Read a thread again so that nobody else changes it until the end."""
        if changes.holds_all(self._session):
            return found
        asked = {"site": found.site_id, "id": found.id}
        return _LOCK_FOUND.first(self._session, asked)

    def lock_many(self, site_id: int, ids: Iterable[UUID]) -> list[ThreadRow]:
        """Read threads so that nobody else changes them until the end.

        They are locked in the order of their ids, so that of two who each want the
        same ones neither waits for the other for ever.
        """
        query = (
            sa.select(ThreadRow)
            .where(ThreadRow.site_id == site_id, ThreadRow.id.in_(sorted(ids)))
            .order_by(ThreadRow.id)
            .execution_options(populate_existing=True)
        )
        if not changes.holds_all(self._session):
            query = query.with_for_update()
        return list(self._session.scalars(query))

    def add(self, row: ThreadRow) -> bool:
        """Make a thread unless its key is taken; tell whether it was made."""
        return insert_missing(self._session, ThreadRow, values=values_of(row))

    def counts(self, site_id: int, keys: Iterable[str]) -> dict[str, Counted]:
        """Count the visible comments of many threads at once, in one statement."""
        asked = list(keys)
        by_key = sa.select(
            ThreadRow.key,
            ThreadRow.comment_count,
            ThreadRow.id,
            ThreadRow.version,
            sa.literal(value=False).label("by_alias"),
        ).where(ThreadRow.site_id == site_id, ThreadRow.key.in_(asked))
        by_alias = (
            sa.select(
                AliasRow.key,
                ThreadRow.comment_count,
                ThreadRow.id,
                ThreadRow.version,
                sa.literal(value=True),
            )
            .join(
                ThreadRow,
                sa.and_(
                    ThreadRow.site_id == AliasRow.site_id,
                    ThreadRow.id == AliasRow.thread_id,
                ),
            )
            .where(AliasRow.site_id == site_id, AliasRow.key.in_(asked))
        )
        found = [
            Counted(*row)
            for row in self._session.execute(sa.union_all(by_key, by_alias))
        ]
        # A key wins over an alias of the same spelling, so keys come last.
        found.sort(key=lambda each: not each.by_alias)
        return {each.key: each for each in found}

    def versions(self, site_id: int, thread_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Read the versions of threads; one that is gone is left out."""
        query = sa.select(ThreadRow.id, ThreadRow.version).where(
            ThreadRow.site_id == site_id, ThreadRow.id.in_(list(thread_ids))
        )
        return {row.id: row.version for row in self._session.execute(query)}

    def add_alias(self, row: AliasRow) -> bool:
        """Let a key lead to a thread; tell whether it was free."""
        values = {"site_id": row.site_id, "key": row.key, "thread_id": row.thread_id}
        return insert_missing(self._session, AliasRow, values=values)

    def touch(self, thread: ThreadRow) -> None:
        """Count a change of what the thread answers."""
        thread.version += 1
