"""What a database's refusal means here: no vendor's exception crosses the floor."""

import contextlib
from collections.abc import Iterator

import sqlalchemy as sa

from app.domain.errors import (
    ConflictError,
    DomainError,
    OverloadedError,
    StorageFullError,
)

# What SQLite says of a full disk, a full quota, and a file that may not grow.
_NO_ROOM = ("is full", "no space left", "disk i/o error")
_NO_ROOM_STATE = "53100"
# Lock not available, statement timeout, too many connections, and a server that goes,
# comes, or is away.
_BUSY = frozenset({"55P03", "57014", "53300", "57P01", "57P03", "08006", "08001"})


@contextlib.contextmanager
def translated(*, only_pool: bool = False) -> Iterator[None]:
    """Let no vendor's exception cross the floor.

    With `only_pool` those of the database go on, for a caller who may try again.
    """
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise OverloadedError(retry_after=1) from error
    except sa.exc.DBAPIError as error:
        if only_pool:
            raise
        raise as_domain(error) from error


def state(error: sa.exc.DBAPIError) -> str:
    """Give the SQLSTATE, "" where the vendor has none."""
    return getattr(error.orig, "sqlstate", None) or ""


def as_domain(error: sa.exc.DBAPIError) -> Exception:
    """Say it in our own words, or give back what has none."""
    words = str(error.orig).lower()
    found: DomainError | None = None
    if isinstance(error, sa.exc.IntegrityError):
        found = ConflictError()
    elif state(error) == _NO_ROOM_STATE or any(each in words for each in _NO_ROOM):
        found = StorageFullError(retry_after=60)
    elif "locked" in words or state(error) in _BUSY or error.connection_invalidated:
        found = OverloadedError(retry_after=2)
    elif isinstance(error, sa.exc.OperationalError):
        found = OverloadedError(retry_after=5)
    return found or error
