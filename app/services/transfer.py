"""Leaving and arriving: everything as JSON Lines, out and in. docs/export.md has it.

Both are streams, so a site of any size takes little memory. An export is of one
moment. An import is one transaction: all of the file, or nothing of it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.domain.errors import InvalidInputError
from app.services.container import Container
from app.services.steps import lookup
from app.services.steps.intake import Intake, Tally
from app.storage import schema, transfer
from app.storage.kept import EXPORTED
from app.storage.unit_of_work import Unit

FORMAT = "rejoinder-export"
VERSION = 1
# No row of ours is as long as this; a file that has one is something else.
MOST_BYTES_OF_LINE = 4_000_000

# Takes the next bytes of an export.
Write = Callable[[bytes], Any]
# Told how much is done, and how much there is to do.
Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each table's rows, and how many texts had to be made safe."""

    tallies: Mapping[str, Tally]
    cleaned: int


class _RehearsedError(Exception):
    """Ends the transaction of a dry run."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__()


def export_json(
    container: Container,
    write: Write,
    *,
    site: str | None = None,
    progress: Progress = _silent,
) -> dict[str, int]:
    """Write everything, or one site, a line at a time; gives the counts of rows.

    Raises SiteNotFoundError.
    """
    with container.store.read() as unit:
        unit.transfer.be_patient()
        ids = unit.transfer.site_ids()
        if site is not None:
            ids = {site: lookup.find_site(unit, site).id}
        names = [name for name in EXPORTED if site is None or transfer.is_of_site(name)]
        total = sum(_count(unit, name, ids=ids) for name in names)
        counts = dict.fromkeys(names, 0)
        head = {"format": FORMAT, "version": VERSION, "schema": schema.head()}
        write(_line({**head, "site": site}))
        for number, (name, row) in enumerate(_rows(unit, names, ids=ids), start=1):
            write(_line({"table": name, "row": row}))
            counts[name] += 1
            progress(number, total)
        write(_line({"end": counts}))
    return counts


def _line(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode() + b"\n"


def _count(unit: Unit, name: str, *, ids: Mapping[str, int]) -> int:
    scopes = _scopes(name, ids)
    return sum(unit.transfer.count(name, site_id) for _, site_id in scopes)


def _scopes(name: str, ids: Mapping[str, int]) -> list[tuple[str | None, int | None]]:
    """List the sites of a table in order, or the one scope of a table without."""
    if name == transfer.SITES or transfer.has_site(name):
        return list(ids.items())
    return [(None, None)]


def _rows(
    unit: Unit, names: list[str], *, ids: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names:
        for slug, site_id in _scopes(name, ids):
            for row in unit.transfer.rows(name, site_id):
                if transfer.has_site(name):
                    row[transfer.SITE] = slug
                yield name, row


def import_json(
    container: Container,
    file: BinaryIO,
    *,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> ImportReport:
    """Read an export; what is there already stays, so that once more adds nothing.

    A dry run does all of it and takes it back. Raises InvalidInputError that names
    the line at fault; then nothing is changed.
    """
    size = file.seek(0, 2)

    def work(unit: Unit) -> ImportReport:
        file.seek(0)
        unit.transfer.be_patient()
        intake = Intake(unit, container, _site_of(_parse(file.readline(), 1)))
        ended = False
        for number, line in enumerate(_lines(file), start=2):
            if ended:
                raise _bad_line(number, "comes after the end")
            ended = _take(intake, line, number=number)
            progress(file.tell(), size)
        _check_end(ended=ended)
        report = ImportReport(intake.tallies, intake.cleaned)
        if dry_run:
            raise _RehearsedError(report)
        return report

    try:
        return container.store.write(work, alone=True)
    except _RehearsedError as rehearsed:
        return rehearsed.report


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MOST_BYTES_OF_LINE + 1):
        yield line


def _check_end(*, ended: bool) -> None:
    if not ended:
        message = "This file ends too early: its last line is missing."
        raise InvalidInputError.of(message, field="file", code="bad_file")


def _take(intake: Intake, line: bytes, *, number: int) -> bool:
    """Take one line; tell whether it was the last one."""
    document = _parse(line, number)
    if set(document) == {"end"}:
        intake.finish()
        said = document["end"]
        counts = dict.fromkeys(said, 0) if isinstance(said, dict) else {}
        counts |= {name: tally.read for name, tally in intake.tallies.items()}
        if said != counts:
            raise _bad_line(number, "counts other rows than the file has")
        return True
    try:
        intake.take(document.get("table"), document.get("row"))
    except ValueError as error:
        raise _bad_line(number, str(error)) from None
    return False


def _parse(line: bytes, number: int) -> dict[str, Any]:
    if len(line) > MOST_BYTES_OF_LINE:
        raise _bad_line(number, "is longer than any of an export")
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise _bad_line(number, "is no JSON") from None
    if not isinstance(document, dict):
        raise _bad_line(number, "is no JSON object")
    return document


def _site_of(head: Mapping[str, Any]) -> str | None:
    """Read the first line: which site the file is of, None for a whole instance."""
    if head.get("format") != FORMAT:
        message = "This is no export of Rejoinder's: its first line says nothing of it."
        raise InvalidInputError.of(message, field="file", code="bad_file")
    if head.get("version") != VERSION:
        message = f"This export has version {head.get('version')}; upgrade first."
        raise InvalidInputError.of(message, field="file", code="bad_file")
    site = head.get("site")
    return str(site) if site is not None else None


def _bad_line(number: int, what: str) -> InvalidInputError:
    message = f"Line {number} {what}. Nothing was changed."
    return InvalidInputError.of(message, field="file", code="bad_file")
