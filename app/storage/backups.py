"""Backups of either kind of database: made, rehearsed, restored."""

import zipfile
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app import __version__
from app.domain.errors import TakenError
from app.storage import archive as archives
from app.storage import postgres_copy, schema, sqlite_copy
from app.storage.archive import Manifest, Progress, bad_file
from app.storage.base import is_sqlite, make_engine, sqlite_path

# A database that has a row of these is somebody's.
_SIGNS_OF_USE = ("sites", "accounts")


def save(url: str, path: Path, *, now: datetime, progress: Progress) -> Manifest:
    """Write a backup under its name once it is whole; never over another file.

    Raises TakenError where the file is there.
    """
    if path.exists():
        message = f"{path} is there already."
        raise TakenError(message)
    revision = schema.current(url)
    if revision is None:
        message = "There is no database yet; nothing to back up."
        raise bad_file(message)
    kind = sqlite_copy if is_sqlite(url) else postgres_copy
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    try:
        with _opened_privately(draft) as archive:
            manifest = Manifest(
                engine=kind.ENGINE,
                schema=revision,
                program=__version__,
                made_at=now,
                counts=kind.save(url, archive, progress=progress),
            )
            archives.finish(archive, manifest)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def manifest_of(path: Path) -> Manifest:
    """Read what a backup says of itself; raises InvalidInputError."""
    with archives.open_archive(path) as archive:
        return archives.manifest_of(archive)


def rehearse(url: str, path: Path) -> dict[str, int]:
    """Restore into a database of its own and throw that away; gives the counts.

    Raises InvalidInputError for a backup that cannot be restored here.
    """
    with archives.open_archive(path) as archive:
        manifest = _fitting(url, archive)
        kind = sqlite_copy if is_sqlite(url) else postgres_copy
        return dict(kind.rehearse(url, archive, manifest=manifest))


def load(url: str, path: Path, *, progress: Progress) -> dict[str, int]:
    """Put a backup in the place of what is there; gives the counts afterwards.

    All of it or nothing. Raises InvalidInputError for a backup that cannot be
    restored here.
    """
    with archives.open_archive(path) as archive:
        manifest = _fitting(url, archive)
        kind = sqlite_copy if is_sqlite(url) else postgres_copy
        found = kind.load(url, archive, manifest=manifest, progress=progress)
        return dict(found)


def is_empty(url: str) -> bool:
    """Tell whether nobody has begun to use a database."""
    if is_sqlite(url) and not sqlite_path(url).exists():
        return True
    engine = make_engine(url, connections=1)
    try:
        with engine.connect() as connection:
            metadata = sa.MetaData()
            metadata.reflect(connection)
            asked = [metadata.tables.get(name) for name in _SIGNS_OF_USE]
            there = [table for table in asked if table is not None]
            return all(
                connection.execute(sa.select(table).limit(1)).first() is None
                for table in there
            )
    finally:
        engine.dispose()


def _fitting(url: str, archive: zipfile.ZipFile) -> Manifest:
    """Read the manifest of a backup that this program and database can take."""
    manifest = archives.manifest_of(archive)
    engine = sqlite_copy.ENGINE if is_sqlite(url) else postgres_copy.ENGINE
    if manifest.engine != engine:
        message = (
            f"This backup is of {manifest.engine}, the database is {engine}. "
            "Move between them with `rejoinder export json` and `import json`."
        )
        raise bad_file(message)
    if not schema.knows(manifest.schema):
        message = (
            f"This backup was made by Rejoinder {manifest.program} and has the schema "
            f"{manifest.schema}, which this version does not know. Upgrade first."
        )
        raise bad_file(message)
    return manifest


def _opened_privately(path: Path) -> zipfile.ZipFile:
    """Make a zip that its owner alone can read: it holds e-mail addresses."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
