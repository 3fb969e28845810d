"""Times, pragmas and the writer lock."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.domain.errors import OverloadedError
from app.services.container import Container
from app.services.views import SiteView
from app.storage import base, locking
from app.storage.locking import WriterLock
from app.storage.unit_of_work import Unit, open_store
from tests.service import START
from tests.storage.rows import add_thread, new_thread

INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 17, 30, 0, 123_456, tzinfo=INDIA),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_times_come_back_aware(
    container: Container, site: SiteView, moment: datetime
) -> None:
    """A time is read as it was written, to the microsecond, and always in UTC."""
    row_id = add_thread(container.store, site.id, now=moment)
    with container.store.read() as unit:
        read = unit.threads.get(site.id, row_id).created_at
    assert read == moment
    assert read.utcoffset() == timedelta(0)


def test_naive_times_are_refused(container: Container, site: SiteView) -> None:
    """A time without a zone is a mistake of ours, and never reaches the database."""
    naive = datetime(2026, 11, 23)  # noqa: DTZ001 -- the point of the test
    row = new_thread(site.id, naive)
    with pytest.raises(ValueError, match="aware"):
        container.store.write(lambda unit: unit.threads.add(row))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", 1),
    ],
)
def test_sqlite_is_set_to_be_safe(
    sqlite_url: str, pragma: str, value: str | int
) -> None:
    """Every connection has the pragmas that durability and integrity rest on."""
    engine = base.make_engine(sqlite_url, connections=1)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
    engine.dispose()
    assert found == value


def test_sqlite_library_is_new_enough() -> None:
    """The library that we bring along has no WAL-reset bug."""
    assert base.is_safe_for_processes()


def test_writers_begin_at_once(sqlite_url: str) -> None:
    """A write takes SQLite's write lock as it begins, a read never does."""
    engine = base.make_engine(sqlite_url, connections=2)
    begins: list[str] = []
    sa.event.listen(
        engine,
        "before_cursor_execute",
        lambda *args: begins.append(args[2]) if args[2].startswith("BEGIN") else None,
    )
    for each in (engine, base.for_writing(engine)):
        with each.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    engine.dispose()
    assert begins == ["BEGIN", "BEGIN IMMEDIATE"]


def test_lock_that_is_not_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits too long for the writer lock is told that the service is busy."""
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.05)
    lock = WriterLock(tmp_path / "lock")
    with lock.held():
        with pytest.raises(OverloadedError) as caught, lock.held():
            pass
        assert caught.value.retry_after
    with lock.held():
        pass


def test_lock_of_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that keeps the lock too long makes others say that they are busy.

    Whoever gave up waiting does not have it afterwards.
    """
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.05)
    ours, theirs = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    with theirs.held():
        for _ in range(3):
            with pytest.raises(OverloadedError), ours.held():
                pass
    monkeypatch.setattr(locking, "LOCK_SECONDS", 10)
    for lock in (theirs, ours, theirs):
        with lock.held():
            pass


def test_lock_survives_an_error(tmp_path: Path) -> None:
    """Whatever is raised while the lock is held, it is free afterwards."""
    lock = WriterLock(tmp_path / "lock")
    for _ in range(2):
        with pytest.raises(KeyError), lock.held():
            raise KeyError


_WRITE_MANY = """
import sys
from uuid import UUID
from app.storage.unit_of_work import open_store
from tests.storage.rows import bump
store = open_store(sys.argv[1], connections=1)
thread_id = UUID(sys.argv[3])
for _ in range(20):
    store.write(lambda unit: bump(unit, int(sys.argv[2]), thread_id=thread_id))
"""


def _write_many(url: str, site_id: int, *, thread_id: UUID) -> subprocess.Popen[bytes]:
    arguments = [_WRITE_MANY, url, str(site_id), str(thread_id)]
    return subprocess.Popen([sys.executable, "-c", *arguments])


def test_processes_take_turns(
    container: Container, site: SiteView, database_url: str
) -> None:
    """Several processes write one database without an error or a lost update."""
    thread_id = add_thread(container.store, site.id, now=START)
    writers = [
        _write_many(database_url, site.id, thread_id=thread_id) for _ in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with container.store.read() as unit:
        assert unit.threads.get(site.id, thread_id).comment_count == 60


def test_outsider_that_holds_the_file(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program holds the file, writes are told so and reads go on."""
    pragmas = ("journal_mode = WAL", "busy_timeout = 20")
    monkeypatch.setattr(base, "_PRAGMAS", pragmas)
    store = open_store(sqlite_url, connections=2)
    outsider = base.make_engine(sqlite_url, connections=1)
    with base.for_writing(outsider).connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        with pytest.raises(OverloadedError):
            store.write(_nothing)
        with store.read() as unit:
            assert unit.sites.all() == []
    store.write(_nothing)
    store.close()
    outsider.dispose()


def _nothing(unit: Unit) -> None:
    assert unit.sites.find("") is None
