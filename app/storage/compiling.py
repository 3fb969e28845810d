"""Statements as one dialect's driver takes them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from app.storage.base import UtcDateTime, told

Values = Mapping[str, Any]
Select = sa.Select[*tuple[Any, ...]]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A statement as one dialect's driver takes it.

    `names` are the parameters in the order in which a driver wants them that takes no
    names, `converts` the converters of those that need one, by place; `fixed` are
    those of the statement itself. `results` are the converters of a row's values, None
    where nothing is found or nothing needs converting.
    """

    sql: str
    names: tuple[str, ...]
    converts: tuple[tuple[int, _Convert], ...]
    fixed: Mapping[str, Any]
    is_positional: bool
    results: tuple[_Convert | None, ...] | None

    def bind(self, values: Values) -> Any:  # noqa: ANN401 - as the driver likes it
        """Convert parameters; raises KeyError where one is missing."""
        given = {**values, **self.fixed} if self.fixed else values
        bound = [given[name] for name in self.names]
        for place, convert in self.converts:
            bound[place] = convert(bound[place])
        if self.is_positional:
            return tuple(bound)
        return dict(zip(self.names, bound, strict=True))

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


def compile_for(
    statement: Select | sa.UpdateBase,
    dialect: sa.Dialect,
    *,
    results: Iterable[sa.ColumnElement[Any]] = (),
) -> Compiled:
    """Compile a statement; `results` are the columns whose values are converted."""
    made: Any = statement.compile(dialect=dialect)
    # What SQLAlchemy renders late, such as a separator, is rendered once for all.
    open_ = {name: None for name in made.params if made.binds[name].required}
    state = made.construct_expanded_state(open_)
    names, converts, fixed = [], [], {}
    for place, name in enumerate(state.positiontup if made.positional else made.params):
        bind = made.binds[name]
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if not bind.required:
            value = made.params[name]
            fixed[name] = convert(value) if convert else value
        elif convert:
            converts.append((place, convert))
        names.append(name)
    converters = tuple(
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in results
    )
    return Compiled(
        sql=state.statement,
        names=tuple(names),
        converts=tuple(converts),
        fixed=fixed,
        is_positional=made.positional,
        results=converters if any(converters) else None,
    )


def with_zones(select: Select) -> Select:
    """Let SQLite, which keeps times as text in UTC, say so in each."""
    zone: sa.ColumnElement[str] = sa.literal_column("'Z'")
    columns = [
        sa.type_coerce(column, sa.String).concat(zone)
        if isinstance(column.type, UtcDateTime)
        else column
        for column in select.selected_columns
    ]
    return select.with_only_columns(*columns, maintain_column_froms=True)
