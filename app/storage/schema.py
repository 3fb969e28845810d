"""The schema's state: Alembic, configured here, so that no ini file is needed.

It is imported on first use: a server that answers readers never needs it.
"""

import contextlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.domain.errors import StorageBrokenError
from app.storage.base import (
    for_writing,
    is_sqlite,
    make_engine,
    sqlite_path,
)
from app.storage.locking import WriterLock

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

# Any number will do, as long as all processes use the same.
_ADVISORY_LOCK = 7_235_112

# Alembic's own table.
VERSIONS = "alembic_version"

# Brings the schema of a connection up to a revision.
Move = Callable[[str], None]


def load_models() -> None:
    """Import every module of rows, so that the metadata knows all tables."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.endswith("models"):
            importlib.import_module(f"app.storage.{module.name}")


def migrations_folder() -> Path:
    """Find the migrations, in the checkout or in an installed wheel."""
    package = Path(__file__).parents[1]
    shipped = package / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to a revision; two at once wait for each other."""
    with connected(url) as (_, move):
        move(revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the schema down to a revision."""
    from alembic import command  # noqa: PLC0415 - on first use

    with connected(url) as (connection, _):
        command.downgrade(_config(connection), revision)


def head() -> str | None:
    """Give the newest revision that this program knows."""
    return _scripts().get_current_head()


def current(url: str) -> str | None:
    """Give the revision that the database is at, None for an empty one.

    Raises StorageBrokenError where there is no database to be read.
    """
    from alembic.runtime.migration import (  # noqa: PLC0415 - on first use
        MigrationContext,
    )

    engine = make_engine(url, connections=1)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except sa.exc.DBAPIError as error:
        raise StorageBrokenError(_what_is_broken(url, error)) from error
    finally:
        engine.dispose()


def _what_is_broken(url: str, error: sa.exc.DBAPIError) -> str:
    said = str(error.orig).strip().splitlines()[:1]
    reason = said[0] if said else type(error).__name__
    if is_sqlite(url):
        return f"{sqlite_path(url)} cannot be used as a SQLite database: {reason}."
    return f"PostgreSQL does not answer: {reason}."


def knows(revision: str) -> bool:
    """Tell whether this program has the migration that leads to a revision."""
    return any(each.revision == revision for each in _scripts().walk_revisions())


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - on first use

    return ScriptDirectory.from_config(_config())


def _config(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - on first use

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    return config


@contextlib.contextmanager
def connected(url: str) -> Iterator[tuple[sa.Connection, Move]]:
    """Connect with the right to change the schema, and nobody else beside us.

    The schema is moved up, on this connection, by the function that comes with it;
    all of it is one transaction.
    """
    from alembic import command  # noqa: PLC0415 - on first use

    engine = make_engine(url, connections=1)
    lock: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
    if engine.dialect.name == "sqlite":
        path = sqlite_path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(path.with_name(f"{path.name}.lock")).held()
    try:
        with lock, for_writing(engine).connect() as connection:
            _prepare(connection)
            yield connection, partial(command.upgrade, _config(connection))
            connection.commit()
    finally:
        engine.dispose()


def _prepare(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        # A batch drops and rebuilds tables; a live foreign key would cascade.
        # The pragma does nothing inside a transaction, hence the driver's own door.
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA foreign_keys = OFF")
        return
    # A migration may take longer than a request is allowed to.
    connection.execute(sa.text("SET statement_timeout = 0"))
    connection.execute(sa.text("SET lock_timeout = '60s'"))
    lock = sa.text("SELECT pg_advisory_xact_lock(:key)")
    connection.execute(lock, {"key": _ADVISORY_LOCK})
