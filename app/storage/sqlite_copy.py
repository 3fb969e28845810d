"""Backups of a SQLite file that is being written to.

The online backup API copies pages in steps. It would begin anew whenever somebody
writes between two steps, so a read transaction is held open all the while: the copy
is then of the moment at which it was opened, however long it takes, and writers are
not kept waiting. A restore goes the same way back: one write transaction, so that a
running server sees the old state or the new one, and never a file swapped under it.
"""

import contextlib
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.storage import archive as archives
from app.storage import schema
from app.storage.archive import Manifest, Progress, bad_file
from app.storage.base import sqlite_module, sqlite_path
from app.storage.kept import LEFT_OUT
from app.storage.locking import WriterLock

ENGINE = "sqlite"
_MEMBER = "database.sqlite3"
# Pages of one step: a megabyte.
_STEP = 256


def save(
    url: str, archive: zipfile.ZipFile, *, progress: Progress
) -> Mapping[str, int]:
    """Put a copy of the database into an archive; gives the counts of its rows."""
    with _folder_beside(url) as folder:
        copy = folder / _MEMBER
        with _connected(sqlite_path(url)) as source:
            source.execute("BEGIN")
            expected = _counts(source)
            with _connected(copy, create=True) as target:
                _copy(source, target, progress=progress)
        with _connected(copy) as target:
            _strip(target)
            _check(target)
            counts = _counts(target)
        archives.compare(_without_left_out(expected), counts)
        archive.write(copy, _MEMBER, zipfile.ZIP_DEFLATED)
        return counts


def rehearse(
    url: str, archive: zipfile.ZipFile, *, manifest: Manifest
) -> Mapping[str, int]:
    """Restore into a file of its own that is thrown away; gives the counts."""
    with _prepared(url, archive, manifest=manifest) as copy, _connected(copy) as made:
        return _counts(made)


def load(
    url: str, archive: zipfile.ZipFile, *, manifest: Manifest, progress: Progress
) -> Mapping[str, int]:
    """Put a backup in the place of what is there, in one transaction."""
    path = sqlite_path(url)
    lock = WriterLock(path.with_name(f"{path.name}.lock"))
    with (
        _prepared(url, archive, manifest=manifest) as copy,
        _connected(copy) as source,
        lock.held(),
        _connected(path, create=True) as target,
    ):
        expected = _counts(source)
        target.execute("PRAGMA journal_mode = WAL")
        _copy(source, target, progress=progress)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = _counts(target)
        archives.compare(expected, found)
        return found


@contextlib.contextmanager
def _prepared(
    url: str, archive: zipfile.ZipFile, *, manifest: Manifest
) -> Iterator[Path]:
    """Take the copy out, look at it closely, and bring it to the newest schema."""
    with _folder_beside(url) as folder:
        copy = folder / _MEMBER
        try:
            with archive.open(_MEMBER) as packed, copy.open("wb") as file:
                shutil.copyfileobj(packed, file)
            with _connected(copy) as made:
                _check(made)
                archives.compare(manifest.counts, _counts(made))
        except (sqlite_module().Error, *archives.DAMAGE):
            message = "The copy in this backup is damaged."
            raise bad_file(message) from None
        schema.upgrade(f"sqlite:///{copy}")
        yield copy


@contextlib.contextmanager
def _folder_beside(url: str) -> Iterator[Path]:
    """Make a folder on the database's own disk, for its owner alone."""
    parent = sqlite_path(url).absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".backup-") as name:
        yield Path(name)


@contextlib.contextmanager
def _connected(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    mode = "rwc" if create else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    module: Any = sqlite_module()
    with contextlib.closing(
        module.connect(uri, uri=True, isolation_level=None, timeout=10)
    ) as connection:
        yield connection


def _copy(
    source: sqlite3.Connection, target: sqlite3.Connection, *, progress: Progress
) -> None:
    def told(*state: int) -> None:
        _, left, total = state
        progress(total - left, total)

    source.backup(target, pages=_STEP, progress=told)


def _strip(copy: sqlite3.Connection) -> None:
    """Take out what no backup keeps, and what was deleted and is still in the file."""
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute("PRAGMA foreign_keys = OFF")
    for name in _tables(copy):
        if name in LEFT_OUT:
            copy.execute(f'DELETE FROM "{name}"')  # noqa: S608 -- a name of ours
    copy.execute("VACUUM")


def _check(copy: sqlite3.Connection) -> None:
    found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)] or copy.execute("PRAGMA foreign_key_check").fetchone():
        message = "The copy of the database is damaged: SQLite's check failed."
        raise bad_file(message)


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    names = [name for (name,) in connection.execute(query)]
    ours = (name for name in names if not name.startswith("sqlite_"))
    return [name for name in ours if name != schema.VERSIONS]


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        name: connection.execute(
            f'SELECT count(*) FROM "{name}"'  # noqa: S608 -- a name of ours
        ).fetchone()[0]
        for name in _tables(connection)
    }


def _without_left_out(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: 0 if name in LEFT_OUT else n for name, n in counts.items()}
