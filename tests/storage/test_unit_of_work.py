"""One transaction, one owner: all of it or nothing, and no vendor's exceptions."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.domain.errors import ConflictError, OverloadedError
from app.services.container import Container
from app.services.views import SiteView
from app.storage import base
from app.storage.models import SiteRow
from app.storage.unit_of_work import Store, Unit, open_store
from tests.service import START
from tests.storage.rows import (
    add_thread,
    bump,
    end_all_others,
    new_comment,
    new_thread,
)


def _site_row(slug: str) -> SiteRow:
    return SiteRow(
        slug=slug, name=slug, language="en", policy={}, version=1, created_at=START
    )


def test_reads_never_write(container: Container, site: SiteView) -> None:
    """What is added in a read is gone when it ends."""
    with container.store.read() as unit:
        unit.threads.add(new_thread(site.id, START))
        found = unit.threads.find(site.id, "/a")
        assert found is not None
        found.title = "changed"
    with container.store.read() as unit:
        assert unit.threads.find(site.id, "/a") is None


def test_write_returns_what_its_work_returns(container: Container) -> None:
    """A write hands on its result, and what it stored is there for all."""

    def add(unit: Unit) -> int:
        unit.sites.add(_site_row("new"))
        return 7

    result = container.store.write(add)
    with container.store.read() as unit:
        assert unit.sites.find("new") is not None
    assert result == 7


def test_error_takes_all_back(container: Container, site: SiteView) -> None:
    """Whatever is raised, even late, nothing of the write remains."""

    def work(unit: Unit) -> None:
        row = new_thread(site.id, START)
        unit.threads.add(row)
        thread = unit.threads.lock(site.id, row.id)
        unit.posts.add(new_comment(thread, START), thread)
        raise LookupError

    with pytest.raises(LookupError):
        container.store.write(work)
    with container.store.read() as unit:
        assert unit.threads.find(site.id, "/a") is None


def test_store_works_after_an_error(container: Container, site: SiteView) -> None:
    """A failed write leaves neither its lock nor its connection behind."""

    def fail(unit: Unit) -> None:
        unit.sites.add(_site_row("other"))
        raise LookupError

    for _ in range(20):
        with pytest.raises(LookupError):
            container.store.write(fail)
    made = add_thread(container.store, site.id, now=START)
    with container.store.read() as unit:
        assert unit.threads.get(site.id, made).key == "/a"


def test_taken_key_is_a_conflict(container: Container, site: SiteView) -> None:
    """A unique key that is taken is a ConflictError, not a database's words."""
    with pytest.raises(ConflictError) as caught:
        container.store.write(lambda unit: unit.sites.add(_site_row(site.slug)))
    assert caught.value.detail == ConflictError.sentence


def test_threads_lose_no_update(container: Container, site: SiteView) -> None:
    """Eight threads that write at the same moment are let in one after the other."""
    thread_id = add_thread(container.store, site.id, now=START)
    together = threading.Barrier(8)

    def run() -> None:
        together.wait(20)
        for _ in range(5):
            container.store.write(lambda unit: bump(unit, site.id, thread_id=thread_id))

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(run) for _ in range(8)]:
            future.result(60)
    with container.store.read() as unit:
        assert unit.threads.get(site.id, thread_id).comment_count == 40


def test_reader_is_not_kept_waiting(container: Container, site: SiteView) -> None:
    """A read goes on while a write is open, and sees nothing of it yet."""

    def work(unit: Unit) -> None:
        unit.threads.add(new_thread(site.id, START))
        with container.store.read() as other:
            assert other.threads.find(site.id, "/a") is None

    container.store.write(work)
    with container.store.read() as unit:
        assert unit.threads.find(site.id, "/a") is not None


def test_read_sees_one_state(container: Container, site: SiteView) -> None:
    """What is committed while a read is open does not change what it sees."""
    with container.store.read() as unit:
        assert unit.threads.find(site.id, "/a") is None
        add_thread(container.store, site.id, now=START)
        assert unit.threads.find(site.id, "/a") is None


def test_exhausted_pool_is_overload(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all connections in use both verbs say so, and go on afterwards."""
    monkeypatch.setattr(base, "POOL_SECONDS", 0.05)
    store = open_store(database_url, connections=1)
    with store.read() as unit:
        unit.sites.all()
        with pytest.raises(OverloadedError) as caught, store.read() as other:
            other.sites.all()
        assert caught.value.retry_after
        with pytest.raises(OverloadedError):
            store.write(lambda unit: unit.sites.all())
    assert store.write(lambda unit: unit.sites.all()) == []
    store.close()


def _cross(store: Store, site_id: int, *, keys: list[str]) -> None:
    """Lock two threads, one of them first, when the other side has locked the other."""
    together = threading.Barrier(2)

    def run(order: list[str]) -> None:
        first_time = iter([True])

        def work(unit: Unit) -> None:
            for key in order:
                found = unit.threads.find(site_id, key)
                assert found is not None
                unit.threads.lock(site_id, found.id).comment_count += 1
                if key == order[0] and next(first_time, False):
                    together.wait(20)

        store.write(work)

    with ThreadPoolExecutor(2) as pool:
        orders = [keys, keys[::-1]]
        for future in [pool.submit(run, order) for order in orders]:
            future.result(60)


def test_deadlock_is_tried_again(postgres_url: str) -> None:
    """When two writes of PostgreSQL block each other, both are done in the end."""
    store = open_store(postgres_url, connections=3)
    store.write(lambda unit: unit.sites.add(_site_row("blog")))
    with store.read() as unit:
        site_id = unit.sites.all()[0].id
    ids = [add_thread(store, site_id, now=START, key=key) for key in ("/a", "/b")]
    _cross(store, site_id, keys=["/a", "/b"])
    with store.read() as unit:
        assert [unit.threads.get(site_id, each).comment_count for each in ids] == [2, 2]
    store.close()


def test_lost_server_is_overload(postgres_url: str) -> None:
    """A connection that the server closes is an overload, and the next one works."""
    store = open_store(postgres_url, connections=1)

    def work(unit: Unit) -> None:
        unit.sites.all()
        end_all_others(postgres_url)
        unit.sites.all()

    with pytest.raises(OverloadedError):
        store.write(work)
    assert store.write(lambda unit: unit.sites.all()) == []
    store.close()


def test_far_times_are_kept(container: Container, site: SiteView) -> None:
    """Imports bring old dates along; these are stored like any other."""
    old = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    thread_id = add_thread(container.store, site.id, now=old)
    with container.store.read() as unit:
        assert unit.threads.get(site.id, thread_id).created_at == old
