"""What is not in memory costs three statements, however much there is, by indexes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.services import reading
from app.services.container import Container
from app.services.reading import PageRequest
from app.services.steps.lookup import ThreadRef
from app.services.views import SiteView
from app.storage.posts import NewComment
from app.storage.unit_of_work import Store, Unit
from tests.service import START
from tests.storage.rows import new_comment, new_thread

Read = Callable[[Container, NewComment], object]


def _page(**more: Any) -> Read:
    asked = PageRequest(thread=ThreadRef(key="/a"), **more)
    return lambda container, _: reading.thread_page(container, "blog", request=asked)


def _next_page(container: Container, _: NewComment) -> object:
    asked = PageRequest(thread=ThreadRef(key="/a"), limit=2)
    cursor = reading.thread_page(container, "blog", request=asked).next
    return _page(limit=2, cursor=cursor)(container, _)


READS: dict[str, tuple[Read, int]] = {
    "oldest": (_page(sort="oldest"), 3),
    "newest": (_page(sort="newest"), 3),
    "best": (_page(sort="best"), 3),
    "no replies": (_page(replies=0), 3),
    "unknown": (
        lambda container, _: reading.thread_page(
            container, "blog", request=PageRequest(thread=ThreadRef(key="/none"))
        ),
        1,
    ),
    "replies": (
        lambda container, top: reading.replies(
            container, "blog", comment_id=top.id, limit=50, cursor=None
        ),
        3,
    ),
    "counts": (
        lambda container, _: reading.counts(
            container, "blog", keys=[f"/{n}" for n in range(60)], urls=[]
        ),
        2,
    ),
    "site": (lambda container, _: reading.site(container, "blog"), 1),
}


def _fill(container: Container, site: SiteView, *, comments: int) -> NewComment:
    """Make a thread of roots, of which every second has a reply; give the first."""

    def work(unit: Unit) -> NewComment:
        unit.threads.add(new_thread(site.id, START))
        thread = unit.threads.find(site.id, "/a")
        assert thread is not None
        rows = [new_comment(thread, START + timedelta(n)) for n in range(comments)]
        for row, reply in zip(rows[::2], rows[1::2], strict=False):
            reply.root_id, reply.parent_id, reply.depth = row.id, row.id, 1
            reply.path = row.path + reply.path
        for row in rows:
            unit.posts.add(row, thread)
        return rows[0]

    return container.store.write(work)


@contextmanager
def _statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Collect the SELECTs that are run, with their parameters."""
    found: list[tuple[str, Any]] = []

    def collect(*event: Any) -> None:
        if event[2].startswith("SELECT"):
            found.append((event[2], event[3]))

    sa.event.listen(store._engine, "before_cursor_execute", collect)
    yield found
    sa.event.remove(store._engine, "before_cursor_execute", collect)


@pytest.mark.parametrize("name", READS)
def test_few_statements(container: Container, site: SiteView, name: str) -> None:
    """A longer thread takes no more statements than a short one, and both few."""
    read, most = READS[name]
    top = _fill(container, site, comments=4)
    seen = []
    for comments in (0, 120):
        _more(container, site, comments=comments)
        with _statements(container.store) as found:
            read(container, top)
        seen.append(len(found))
    assert seen[0] == most >= seen[1]


def _more(container: Container, site: SiteView, *, comments: int) -> None:
    def work(unit: Unit) -> None:
        thread = unit.threads.find(site.id, "/a")
        assert thread is not None
        for number in range(comments):
            later = START + timedelta(hours=number + 1)
            unit.posts.add(new_comment(thread, later), thread)

    container.store.write(work)


@pytest.mark.parametrize("name", [*READS, "next page"])
def test_plans(container: Container, site: SiteView, name: str) -> None:
    """No statement scans a table or sorts; the database never has a better way."""
    read = _next_page if name == "next page" else READS[name][0]
    top = _fill(container, site, comments=40)
    engine = container.store._engine
    with _statements(container.store) as found:
        read(container, top)
    with engine.connect() as connection:
        lines = [line for each in found for line in _plan(connection, *each)]
    assert lines
    assert [line for line in lines if _is_bad(line)] == []


def _plan(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in rows]
    # Of tables this small it would read all, if it were not told otherwise.
    for way in ("seqscan", "bitmapscan", "sort"):
        connection.exec_driver_sql(f"SET enable_{way} = off")
    rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return [row[0] for row in rows]


def _is_bad(line: str) -> bool:
    words = ("SCAN ", "USE TEMP", "Seq Scan", "Sort")
    bare = line.strip().removeprefix("->").strip()
    # The few roots of a page, found by their keys, are gone through one by one.
    return bare.startswith(words) and bare != "SCAN roots"
