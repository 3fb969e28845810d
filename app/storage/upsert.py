"""INSERT past the ORM: into the table, and leaving an existing row alone.

The statements are built once for each table: that takes longer than to run them.
"""

from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict

from app.storage import changes
from app.storage.base import Base


@cache
def table_of(row: type[Base]) -> sa.Table:
    """Give the table of a row: with the class, the ORM would look at each value."""
    return cast("sa.Table", sa.inspect(row).local_table)


def insert_missing(
    session: Session, row: type[Base], *, values: dict[str, Any]
) -> bool:
    """Insert unless the key is there; tell whether a row was made."""
    connection = session.connection()
    # The ORM's answer would not count rows.
    statement = _missing(row, connection.dialect.name)
    changes.note(session, changes.topics_of(row.__tablename__, values))
    return connection.execute(statement, values).rowcount > 0


def insert_all_missing(
    session: Session, row: type[Base], *, values: list[dict[str, Any]]
) -> None:
    """Insert several rows unless their keys are there; of tables nobody watches."""
    connection = session.connection()
    connection.execute(_missing(row, connection.dialect.name), values)


def insert(session: Session, row: Base) -> None:
    """Insert a row at once, without the ORM's flush.

    It is as the ORM would have stored it, but is not watched: for tables without a
    version of their own.
    """
    if session.new:
        # It may point at what the ORM has not stored yet.
        session.flush()
    kind = type(row)
    filled = instance_dict(row)
    for name, default in _columns(kind):
        if filled.get(name) is None:
            filled[name] = default
    values = {name: filled[name] for name, _ in _columns(kind)}
    session.connection().execute(_insert(kind), values)


def values_of(row: Base) -> dict[str, Any]:
    """Give what a row that is not stored yet has been filled with."""
    filled = ((name, getattr(row, name)) for name, _ in _columns(type(row)))
    return {name: value for name, value in filled if value is not None}


@cache
def _missing(row: type[Base], dialect: str) -> Any:  # noqa: ANN401 - of either dialect
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table_of(row)).on_conflict_do_nothing()
    # Of an INSERT the count is forgotten with its cursor, unless asked for.
    return statement.execution_options(preserve_rowcount=True, **changes.noted())


@cache
def _insert(row: type[Base]) -> sa.Insert:
    return sa.insert(table_of(row))


@cache
def _columns(row: type[Base]) -> tuple[tuple[str, Any], ...]:
    """List a row's columns with their defaults, None where they have none."""
    # All of ours are plain values.
    return tuple(
        (column.key, getattr(column.default, "arg", None))
        for column in sa.inspect(row).columns
    )
