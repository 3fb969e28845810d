"""INSERT past the ORM: into the table, and leaving an existing row alone.

The statements are built once for each table: that takes longer than to run them.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.storage import changes
from app.storage.base import Base
from app.storage.statements import Command


@cache
def table_of(row: type[Base]) -> sa.Table:
    """Give the table of a row: with the class, the ORM would look at each value."""
    return cast("sa.Table", sa.inspect(row).local_table)


def insert_missing(
    session: Session, row: type[Base], *, values: Mapping[str, Any]
) -> bool:
    """Insert unless the key is there; tell whether a row was made."""
    changes.note(session, changes.topics_of(row.__tablename__, values))
    return _missing(row, _dialect(session)).run(session, _filled(row, values)) > 0


def insert_all_missing(
    session: Session, row: type[Base], *, values: Iterable[Mapping[str, Any]]
) -> None:
    """Insert several rows unless their keys are there; of tables nobody watches."""
    rows = [_filled(row, each) for each in values]
    _missing(row, _dialect(session)).run_each(session, rows)


def insert(session: Session, row: type[Base], *, values: Mapping[str, Any]) -> None:
    """Insert a row at once, without the ORM.

    It is as the ORM would have stored it, but is not watched: for tables without a
    version of their own.
    """
    _insert(row).run(session, _filled(row, values))


def values_of(row: Base) -> dict[str, Any]:
    """Give what a row that is not stored yet has been filled with."""
    filled = ((name, getattr(row, name)) for name in _columns(type(row)))
    return {name: value for name, value in filled if value is not None}


def _dialect(session: Session) -> str:
    return changes.connection_of(session).dialect.name


def _filled(row: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    """Put a column's default where it has no value.

    Raises TypeError for a column that there is not.
    """
    columns = _columns(row)
    if unknown := values.keys() - columns.keys():
        message = f"{row.__tablename__} has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    filled = {}
    for name, default in columns.items():
        value = values.get(name)
        filled[name] = default if value is None else value
    return filled


@cache
def _missing(row: type[Base], dialect: str) -> Command:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table_of(row)).on_conflict_do_nothing()
    return Command(statement.execution_options(**changes.noted()))


@cache
def _insert(row: type[Base]) -> Command:
    return Command(sa.insert(table_of(row)))


@cache
def _columns(row: type[Base]) -> Mapping[str, Any]:
    """List a row's columns with their defaults, None where they have none."""
    # All of ours are plain values.
    return {
        column.key: getattr(column.default, "arg", None)
        for column in sa.inspect(row).columns
    }
