"""Writers that wait share a transaction, and notice nothing but that it is quicker."""

import contextvars
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import (
    ConflictError,
    DomainError,
    OverloadedError,
    StorageFullError,
)
from app.domain.freshness import site_topic
from app.storage import grouping, locking
from app.storage.models import OriginRow
from app.storage.unit_of_work import Store, Unit, open_store
from tests.storage.heard import Heard
from tests.storage.waiting import (
    PATIENCE,
    adding,
    outcome,
    slugs,
    together,
    wait_for,
)

WHO: contextvars.ContextVar[str] = contextvars.ContextVar("WHO", default="")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let works wait for each other as long as a busy machine may need."""
    monkeypatch.setattr(grouping, "SECONDS", PATIENCE)


@pytest.fixture
def heard() -> Heard:
    """Give what is announced."""
    return Heard()


@pytest.fixture
def store(sqlite_url: str, heard: Heard) -> Iterator[Store]:
    """Give a store on SQLite."""
    opened = open_store(sqlite_url, connections=3, freshness=heard)  # type: ignore[arg-type]
    yield opened
    opened.close()


@pytest.fixture
def ran(store: Store) -> list[str]:
    """Give the statements and commits that the store makes."""
    found: list[str] = []
    sa.event.listen(
        store._engine, "before_cursor_execute", lambda *args: found.append(args[2])
    )
    sa.event.listen(store._engine, "commit", lambda _: found.append("COMMIT"))
    return found


def test_one_commit(store: Store, ran: list[str]) -> None:
    """Those who wait are committed together, in the order in which they came."""
    results = together(store, *map(adding, "abcd"))
    assert results == list("abcd")
    assert slugs(store) == list("abcd")
    assert (ran.count("COMMIT"), ran.count("SAVEPOINT job")) == (1, 3)


def test_lone_writer(store: Store, ran: list[str]) -> None:
    """Whoever is alone begins, writes and commits, and no more."""
    store.write(adding("a"))
    assert [each.split()[0] for each in ran] == ["BEGIN", "INSERT", "COMMIT"]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_failure_is_ones_own(store: Store, heard: Heard, place: int) -> None:
    """One that fails, wherever it stands, takes nothing with it and leaves nothing."""

    def fail(unit: Unit) -> None:
        adding("bad")(unit)
        raise LookupError

    works = [adding(each) for each in "abc"]
    works.insert(place, fail)
    results = together(store, *works)
    assert isinstance(results.pop(place), LookupError)
    assert results == list("abc")
    assert slugs(store) == list("abc")
    assert heard.topics == [{site_topic(number) for number in (1, 2, 3)}]


def test_taken_key_is_ones_own(store: Store) -> None:
    """A conflict with another of the group concerns the later one alone."""
    results = together(store, adding("a"), adding("a"), adding("b"))
    assert isinstance(results.pop(1), ConflictError)
    assert results == ["a", "b"]


def test_commit_that_fails(store: Store, heard: Heard) -> None:
    """Where COMMIT fails all are told, nothing is stored, and the next one works."""

    def break_commit(unit: Unit) -> None:
        session = unit.sites._session
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        session.add(OriginRow(site_id=99, origin="https://nobody.example"))

    results = together(store, adding("a"), break_commit, adding("b"))
    assert [type(each) for each in results] == [ConflictError] * 3
    assert len({id(each) for each in results}) == 3
    assert slugs(store) == []
    heard.topics.clear()
    assert store.write(adding("c")) == "c"


def test_announced_before_anybody_returns(store: Store, heard: Heard) -> None:
    """Whoever returns has been announced, and whoever hears it can read it."""
    seen: list[tuple[list[str], bool]] = []
    returned = threading.Event()

    def look() -> None:
        seen.append((slugs(store), returned.is_set()))

    def last(unit: Unit) -> object:
        return adding("b")(unit)

    heard.then = look
    with ThreadPoolExecutor(1) as pool:

        def lead(unit: Unit) -> object:
            running = pool.submit(store.write, last)
            running.add_done_callback(lambda _: returned.set())
            wait_for(store, 1)
            return adding("a")(unit)

        store.write(lead)
    assert seen == [(["a", "b"], False)]
    assert heard.topics == [{site_topic(1), site_topic(2)}]


def test_exit_hangs_nobody(store: Store) -> None:
    """A work that ends its thread does so in its caller's, and the others go on."""

    def leave(_: Unit) -> None:
        raise SystemExit

    results = together(store, adding("a"), leave, adding("b"))
    assert isinstance(results.pop(1), SystemExit)
    assert results == ["a", "b"]
    assert slugs(store) == ["a", "b"]


