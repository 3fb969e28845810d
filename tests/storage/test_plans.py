"""The lists stay quick: each query is a range of an index, with no sort of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.domain.moderation import HoldReason
from app.domain.queue import Pile, QueueFilters
from app.services.container import Container
from app.services.views import SiteView
from app.storage.found import ListedRow
from app.storage.lists import Place, Sort
from app.storage.models import CommentRow, ThreadRow
from app.storage.queue import Stretch
from app.storage.unit_of_work import Store, Unit, open_store
from tests.service import START
from tests.storage.rows import new_comment, new_thread


@pytest.fixture
def thread(sqlite_url: str) -> Iterator[tuple[Store, ThreadRow, CommentRow]]:
    """Give a store on SQLite with a thread of a hundred comments, and one of them."""
    store = open_store(sqlite_url, connections=1)

    def fill(unit: Unit) -> tuple[ThreadRow, CommentRow]:
        unit.threads.add(new_thread(1, START))
        found = unit.threads.find(1, "/a")
        assert found is not None
        rows = [new_comment(found, START + timedelta(n)) for n in range(100)]
        for row in rows:
            unit.posts.add(row, found)
        middle = unit.comments.find(1, rows[50].id)
        assert middle is not None
        return found, middle

    _add_site(store)
    row, comment = store.write(fill)
    yield store, row, comment
    store.close()


def _add_site(store: Store) -> None:
    _execute(
        store,
        "INSERT INTO sites VALUES (1, 'b', 'b', 'en', '{}', 1, '2026-11-23 12:00:00')",
    )


def _execute(store: Store, statement: str) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def _plans(store: Store) -> Iterator[list[str]]:
    """Collect the query plan of every SELECT that is run."""
    found: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            rows = cursor.connection.execute(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            found.extend(row[3] for row in rows)

    sa.event.listen(store._engine, "before_cursor_execute", explain)
    yield found
    sa.event.remove(store._engine, "before_cursor_execute", explain)


def _judge(plans: list[str], *, indexes: set[str]) -> None:
    assert plans
    # The few roots of a page, found by their keys, are gone through one by one.
    bad = [line for line in plans if line.startswith(("SCAN", "USE TEMP"))]
    assert [line for line in bad if line != "SCAN roots"] == []
    assert {name for name in indexes if any(name in line for line in plans)} == indexes


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("page", ["first", "next"])
def test_roots(
    thread: tuple[Store, ThreadRow, CommentRow], sort: Sort, page: str
) -> None:
    """A page of roots is read in its order from one index, wherever it begins."""
    store, row, comment = thread
    after = Place(comment.created_at, comment.id) if page == "next" else None
    index = "ix_comments_best" if sort is Sort.BEST else "ix_comments_roots"
    with _plans(store) as plans, store.read() as unit:
        assert unit.lists.roots(row, sort=sort, after=after, limit=10)
    _judge(plans, indexes={index})


def _read(unit: Unit, row: ThreadRow, *, comment: CommentRow, what: str) -> object:
    reads: dict[str, Callable[[], object]] = {
        "subtree": lambda: unit.lists.subtree(comment, after=comment.path, limit=10),
        "replies": lambda: unit.lists.replies(1, [comment.id], limit=6),
        "counts": lambda: unit.threads.counts(1, ["/a", "/b", "/c"]),
        "twin": lambda: unit.posts.has_twin(
            comment, since=START, authors=["guest:a", "address:b"]
        ),
        "approved": lambda: unit.posts.has_approved(1, "guest:a"),
        "queue": lambda: _queue(unit, Pile.APPROVED, after=comment),
        "queue backwards": lambda: _queue(unit, Pile.APPROVED, newest_first=True),
        "queue of a thread": lambda: _queue(unit, Pile.SPAM, thread_id=row.id),
        "deleted": lambda: _queue(unit, Pile.DELETED, after=comment),
        "above": lambda: unit.comments.at_path(comment, comment.path),
    }
    return reads[what]()


def _queue(
    unit: Unit,
    pile: Pile,
    *,
    thread_id: UUID | None = None,
    newest_first: bool = False,
    after: CommentRow | None = None,
) -> list[CommentRow]:
    """Read a stretch of the queue, filtered by everything there is."""
    filters = QueueFilters(
        words=("x",),
        author=("ada",),
        reason=HoldReason.LINKS,
        since=START,
        until=START + timedelta(1),
    )
    place = Place(after.created_at, after.id) if after else None
    stretch = Stretch(newest_first=newest_first, after=place, limit=10)
    return unit.queue.stretch(
        1, pile, filters=filters, thread_id=thread_id, stretch=stretch
    )


def _add_replies(store: Store, tops: list[ListedRow], *, replies: int) -> None:
    def work(unit: Unit) -> None:
        thread = unit.threads.find(1, "/a")
        assert thread is not None
        for top in tops:
            for number in range(replies):
                row = new_comment(thread, START + timedelta(days=200, seconds=number))
                row.root_id = row.parent_id = top.id
                row.path, row.depth = top.path + row.path, 1
                unit.posts.add(row, thread)

    store.write(work)


def _steps(store: Store, read: Callable[[Unit], object]) -> int:
    """Count the steps of SQLite's machine that a read takes, by the hundred."""
    ticks: list[int] = []
    with store.read() as unit:
        connection: Any = unit.lists._session.connection().connection.dbapi_connection
        connection.set_progress_handler(lambda: ticks.append(1), 100)
        try:
            read(unit)
        finally:
            connection.set_progress_handler(None, 0)
    return len(ticks)


