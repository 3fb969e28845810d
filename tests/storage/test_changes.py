"""A write says what it changed of that which readers see, whoever wrote it and how."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.domain.freshness import EVERYTHING, key_topic, site_topic, thread_topic
from app.storage.models import AliasRow, CommentRow, OriginRow, SiteRow, ThreadRow
from app.storage.unit_of_work import Store, Unit, open_store
from tests.service import START
from tests.storage.heard import Heard
from tests.storage.rows import new_comment, new_thread

SITES = sa.table("sites", sa.column("name"))


@pytest.fixture
def heard() -> Heard:
    """Give what is announced."""
    return Heard()


@pytest.fixture
def store(database_url: str, heard: Heard) -> Iterator[Store]:
    """Give a store with a site and a thread, of which nothing was announced yet."""
    opened = open_store(database_url, connections=2, freshness=heard)  # type: ignore[arg-type]

    def fill(unit: Unit) -> None:
        unit.sites.add(
            SiteRow(
                id=1,
                slug="blog",
                name="b",
                language="en",
                policy={},
                version=1,
                created_at=START,
            )
        )
        unit.sites.add_origin(1, "https://blog.example")
        unit.threads.add(new_thread(1, START))

    opened.write(fill)
    heard.topics.clear()
    yield opened
    opened.close()


def _thread(unit: Unit) -> ThreadRow:
    found = unit.threads.find(1, "/a")
    assert found is not None
    return found


def _topics(row: ThreadRow, *more: str) -> set[str]:
    return {thread_topic(1, row.id), key_topic(1, "/a"), *more}


def test_what_readers_see(store: Store, heard: Heard) -> None:
    """A thread that is touched is announced, with its key."""

    def work(unit: Unit) -> ThreadRow:
        row = _thread(unit)
        unit.posts.add(new_comment(row, START), row)
        unit.threads.touch(row)
        return row

    assert heard.topics == [_topics(store.write(work))]


def test_what_readers_do_not_see(store: Store, heard: Heard) -> None:
    """Nothing is announced of a write that readers see nothing of, nor of a read."""
    store.write(lambda unit: unit.limits.add_day_key(START.date(), b"key"))
    with store.read() as unit:
        _thread(unit).title = "never stored"
    assert heard.topics == []


def test_nothing_of_what_failed(store: Store, heard: Heard) -> None:
    """What was taken back is not announced."""

    def work(unit: Unit) -> None:
        unit.threads.touch(_thread(unit))
        unit.threads._session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        store.write(work)
    assert heard.topics == []


def test_it_is_stored_before(store: Store, heard: Heard) -> None:
    """Whoever hears of a change can read it."""
    read = []

    def look() -> None:
        with store.read() as unit:
            read.append(_thread(unit).version)

    heard.then = look
    store.write(lambda unit: unit.threads.touch(_thread(unit)))
    assert read == [2]


def test_keys(store: Store, heard: Heard) -> None:
    """A new thread, a new alias and another key of a thread are announced."""
    store.write(lambda unit: unit.threads.add(new_thread(1, START, key="/new")))
    assert key_topic(1, "/new") in heard.topics[-1]

    def alias(unit: Unit) -> None:
        row = AliasRow(site_id=1, key="/old", thread_id=_thread(unit).id)
        unit.threads.add_alias(row)

    store.write(alias)
    assert heard.topics[-1] == {key_topic(1, "/old")}

    def move(unit: Unit) -> None:
        _thread(unit).key = "/moved"

    store.write(move)
    assert {key_topic(1, "/a"), key_topic(1, "/moved")} <= heard.topics[-1]


def test_sites(store: Store, heard: Heard) -> None:
    """A site's rules and origins are announced as the site."""

    def rename(unit: Unit) -> None:
        row = unit.sites.lock("blog")
        assert row is not None
        row.name = "Another"

    for work in (
        rename,
        lambda unit: unit.sites.add_origin(1, "https://two.example"),
        lambda unit: unit.sites.remove_origin(1, "https://two.example"),
    ):
        store.write(work)
        assert heard.topics.pop() == {site_topic(1)}


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(ThreadRow).values(version=ThreadRow.version + 1),
        sa.update(SITES).values(name="x"),
        sa.delete(OriginRow),
    ],
    ids=["rows of the ORM", "a table", "a deletion"],
)
def test_statements_nobody_explains(
    store: Store, heard: Heard, statement: sa.Executable
) -> None:
    """A statement that says nothing of what it touches is taken to touch all."""
    store.write(lambda unit: unit.threads._session.execute(statement))
    assert heard.topics == [{EVERYTHING}]


def test_statements_of_no_concern(store: Store, heard: Heard) -> None:
    """A statement on what has no version of its own announces nothing by itself."""
    statement = sa.update(CommentRow).values(address_key=None)
    store.write(lambda unit: unit.threads._session.execute(statement))
    assert heard.topics == []


def test_pulse(store: Store, database_url: str) -> None:
    """The pulse changes with every commit of anybody, and only then."""

    def is_steady() -> bool:
        before = store.pulse()
        with store.read() as unit:
            _thread(unit)
        return store.pulse() == before

    # PostgreSQL's is its whole server's, where other tests may be writing.
    tries = 1 if database_url.startswith("sqlite") else 500
    assert any(is_steady() for _ in range(tries))
    first = store.pulse()
    other = open_store(database_url, connections=1)
    other.write(lambda unit: unit.threads.touch(_thread(unit)))
    other.close()
    second = store.pulse()
    assert second != first
    store.write(lambda unit: unit.threads.touch(_thread(unit)))
    assert store.pulse() not in {first, second}
