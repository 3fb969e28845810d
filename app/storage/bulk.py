"""Rows by the thousand, for filling a site: no row objects, no events, no log.

Not for what people write: `Comments.add` counts, this stores what it is given.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.base import Base
from app.storage.models import CommentRow, ThreadRow
from app.storage.upsert import table_of

Values = Mapping[str, Any]

# PostgreSQL bounds the time of each statement; this keeps each far below it.
_AT_ONCE = 2_000
_CACHE_KB = 256 * 1024


class Bulk:
    """Threads and comments, many in one statement."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def make_room(self) -> None:
        """Let SQLite keep the indexes that grow in memory; for this connection."""
        if self._session.get_bind().dialect.name == "sqlite":
            self._session.execute(sa.text(f"PRAGMA cache_size = -{_CACHE_KB}"))

    def add_threads(self, rows: Sequence[Values]) -> None:
        """Store threads; all rows name the same columns."""
        self._insert(ThreadRow, rows)

    def add_comments(self, rows: Sequence[Values]) -> None:
        """Store comments with their place and their counts as given."""
        self._insert(CommentRow, rows)

    def threads_and_comments(self, site_id: int) -> tuple[int, int]:
        """Count a site's threads, and the comments that they say they have."""
        count = sa.select(sa.func.count(), sa.func.sum(ThreadRow.comment_count))
        query = count.where(ThreadRow.site_id == site_id)
        threads, comments = self._session.execute(query).one()
        return threads, int(comments or 0)

    def _insert(self, row: type[Base], rows: Sequence[Values]) -> None:
        insert = sa.insert(table_of(row))
        for start in range(0, len(rows), _AT_ONCE):
            self._session.execute(insert, list(rows[start : start + _AT_ONCE]))