def test_replies_that_are_not_shown_are_not_read(
    thread: tuple[Store, ThreadRow, CommentRow],
) -> None:
    """However many replies each root of a page has, no more of them are walked."""
    store, row, _ = thread
    with store.read() as unit:
        tops = unit.shown.roots(row, sort=Sort.OLDEST, after=None, limit=3)
    ids, taken = [top.id for top in tops], []
    for replies in (20, 400):
        _add_replies(store, tops, replies=replies)
        taken.append(_steps(store, lambda unit: unit.shown.replies(1, ids, limit=6)))
    assert 0 < taken[1] <= taken[0] + 1


@pytest.mark.parametrize(
    ("what", "index"),
    [
        ("subtree", "ix_comments_subtree"),
        ("replies", "ix_comments_subtree"),
        ("counts", "autoindex_threads"),
        ("twin", "ix_comments_text"),
        ("approved", "ix_comments_author"),
        ("queue", "ix_comments_queue"),
        ("queue backwards", "ix_comments_queue"),
        ("queue of a thread", "ix_comments_thread"),
        ("deleted", "ix_comments_deleted"),
        ("above", "ix_comments_subtree"),
    ],
)
def test_other_reads(
    thread: tuple[Store, ThreadRow, CommentRow], what: str, index: str
) -> None:
    """Every other read of a request goes by an index as well."""
    store, row, comment = thread
    with _plans(store) as plans, store.read() as unit:
        _read(unit, row, comment=comment, what=what)
    _judge(plans, indexes={index})


def test_piles_are_counted_from_indexes(
    thread: tuple[Store, ThreadRow, CommentRow],
) -> None:
    """What a desk shows beside its piles reads indexes alone, and no comment."""
    store, _, comment = thread
    with _plans(store) as plans, store.read() as unit:
        assert unit.queue.counts(1)[Pile.APPROVED] == 100
        assert unit.queue.author_counts(1, ["guest:a"]) == {
            ("guest:a", comment.status): 100
        }
    _judge(plans, indexes={"ix_comments_queue", "ix_comments_deleted"})


def test_page_takes_few_queries(container: Container, site: SiteView) -> None:
    """However long the thread, one page of it is a handful of queries."""
    from app.services import reading  # noqa: PLC0415
    from app.services.reading import PageRequest  # noqa: PLC0415
    from app.services.steps.lookup import ThreadRef  # noqa: PLC0415

    def fill(unit: Unit) -> None:
        unit.threads.add(new_thread(site.id, START))
        found = unit.threads.find(site.id, "/a")
        assert found is not None
        for number in range(60):
            unit.posts.add(new_comment(found, START + timedelta(number)), found)

    container.store.write(fill)
    count = []
    listener = lambda *args: count.append(args[2])  # noqa: E731
    sa.event.listen(container.store._engine, "before_cursor_execute", listener)
    request = PageRequest(thread=ThreadRef(key="/a"))
    page = reading.thread_page(container, site.slug, request=request)
    assert len(page.comments) == 50
    assert len([each for each in count if each.startswith("SELECT")]) <= 6
