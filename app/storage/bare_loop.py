"""The least that storing a comment takes: finished statements, one commit each.

What a post can be compared with: the same rows with the same durability, through the
same driver, without sessions, checks or HTTP. For measuring only.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.storage.base import Base, for_writing, make_engine
from app.storage.models import CommentRow, ThreadRow
from app.storage.moderation_models import ModerationLogRow
from app.storage.outbox_models import OutboxRow
from app.storage.upsert import table_of

Values = Mapping[str, Any]


class _Insert:
    """An INSERT compiled once, with the converters of its columns."""

    def __init__(self, row: type[Base], *, like: Values, dialect: sa.Dialect) -> None:
        table = table_of(row)
        compiled = sa.insert(table).values(dict(like)).compile(dialect=dialect)
        self._sql = str(compiled)
        self._order = compiled.positiontup if compiled.positional else None
        self._convert = {
            name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            for name in like
        }

    def run(self, connection: sa.Connection, values: Values) -> None:
        """Store one row."""
        raw = {
            name: convert(values[name]) if convert else values[name]
            for name, convert in self._convert.items()
        }
        bound = tuple(raw[name] for name in self._order) if self._order else raw
        connection.exec_driver_sql(self._sql, bound)


class BareLoop:
    """One connection that stores comments, one transaction each."""

    def __init__(self, url: str) -> None:
        """Open the database that a URL names."""
        self._engine = make_engine(url, connections=1)
        self._connection = for_writing(self._engine).connect()
        self._inserts: list[_Insert] = []
        threads = table_of(ThreadRow)
        self._count = (
            sa.update(threads)
            .where(
                threads.c.site_id == sa.bindparam("in_site"),
                threads.c.id == sa.bindparam("in_thread"),
            )
            .values(
                version=threads.c.version + 1, comment_count=threads.c.comment_count + 1
            )
        )

    def store(self, comment: Values, *, event: Values, log: Values) -> None:
        """Store a comment, its event and its log line, count it, commit."""
        rows = ((CommentRow, comment), (OutboxRow, event), (ModerationLogRow, log))
        if not self._inserts:
            self._inserts = [
                _Insert(row, like=values, dialect=self._engine.dialect)
                for row, values in rows
            ]
        place = {"in_site": comment["site_id"], "in_thread": comment["thread_id"]}
        with self._connection.begin():
            for insert, (_, values) in zip(self._inserts, rows, strict=True):
                insert.run(self._connection, values)
            self._connection.execute(self._count, place)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        self._engine.dispose()
