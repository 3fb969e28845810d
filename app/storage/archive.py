"""A backup as a file: a zip with a manifest, and what the database's kind needs.

The manifest says which program and schema made it, when, and how many rows each
table had. It is written last: a file without one was not finished.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.errors import InvalidInputError

FORMAT = "rejoinder-backup"
VERSION = 1
# What reading a broken zip may raise.
DAMAGE = (
    KeyError,
    EOFError,
    RuntimeError,
    UnicodeDecodeError,
    zipfile.BadZipFile,
    zlib.error,
)
_MANIFEST = "manifest.json"
_MOST_MANIFEST = 1_000_000

# Told how much is done, and how much there is to do.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    engine: str
    schema: str
    program: str
    made_at: datetime
    counts: Mapping[str, int]


def bad_file(message: str) -> InvalidInputError:
    """Build the error for a file that cannot be used."""
    return InvalidInputError.of(message, field="file", code="bad_file")


def finish(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, as the last thing."""
    values = {**asdict(manifest), "made_at": manifest.made_at.isoformat()}
    document = {"format": FORMAT, "version": VERSION, **values}
    archive.writestr(_MANIFEST, json.dumps(document, indent=1))


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a backup; raises InvalidInputError for what is none."""
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile):
        message = f"{path} is not a whole backup of Rejoinder's."
        raise bad_file(message) from None


def manifest_of(archive: zipfile.ZipFile) -> Manifest:
    """Read the manifest; raises InvalidInputError."""
    try:
        document = _document(archive)
        return Manifest(
            engine=str(document["engine"]),
            schema=str(document["schema"]),
            program=str(document["program"]),
            made_at=datetime.fromisoformat(document["made_at"]),
            counts={str(name): int(n) for name, n in document["counts"].items()},
        )
    except (TypeError, ValueError, AttributeError, *DAMAGE):
        message = "This backup has no manifest that this version can read."
        raise bad_file(message) from None


def _document(archive: zipfile.ZipFile) -> Any:  # noqa: ANN401 -- whatever it holds
    """Read the manifest's JSON; raises what its caller expects."""
    if archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
        raise ValueError
    document = json.loads(archive.read(_MANIFEST))
    if (document["format"], document["version"]) != (FORMAT, VERSION):
        raise ValueError
    return document


def compare(expected: Mapping[str, int], found: Mapping[str, int]) -> None:
    """Raise InvalidInputError where tables hold other numbers of rows."""
    for name, count in expected.items():
        if found.get(name) != count:
            message = (
                f"The backup says that {name} has {count} rows, but it has "
                f"{found.get(name, 'none')}."
            )
            raise bad_file(message)
