"""The engine: SQLite's pragmas, PostgreSQL's time-outs.

SQLite below 3.51.3 can corrupt a WAL file that two processes write to (the
WAL-reset race, fixed 2026-03-13), and Debian 12 ships 3.40, so the driver is
the `pysqlite3` wheel, which carries a new library. Where there is no such wheel
the interpreter's own is taken, and `is_safe_for_processes` says whether more
than one process may write.

Writers begin with BEGIN IMMEDIATE under the lock of `app.storage.locking`.
"""

import sqlite3
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase

from app.domain.identity import Role
from app.domain.moderation import Status

SAFE_SQLITE = (3, 51, 3)
BUSY_MS = 5_000
POOL_SECONDS = 2
_WRITES = "rejoinder_writes"

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    f"busy_timeout = {BUSY_MS}",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    # What is deleted is gone from the file as well, and no key lives on in its gaps.
    "secure_delete = ON",
    "wal_autocheckpoint = 1000",
    f"journal_size_limit = {64 * 1024 * 1024}",
)
_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=5000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=15000"
)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Aware UTC times on both databases; SQLite would give them back naive."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "times are aware"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        """Give back what was stored, aware."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=UTC)


def _enum(kind: type[StrEnum]) -> sa.Enum:
    return sa.Enum(
        kind,
        native_enum=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The root of all rows; constraints are named, so that migrations can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # Each JSON column starts from a fresh value, so mutation tracking is not needed.
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: UtcDateTime,
        UUID: sa.Uuid,
        Status: _enum(Status),
        Role: _enum(Role),
        dict[str, Any]: sa.JSON,
        list[dict[str, str]]: sa.JSON,
    }


def sqlite_module() -> Any:  # noqa: ANN401 - a DBAPI module has no type
    """Give the SQLite driver with the newest library at hand."""
    try:
        import pysqlite3  # noqa: PLC0415 - absent where there is no wheel
    except ImportError:
        return sqlite3
    return pysqlite3


def is_safe_for_processes() -> bool:
    """Tell whether this SQLite library may be written by several processes."""
    return cast("tuple[int, ...]", sqlite_module().sqlite_version_info) >= SAFE_SQLITE


def is_sqlite(url: str) -> bool:
    """Tell whether a URL names a file and not a server."""
    return url.startswith("sqlite")


def make_engine(url: str, *, connections: int) -> sa.Engine:
    """Make the engine for a `sqlite:///` or `postgresql://` URL."""
    pool: dict[str, Any] = {
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": POOL_SECONDS,
        # What people typed must not reach the log with an error.
        "hide_parameters": True,
    }
    if is_sqlite(url):
        return _make_sqlite(url, pool)
    return sa.create_engine(
        url,
        connect_args={"options": _POSTGRES_OPTIONS, "connect_timeout": 5},
        pool_pre_ping=True,
        **pool,
    )


def _make_sqlite(url: str, pool: dict[str, Any]) -> sa.Engine:
    engine = sa.create_engine(url, module=sqlite_module(), **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    # The driver would begin late and commit around DDL; we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    sql = "BEGIN IMMEDIATE" if writes else "BEGIN"
    # At each transaction, so not by way of SQLAlchemy, as in `app.storage.statements`.
    cursor = connection.connection.cursor()
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, sql, (), None, False)  # noqa: FBT003 - by position
    try:
        cursor.execute(sql)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, sql, error=error) from error
    finally:
        cursor.close()


def told(connection: sa.Connection, sql: str, *, error: Exception) -> BaseException:
    """Say what the driver said as SQLAlchemy does; give up a lost connection."""
    dialect: Any = connection.dialect
    driver = connection.connection.dbapi_connection
    lost = dialect.is_disconnect(error, driver, None)
    if lost:
        connection.invalidate(error)
    return sa.exc.DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )


def for_writing(engine: sa.Engine) -> sa.Engine:
    """Give the same engine, whose transactions begin as a writer's."""
    return engine.execution_options(**{_WRITES: True})


def for_reading(engine: sa.Engine) -> sa.Engine:
    """Give the same engine, whose transactions see one state from start to end.

    SQLite's do so by themselves; PostgreSQL's would see each commit as it comes.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def sqlite_path(url: str) -> Path:
    """Give the file that a `sqlite:///` URL names."""
    return Path(sa.make_url(url).database or "")
