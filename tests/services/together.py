"""Two people at the same moment, without sleeping and without luck.

`at_once` starts several at one barrier. `Meeting` goes further: it is a clock, and a
use case asks the time in its first read, so all of them have read before any writes.
`meanwhile` is the same for one: something happens between its read and its write.
"""

import dataclasses
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

import psycopg

from app.domain.errors import DomainError
from app.services.container import Container
from app.storage.unit_of_work import Unit

Result = TypeVar("Result")

PATIENCE = 20


class Meeting:
    """A clock that, when first asked by a thread, waits for the others to ask."""

    def __init__(self, clock: Callable[[], datetime], *, people: int) -> None:
        self._clock = clock
        self._barrier = threading.Barrier(people)
        self._seen = threading.local()

    def __call__(self) -> datetime:
        if not getattr(self._seen, "met", False):
            self._seen.met = True
            self._barrier.wait(PATIENCE)
        return self._clock()


class Interruption:
    """A clock that lets something happen when it is first asked."""

    def __init__(
        self, clock: Callable[[], datetime], act: Callable[[], object]
    ) -> None:
        self._clock = clock
        self._acts = iter([act])

    def __call__(self) -> datetime:
        for act in self._acts:
            act()
        return self._clock()


def met(container: Container, *, people: int = 2) -> Container:
    """Give a container in which so many have read before one of them writes."""
    meeting = Meeting(container.clock, people=people)
    return dataclasses.replace(container, clock=meeting)


def meanwhile(container: Container, act: Callable[[], object]) -> Container:
    """Give a container for one use case, between whose read and write `act` is done."""
    return dataclasses.replace(container, clock=Interruption(container.clock, act))


def at_once(*works: Callable[[], Result]) -> list[Result | DomainError]:
    """Start all at the same moment; give what each returned or was refused with."""
    together = threading.Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result | DomainError:
        together.wait(PATIENCE)
        return _tried(work)

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(run, work) for work in works]
        return [each.result(2 * PATIENCE) for each in running]


def _tried(work: Callable[[], Result]) -> Result | DomainError:
    try:
        return work()
    except DomainError as error:
        return error


def refusals(results: list[Result | DomainError]) -> list[type[DomainError]]:
    """Give the kinds of the errors among results."""
    return [type(each) for each in results if isinstance(each, DomainError)]


def in_order(
    container: Container, url: str, *works: Callable[[], Result]
) -> list[Result | DomainError]:
    """Let each begin and wait for the lock of thread "/a", then let them on in turn.

    For PostgreSQL, where writers wait for a row after they have read others.
    """
    with (
        psycopg.connect(url, autocommit=True) as watch,
        ThreadPoolExecutor(len(works)) as pool,
    ):
        running = container.store.write(partial(_line_up, watch, pool, works))
        return [each.result(PATIENCE) for each in running]


def overtaken(
    container: Container,
    url: str,
    *,
    first: Callable[[Unit], object],
    second: Callable[[], Result],
) -> Result | DomainError:
    """Let `second` wait for what `first` has written and not committed yet.

    For PostgreSQL, where nobody sees a row before its commit.
    """

    def store(unit: Unit) -> Future[Result | DomainError]:
        first(unit)
        waiting = pool.submit(_tried, second)
        _wait_for(watch, waiting=1)
        return waiting

    with (
        psycopg.connect(url, autocommit=True) as watch,
        ThreadPoolExecutor(1) as pool,
    ):
        return container.store.write(store).result(PATIENCE)


def _line_up(
    watch: psycopg.Connection[tuple[int]],
    pool: ThreadPoolExecutor,
    works: Sequence[Callable[[], Result]],
    unit: Unit,
) -> list[Future[Result | DomainError]]:
    site = unit.sites.find("blog")
    assert site is not None
    thread = unit.threads.find(site.id, "/a")
    assert thread is not None
    unit.threads.lock(site.id, thread.id)
    running = []
    for place, work in enumerate(works, 1):
        running.append(pool.submit(_tried, work))
        _wait_for(watch, waiting=place)
    return running


def _wait_for(watch: psycopg.Connection[tuple[int]], *, waiting: int) -> None:
    """Wait until so many wait for a lock; it is a question of milliseconds."""
    end = time.monotonic() + PATIENCE
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while watch.execute(query).fetchone() != (waiting,):
        assert time.monotonic() < end, "nobody came to wait"
