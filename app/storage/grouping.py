"""Group commit: whoever waits for SQLite's one writer shares its next COMMIT.

Making a commit safe on disk takes as long for one write as for many. So works queue,
and whoever is first runs what waits, one after another in one transaction, in the
order in which they came. Each of them but the first is in a savepoint, so that one
that fails takes nothing with it. What came of them, and of the COMMIT, is told to
each caller once all of it is true and announced.

A lone writer finds nobody waiting and pays for none of this.
"""

import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from app.domain.errors import OverloadedError
from app.storage import locking, statements
from app.storage.changes import WritingSession
from app.storage.locking import WriterLock

Result = TypeVar("Result")
Work = Callable[[WritingSession], Result]

# Who came first waits for those that it takes along: not for many, and not for long.
MOST = 32
SECONDS = 0.05


class _Job:
    """One caller's work, and what became of it."""

    __slots__ = (
        "alone",
        "context",
        "error",
        "leads",
        "ready",
        "result",
        "topics",
        "work",
    )

    def __init__(self, work: Work[Any], *, alone: bool) -> None:
        self.work = work
        self.alone = alone
        # It may run in another thread, but is still its caller's.
        self.context = contextvars.copy_context()
        self.ready = threading.Event()
        self.leads = False
        self.result: Any = None
        self.topics: set[str] = set()
        self.error: BaseException | None = None


class Group:
    """The writers of one process."""

    def __init__(
        self,
        engine: sa.Engine,
        lock: WriterLock,
        *,
        announce: Callable[[set[str]], None],
    ) -> None:
        """`announce` is told what has changed, after COMMIT and before any caller."""
        self._engine = engine
        self._lock = lock
        self._announce = announce
        self._mutex = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._has_leader = False

    def run(self, work: Work[Result], *, alone: bool) -> Result:
        """Run a work and commit; one that takes long is better left `alone`.

        Raises what the work raises, or COMMIT, and OverloadedError where the wait is
        too long.
        """
        job = _Job(work, alone=alone)
        if not self._leads_at_once(job):
            self._wait(job)
        if job.leads:
            self._lead(job)
        if job.error is not None:
            raise job.error
        return cast("Result", job.result)

    def _leads_at_once(self, job: _Job) -> bool:
        with self._mutex:
            job.leads = not self._has_leader
            self._has_leader = True
            if not job.leads:
                self._waiting.append(job)
            return job.leads

    def _wait(self, job: _Job) -> None:
        """Wait until the job is done, or is the first in the line."""
        if job.ready.wait(locking.LOCK_SECONDS):
            return
        with self._mutex:
            if job in self._waiting:
                self._waiting.remove(job)
                raise OverloadedError(retry_after=2)
        # Somebody is at it: it may come true, so the caller must not be told else.
        job.ready.wait()

    def _next(self, until: float) -> _Job | None:
        """Take the next job along, if there is time."""
        with self._mutex:
            if not self._waiting or self._waiting[0].alone or time.monotonic() >= until:
                return None
            return self._waiting.popleft()

    def _pass_on(self) -> None:
        with self._mutex:
            self._has_leader = bool(self._waiting)
            if self._has_leader:
                following = self._waiting.popleft()
                following.leads = True
                following.ready.set()

    def _lead(self, first: _Job) -> None:
        """Run the first job and what waits by then; all of them are done afterwards."""
        taken = [first]
        try:
            with self._lock.held(), self._engine.connect() as connection:
                self._run_all(connection, taken)
        except Exception as error:  # noqa: BLE001 -- it goes to all whom it concerns
            _fail(taken, error)
        except BaseException:
            _fail(taken, OverloadedError(retry_after=1))
            raise
        finally:
            self._pass_on()
            for job in taken[1:]:
                job.ready.set()

    def _run_all(self, connection: sa.Connection, taken: list[_Job]) -> None:
        topics: set[str] = set()
        until = time.monotonic() + SECONDS
        job: _Job | None = taken[0]
        holds_something = False
        while job is not None:
            if not connection.in_transaction():
                connection.begin()
            is_first = len(taken) == 1
            if _is_done(connection, job, shares=holds_something, is_first=is_first):
                topics |= job.topics
                holds_something = True
            elif not holds_something:
                connection.rollback()
            job = self._next(until) if len(taken) < MOST else None
            if job is not None:
                taken.append(job)
        if holds_something:
            self._commit(connection, topics)

    def _commit(self, connection: sa.Connection, topics: set[str]) -> None:
        try:
            connection.commit()
        except BaseException:
            # It may be in the midst of its transaction still.
            connection.invalidate()
            raise
        finally:
            # Also where the answer to COMMIT was lost: it may have come about.
            self._announce(topics)


def _is_done(
    connection: sa.Connection, job: _Job, *, shares: bool, is_first: bool
) -> bool:
    """Run a job; False where it failed and nothing is left of it."""
    with WritingSession.on(connection, shares=shares) as session:
        try:
            if shares:
                statements.execute(connection, "SAVEPOINT job")
            with session.watched():
                job.result = job.context.run(job.work, session)
            # The ORM has begun nothing where all went past it.
            if session.in_transaction():
                session.commit()
            if shares:
                statements.execute(connection, "RELEASE job")
        except BaseException as error:
            # Signals are met by the main thread, whosever work it is at.
            if not (is_first or isinstance(error, Exception)) and _is_main():
                raise
            if not _is_open(connection):
                # SQLite has rolled all back, as it may where the disk is full.
                connection.invalidate()
                raise _begun_with(error) from None
            session.rollback()
            if shares:
                statements.execute(connection, "ROLLBACK TO job")
                statements.execute(connection, "RELEASE job")
            job.error = error
            return False
    job.topics = session.topics
    return True


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _is_open(connection: sa.Connection) -> bool:
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


def _begun_with(error: BaseException) -> BaseException:
    """Give the first error: undoing what failed may have failed as well."""
    while isinstance(error.__context__, sa.exc.DBAPIError):
        error = error.__context__
    return error


def _fail(jobs: list[_Job], error: Exception) -> None:
    """Tell all that have no error of their own."""
    for job in jobs:
        job.error = job.error or error
