"""Rows of an export, let into the database: looked at, matched, stored in batches.

What is there already stays as it is. A thread that was begun here under the same key
takes the comments of the one that comes.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.domain import portable
from app.domain.errors import ConflictError, InvalidInputError
from app.services.container import Container
from app.storage import transfer
from app.storage.kept import EXPORTED
from app.storage.transfer import SITE, Values
from app.storage.unit_of_work import Unit

_BATCH = 200


@dataclass(slots=True)
class Tally:
    """What became of a table's rows; they add up to `read`."""

    read: int = 0
    added: int = 0
    there: int = 0
    merged: int = 0


@dataclass(slots=True)
class Intake:
    """One import under way, in one transaction."""

    unit: Unit
    container: Container
    only_site: str | None
    tallies: dict[str, Tally] = field(default_factory=dict)
    cleaned: int = 0
    _table: str = ""
    _rows: list[Values] = field(default_factory=list)
    _sites: dict[str, int] = field(default_factory=dict)
    _threads: dict[tuple[int, UUID], UUID] = field(default_factory=dict)
    _new_threads: set[tuple[int, UUID]] = field(default_factory=set)
    _touched: set[tuple[int, UUID]] = field(default_factory=set)

    def take(self, name: object, document: object) -> None:
        """Take a row; raises ValueError that says what is wrong with it."""
        if name not in EXPORTED or not isinstance(document, dict):
            message = "is no row of a table that exports have"
            raise ValueError(message)
        table = str(name)
        if table != self._table or len(self._rows) >= _BATCH:
            self.flush()
            self._table = table
        self._rows.append(self._read(table, document))
        self.tallies.setdefault(table, Tally()).read += 1

    def _read(self, table: str, document: dict[str, Any]) -> Values:
        values = transfer.read_row(table, document)
        slug = values.get("slug") if table == transfer.SITES else document.get(SITE)
        if self.only_site is not None and slug != self.only_site:
            message = f"belongs to another site than {self.only_site}"
            raise ValueError(message)
        bad = portable.bad_column(table, values)
        if bad is not None:
            message = f"{bad} is nothing that may be let in"
            raise ValueError(message)
        for owner, column in portable.HTML:
            if owner == table:
                self._clean(values, column)
        if transfer.has_site(table):
            values["site_id"] = self._site_id(slug)
        return values

    def _clean(self, values: Values, column: str) -> None:
        safe = self.container.renderer.clean(values[column])
        if safe != values[column]:
            values[column] = safe
            self.cleaned += 1

    def _site_id(self, slug: object) -> int:
        if not self._sites:
            self._sites = self.unit.transfer.site_ids()
        if not isinstance(slug, str) or slug not in self._sites:
            message = f"names the site {slug!r}, which is neither in the file nor here"
            raise ValueError(message)
        return self._sites[slug]

    def flush(self) -> None:
        """Store what was taken so far. Raises InvalidInputError."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        tally = self.tallies[self._table]
        if transfer.has_thread(self._table):
            self._follow_threads(rows)
        new = self._new_ones(rows)
        tally.there += len(rows) - len(new)
        if self._table == "threads":
            new = self._merge_threads(new, tally)
        if new:
            self._store(new)
            tally.added += len(new)

    def _new_ones(self, rows: list[Values]) -> list[Values]:
        """Leave out what is there, and what comes twice."""
        names = transfer.key_columns(self._table)
        by_key = {tuple(row[name] for name in names): row for row in rows}
        known = self.unit.transfer.there(self._table, by_key)
        return [row for key, row in by_key.items() if key not in known]

    def _merge_threads(self, rows: list[Values], tally: Tally) -> list[Values]:
        asked = [(row["site_id"], row["key"]) for row in rows]
        ours = self.unit.transfer.thread_ids(asked) if asked else {}
        new = []
        for row in rows:
            known = ours.get((row["site_id"], row["key"]))
            if known is None:
                new.append(row)
                self._new_threads.add((row["site_id"], row["id"]))
            else:
                self._threads[row["site_id"], row["id"]] = known
                tally.merged += 1
        return new

    def _follow_threads(self, rows: list[Values]) -> None:
        for row in rows:
            place = (row["site_id"], row["thread_id"])
            row["thread_id"] = self._threads.get(place, row["thread_id"])

    def _store(self, rows: list[Values]) -> None:
        try:
            self.unit.transfer.insert(self._table, rows)
        except ConflictError:
            message = (
                f"Rows of {self._table} in this file contradict what is stored, or "
                "point at something that is neither in the file nor here."
            )
            raise InvalidInputError.of(message, field="file", code="bad_file") from None
        if self._table == "comments":
            places = {(row["site_id"], row["thread_id"]) for row in rows}
            self._touched |= places - self._new_threads

    def finish(self) -> None:
        """Store the last rows, and bring counts in line. Raises InvalidInputError."""
        self.flush()
        sites = self.unit.transfer.site_ids().values()
        orphans = self.unit.transfer.orphans(sites) if "comments" in self.tallies else 0
        if orphans:
            message = f"{orphans} replies have no parent in the place they name."
            raise InvalidInputError.of(message, field="file", code="bad_file")
        for site_id, thread_id in sorted(self._touched):
            self.unit.transfer.recount(site_id, thread_id)
