"""INSERT past the ORM: into the table, and leaving an existing row alone."""

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.storage import changes
from app.storage.base import Base


def table_of(row: type[Base]) -> sa.Table:
    """Give the table of a row: with the class, the ORM would look at each value."""
    return cast("sa.Table", sa.inspect(row).local_table)


def insert_missing(
    session: Session, row: type[Base], *, values: dict[str, Any]
) -> bool:
    """Insert unless the key is there; tell whether a row was made."""
    connection = session.connection()
    # The ORM's answer would not count rows.
    table = table_of(row)
    insert: Any = (
        sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    )
    statement = insert(table).values(**values).on_conflict_do_nothing()
    # Of an INSERT the count is forgotten with its cursor, unless asked for.
    kept = statement.execution_options(preserve_rowcount=True, **changes.noted())
    changes.note(session, changes.topics_of(row.__tablename__, values))
    return connection.execute(kept).rowcount > 0


def values_of(row: Base) -> dict[str, Any]:
    """Give what a row that is not stored yet has been filled with."""
    columns = sa.inspect(type(row)).columns
    filled = ((column.key, getattr(row, column.key)) for column in columns)
    return {name: value for name, value in filled if value is not None}
