"""A full disk: writes say so, reads go on, and room makes all well again."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import OverloadedError, StorageFullError
from app.storage.models import SiteRow
from app.storage.unit_of_work import Store, open_store
from tests.service import START

PAGES = 60
MORE_PAGES = 10_000


def _site_row(number: int) -> SiteRow:
    return SiteRow(
        slug=f"s{number}",
        name="x" * 150,
        language="en",
        policy={"hold_words": ["word" * 200]},
        version=1,
        created_at=START,
    )


@pytest.fixture
def small(sqlite_url: str) -> Iterator[tuple[Store, list[int]]]:
    """Give a store whose file may have so many pages, and the number to change."""
    store, pages = open_store(sqlite_url, connections=2), [PAGES]

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    sa.event.listen(store._engine, "checkout", limit)
    yield store, pages
    store.close()


def _add(store: Store, number: int) -> None:
    row = _site_row(number)
    store.write(lambda unit: unit.sites.add(row))


def _fill(store: Store) -> int:
    """Write until it is refused; the number of sites that were stored."""
    stored = 0
    with contextlib.suppress(StorageFullError, OverloadedError):
        for stored in range(2_000):
            _add(store, stored)
    return stored


def test_full_disk_is_named(small: tuple[Store, list[int]]) -> None:
    """A write that finds no room is a StorageFullError, and is not half done."""
    store, _ = small
    stored = _fill(store)
    with pytest.raises(StorageFullError) as caught:
        _add(store, stored)
    assert caught.value.retry_after
    with store.read() as unit:
        assert len(unit.sites.all()) == stored > 0


def test_work_goes_on_when_there_is_room(small: tuple[Store, list[int]]) -> None:
    """No restart is needed once somebody has made room."""
    store, pages = small
    stored = _fill(store)
    pages[0] = MORE_PAGES
    _add(store, stored)
    with store.read() as unit:
        assert len(unit.sites.all()) == stored + 1


_FILL_FILE = """
import resource, sys
from app.domain.errors import DomainError
from app.storage.unit_of_work import open_store
from tests.storage.test_disk_full import _fill
store = open_store(sys.argv[1], connections=2)
store.write(lambda unit: unit.sites.find("x"))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
stored = _fill(store)
with store.read() as unit:
    assert len(unit.sites.all()) == stored, stored
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
store.write(lambda unit: unit.sites.find("x"))
with store.read() as unit:
    assert len(unit.sites.all()) == stored, stored
"""


def test_file_that_may_not_grow(sqlite_url: str) -> None:
    """When the system refuses to let the files grow, the same holds."""
    done = subprocess.run(
        [sys.executable, "-c", _FILL_FILE, sqlite_url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of a megabyte, where the system lets us."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_file_system_that_is_full(tiny_disk: Path, sqlite_template: Path) -> None:
    """The same on a file system without room: reads go on, and space heals."""
    path, ballast = tiny_disk / "r.sqlite3", tiny_disk / "ballast"
    path.write_bytes(sqlite_template.read_bytes())
    ballast.write_bytes(b"x" * 200_000)
    store = open_store(f"sqlite:///{path}", connections=2)
    stored = _fill(store)
    with store.read() as unit:
        assert len(unit.sites.all()) == stored
    ballast.unlink()
    _add(store, stored)
    store.close()
