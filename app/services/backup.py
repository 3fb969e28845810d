"""Backups for operators: made under load, tried, restored.

The secret key is in none of them: who finds a backup must not be able to sign. Keep a
copy of it elsewhere; under another key guests lose hold of their own comments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.errors import ConflictError
from app.storage import backups

# Told how much is done, and how much there is to do.
Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup on disk, by its own account."""

    path: Path
    size: int
    engine: str
    schema: str
    program: str
    made_at: datetime
    counts: Mapping[str, int]


def make(
    database_url: str, path: Path, *, now: datetime, progress: Progress = _silent
) -> Backup:
    """Back up a database that is in use: what was acknowledged before is in it.

    Raises TakenError where the file exists, InvalidInputError where the copy is not
    sound.
    """
    backups.save(database_url, path, now=now, progress=progress)
    return describe(path)


def describe(path: Path) -> Backup:
    """Say what a backup is; raises InvalidInputError for what is none."""
    manifest = backups.manifest_of(path)
    return Backup(
        path=path,
        size=path.stat().st_size,
        engine=manifest.engine,
        schema=manifest.schema,
        program=manifest.program,
        made_at=manifest.made_at,
        counts=manifest.counts,
    )


def drill(database_url: str, path: Path) -> Mapping[str, int]:
    """Restore a backup for trial and throw that away; gives the counts of rows.

    Raises InvalidInputError where it could not be restored.
    """
    return backups.rehearse(database_url, path)


def restore(
    database_url: str, path: Path, *, force: bool = False, progress: Progress = _silent
) -> Mapping[str, int]:
    """Put a backup in the place of the database, and bring it to the newest schema.

    All of it or nothing; gives the counts of rows. Raises ConflictError where the
    database is in use and `force` does not say otherwise, InvalidInputError where
    the backup is damaged, of another kind of database or of a newer program.
    """
    if not force and not backups.is_empty(database_url):
        message = (
            "There are sites in this database already. --force puts the backup in "
            "their place; what is not in it is lost."
        )
        raise ConflictError(message)
    return backups.load(database_url, path, progress=progress)
