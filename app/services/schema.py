"""The state of the database, for operators."""

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
    return not database_url.startswith("sqlite") or base.is_safe_for_processes()
