"""Statements that run all the time: compiled once, then handed to the driver.

Of what a small statement costs, most is SQLAlchemy's way from the statement to the
driver: measured on SQLite, 48 µs through a connection and 118 through a session, where
the driver itself takes 7. So what every post and every page runs goes past that way,
and keeps what matters of it: bound and converted parameters, both dialects, listeners
of `before_cursor_execute`, SQLAlchemy's errors, and a connection that is lost is given
up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage import changes
from app.storage.base import told

Values = Mapping[str, Any]
Found = TypeVar("Found")
_Convert = Callable[[Any], Any]
_Select = sa.Select[*tuple[Any, ...]]


class Query(Generic[Found]):
    """A SELECT; each of its rows is handed to `make`."""

    def __init__(self, select: _Select, make: Callable[[Any], Found]) -> None:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A statement as one dialect's driver takes it.

    `order` is that of parameters without names; `results` are the converters of a
    row's values, None where nothing is found or nothing needs converting.
    """

    sql: str
    named: tuple[tuple[str, _Convert | None], ...]
    fixed: Mapping[str, Any]
    order: tuple[str, ...] | None
    results: tuple[_Convert | None, ...] | None

    def bind(self, values: Values) -> Any:  # noqa: ANN401 - as the driver likes it
        """Convert parameters; raises KeyError where one is missing."""
        raw = {
            name: convert(values[name]) if convert else values[name]
            for name, convert in self.named
        }
        raw.update(self.fixed)
        return raw if self.order is None else tuple([raw[name] for name in self.order])

    def run(
        self, connection: sa.Connection, many: Sequence[Values]
    ) -> tuple[list[Any], int]:
        """Give the rows and their count."""
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        bound = [self.bind(values) for values in many]
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, cursor, self.sql, bound[0], None, len(bound) > 1)
        try:
            if len(bound) == 1:
                cursor.execute(self.sql, bound[0])
            else:
                cursor.executemany(self.sql, bound)
            rows = cursor.fetchall() if cursor.description else []
            count = cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as error:
            raise told(connection, self.sql, error=error) from error
        finally:
            cursor.close()
        if self.results is None:
            return cast("list[Any]", rows), count
        return [self._converted(row) for row in rows], count

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        results = self.results or ()
        return tuple(
            [
                convert(value) if convert else value
                for convert, value in zip(results, row, strict=True)
            ]
        )


@cache
def _plain(sql: str) -> _Form:
    return _Form(sql=sql, named=(), fixed={}, order=(), results=None)


class _Prepared:
    """A statement and its forms, made when they are first wanted."""

    def __init__(self, statement: _Select | sa.UpdateBase) -> None:
        self._statement = statement
        self._looks = not isinstance(statement, sa.Insert)
        self._forms: dict[str, _Form] = {}

    def run(self, session: Session, many: Sequence[Values]) -> tuple[list[Any], int]:
        # What the ORM has not written yet must be seen as well; an INSERT only points
        # at what is new.
        if self._looks or session.new:
            session.flush()
        connection = changes.connection_of(session)
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = _compiled(self._statement, connection.dialect)
            self._forms[connection.dialect.name] = form
        return form.run(connection, many)


def _compiled(statement: _Select | sa.UpdateBase, dialect: sa.Dialect) -> _Form:
    compiled: Any = statement.compile(dialect=dialect)
    # What SQLAlchemy renders late, such as a separator, is rendered once for all.
    open_ = {name: None for name in compiled.params if compiled.binds[name].required}
    state = compiled.construct_expanded_state(open_)
    named, fixed = [], {}
    for name, value in compiled.params.items():
        parameter = compiled.binds[name]
        convert = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if parameter.required:
            named.append((name, convert))
        else:
            fixed[name] = convert(value) if convert else value
    order = tuple(state.positiontup) if compiled.positional else None
    results: tuple[_Convert | None, ...] | None = None
    if isinstance(statement, sa.Select):
        results = tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        )
    return _Form(
        sql=state.statement,
        named=tuple(named),
        fixed=fixed,
        order=order,
        results=results if results and any(results) else None,
    )