def test_interruption_is_the_main_threads(store: Store) -> None:
    """Ctrl-C at another's work is raised where it was meant; nothing is half done."""

    def interrupt(_: Unit) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as pool:
        running = []

        def lead(unit: Unit) -> None:
            for number, work in enumerate((interrupt, adding("b")), 1):
                running.append(pool.submit(store.write, work))
                wait_for(store, number)
            adding("a")(unit)

        with pytest.raises(KeyboardInterrupt):
            store.write(lead)
        results = [outcome(each) for each in running]
    assert isinstance(results[0], OverloadedError)
    # It had not been begun, so it is done by itself.
    assert results[1] == "b"
    assert slugs(store) == ["b"]


@pytest.mark.parametrize("bound", ["MOST", "SECONDS"])
def test_bounded(
    store: Store, ran: list[str], monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """Nobody waits for many others: what is too much goes into the next transaction."""
    monkeypatch.setattr(grouping, bound, {"MOST": 2, "SECONDS": 0}[bound])
    assert together(store, *map(adding, "abcd")) == list("abcd")
    assert ran.count("COMMIT") == {"MOST": 2, "SECONDS": 4}[bound]


def test_long_work_is_alone(store: Store, ran: list[str]) -> None:
    """A work that says so shares its transaction with nobody."""
    with ThreadPoolExecutor(2) as pool:
        running: list[Future[object]] = []

        def lead(unit: Unit) -> None:
            running.append(pool.submit(store.write, adding("long"), alone=True))
            wait_for(store, 1)
            adding("a")(unit)

        store.write(lead)
        assert running[0].result(PATIENCE) == "long"
    assert (ran.count("COMMIT"), ran.count("SAVEPOINT job")) == (2, 0)


def test_wait_that_is_too_long(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits too long is told so, and what he wanted is not done afterwards."""
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.05)
    with ThreadPoolExecutor(1) as pool:

        def lead(_: Unit) -> object:
            return outcome(pool.submit(store.write, adding("late")))

        assert isinstance(store.write(lead), OverloadedError)
    assert slugs(store) == []


def test_context_is_the_callers(store: Store) -> None:
    """What a caller has set for himself his work finds, in whatever thread."""
    with ThreadPoolExecutor(1) as pool:
        running: list[Future[str]] = []

        def ask() -> str:
            WHO.set("the caller")
            return store.write(lambda _: WHO.get())

        def lead(_: Unit) -> None:
            running.append(pool.submit(ask))
            wait_for(store, 1)

        store.write(lead)
        assert running[0].result(PATIENCE) == "the caller"


def test_full_disk(store: Store) -> None:
    """Where there is no room, who was told that it worked is stored, and no other."""

    def limit(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    sa.event.listen(store._engine, "checkout", limit)
    works = [adding(f"s{number}", name="x" * 200) for number in range(20)]
    huge = adding("huge", name="x" * 500_000)
    results = together(store, *works, huge, adding("after"))
    told = [each for each in results if isinstance(each, str)]
    assert sorted(slugs(store)) == sorted(told)
    assert isinstance(results[-2], StorageFullError)
    assert all(isinstance(each, str | DomainError) for each in results)
