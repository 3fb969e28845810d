"""The state of the database, for operators."""

from pathlib import Path

from app.storage import base, schema


def migrate(database_url: str) -> str | None:
    """Bring the schema up to date; gives the new revision, None if nothing changed."""
    head = schema.head()
    if schema.current(database_url) == head:
        return None
    schema.upgrade(database_url)
    return head


def revision(database_url: str) -> str | None:
    """Give the schema's revision, None for a database without one."""
    return schema.current(database_url)


def is_current(database_url: str) -> bool:
    """Tell whether the database has the newest schema that this program knows."""
    return schema.current(database_url) == schema.head()


def may_be_shared(database_url: str) -> bool:
    """Tell whether several processes may write the database."""
    return not base.is_sqlite(database_url) or base.is_safe_for_processes()


def sqlite_version() -> str:
    """Give the version of the SQLite library at hand."""
    return str(base.sqlite_module().sqlite_version)


def database_folder(database_url: str) -> Path | None:
    """Give the folder of a SQLite file, None for a server."""
    if not base.is_sqlite(database_url):
        return None
    return base.sqlite_path(database_url).absolute().parent
