"""Statements that run all the time: compiled once, then handed to the driver.

Of what a small statement costs, most is SQLAlchemy's way from the statement to the
driver: measured on SQLite, 48 µs through a connection and 118 through a session, where
the driver itself takes 7. So what every post and every page runs goes past that way,
and keeps what matters of it: bound and converted parameters, both dialects, listeners
of `before_cursor_execute`, SQLAlchemy's errors, and a connection that is lost is given
up.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage import changes
from app.storage.compiling import Compiled, Select, Values, compile_for, with_zones

Found = TypeVar("Found")
Listed = TypeVar("Listed", bound=msgspec.Struct)
# What a driver may give besides what JSON has.
_NATIVE = (bytes, datetime, UUID)


class Query(Generic[Found]):
    """A SELECT; each of its rows is handed to `make`."""

    def __init__(self, select: Select, make: Callable[[Any], Found]) -> None:
        """`select` names its parameters with `sa.bindparam`."""
        self._prepared = _Prepared(select)
        self._make = make

    def all(self, session: Session, values: Values) -> list[Found]:
        """List what is found."""
        rows, _ = self._prepared.run(session, [values])
        return [self._make(row) for row in rows]

    def first(self, session: Session, values: Values) -> Found | None:
        """Give the first of what is found."""
        rows, _ = self._prepared.run(session, [values])
        return self._make(rows[0]) if rows else None


class Listing(Generic[Listed]):
    """A SELECT of many rows, each of them read into a Struct like a tuple.

    msgspec turns what the driver gives into what the fields are declared to be, in C:
    measured for a page of a hundred comments, a tenth of what SQLAlchemy takes.
    """

    def __init__(self, select: Select, kind: type[Listed]) -> None:
        """`kind` is `array_like`; its fields are the columns in their order."""
        self._prepared = _Prepared(select, converts=False)
        self._kind: Any = list[kind]  # type: ignore[valid-type]

    def all(self, session: Session, values: Values) -> list[Listed]:
        """List what is found."""
        rows, _ = self._prepared.run(session, [values])
        listed: list[Listed] = msgspec.convert(
            # SQLite's truth is 0 or 1.
            rows,
            self._kind,
            strict=False,
            builtin_types=_NATIVE,
        )
        return listed


class Command:
    """An INSERT, UPDATE or DELETE."""

    def __init__(self, statement: sa.UpdateBase) -> None:
        """Raise ValueError for a table that is watched, unless its topics are noted."""
        if changes.is_unnoted(statement):
            message = "what this changes is watched: note it, and say so"
            raise ValueError(message)
        self._prepared = _Prepared(statement)

    def run(self, session: Session, values: Values) -> int:
        """Run it, and tell how many rows it met."""
        _, count = self._prepared.run(session, [values])
        return count

    def run_each(self, session: Session, values: Sequence[Values]) -> None:
        """Run it once for each of some values."""
        if values:
            self._prepared.run(session, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Parameters for the values of an IN, of which there are never more than `count`.

    So the statement is the same for one and for many.
    """

    name: str
    count: int
    type_: Any

    @property
    def all(self) -> list[sa.BindParameter[Any]]:
        """Give the parameters."""
        names = (f"{self.name}_{place}" for place in range(self.count))
        return [sa.bindparam(name, type_=self.type_) for name in names]

    def fill(self, values: Iterable[Any]) -> dict[str, Any]:
        """Give the parameters values; with nothing to look for, nothing is found.

        Raises ValueError where there are more values than slots.
        """
        given = list(values)
        if len(given) > self.count:
            message = f"{len(given)} values for {self.count} slots"
            raise ValueError(message)
        # Once more the first changes nothing, and NULL is never in anything.
        rest = given[0] if given else None
        given += [rest] * (self.count - len(given))
        return {f"{self.name}_{place}": value for place, value in enumerate(given)}


def execute(connection: sa.Connection, sql: str) -> None:
    """Run SQL that has no parameters, such as SAVEPOINT."""
    _plain(sql).run(connection, [{}])


@cache
def _plain(sql: str) -> Compiled:
    return Compiled(
        sql=sql, names=(), converts=(), fixed={}, is_positional=True, results=None
    )


class _Prepared:
    """A statement, compiled for a dialect when it is first wanted there."""

    def __init__(
        self, statement: Select | sa.UpdateBase, *, converts: bool = True
    ) -> None:
        self._statement = statement
        self._converts = converts
        self._looks = not isinstance(statement, sa.Insert)
        self._by_dialect: dict[str, Compiled] = {}

    def run(self, session: Session, many: Sequence[Values]) -> tuple[list[Any], int]:
        # What the ORM has not written yet must be seen as well; an INSERT only points
        # at what is new.
        if self._looks or session.new:
            session.flush()
        connection = changes.connection_of(session)
        compiled = self._by_dialect.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled(connection.dialect)
            self._by_dialect[connection.dialect.name] = compiled
        return compiled.run(connection, many)

    def _compiled(self, dialect: sa.Dialect) -> Compiled:
        statement = self._statement
        if not isinstance(statement, sa.Select):
            return compile_for(statement, dialect)
        if self._converts:
            return compile_for(statement, dialect, results=statement.selected_columns)
        if dialect.name == "sqlite":
            statement = with_zones(statement)
        return compile_for(statement, dialect)
