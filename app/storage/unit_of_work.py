"""One transaction, its queries, and one owner of its end.

`Store.read` gives a consistent view that is always rolled back. `Store.write`
runs a function in one write transaction and commits when it returns; because
it is a function, it can be run again when PostgreSQL says that two of them met.
"""

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import (
    ConflictError,
    DomainError,
    OverloadedError,
    StorageFullError,
)
from app.domain.ports import Freshness
from app.storage import changes, lists
from app.storage.accounts import Accounts
from app.storage.api_tokens import ApiTokens
from app.storage.base import (
    for_reading,
    for_writing,
    make_engine,
    sqlite_path,
)
from app.storage.bulk import Bulk
from app.storage.changes import WritingSession
from app.storage.comments import Comments
from app.storage.drafts import Drafts
from app.storage.figures import Figures
from app.storage.grouping import Group
from app.storage.idempotency import Idempotency
from app.storage.leases import Leases
from app.storage.limits import Limits
from app.storage.lists import Lists
from app.storage.locking import WriterLock
from app.storage.moderation import Moderation
from app.storage.outbox import Outbox
from app.storage.posts import Posts
from app.storage.pulse import Pulse
from app.storage.queue import Queue
from app.storage.reports import Reports
from app.storage.restraints import Restraints
from app.storage.retention import Retention
from app.storage.sessions import Sessions
from app.storage.sites import Sites
from app.storage.staff import Staff
from app.storage.subscriptions import Subscriptions
from app.storage.tended import Tended
from app.storage.threads import Threads
from app.storage.transfer import Transfer
from app.storage.webhooks import Webhooks

Result = TypeVar("Result")

_ATTEMPTS = 4
# Serialization failure and deadlock; lock not available and statement timeout.
_MET_ANOTHER = frozenset({"40001", "40P01"})
# What SQLite says of a full disk, a full quota, and a file that may not grow.
_NO_ROOM = ("is full", "no space left", "disk i/o error")
_BUSY = frozenset({"55P03", "57014", "53300", "57P01", "57P03", "08006", "08001"})


class Unit:
    """The named queries of one transaction."""

    def __init__(self, session: Session) -> None:
        """Share one session among all queries."""
        self.sites = Sites(session)
        self.threads = Threads(session)
        self.comments = Comments(session)
        self.posts = Posts(session)
        self.lists = Lists(session, lists.WHOLE)
        self.shown = Lists(session, lists.LEAN)
        self.queue = Queue(session)
        self.limits = Limits(session)
        self.idempotency = Idempotency(session)
        self.outbox = Outbox(session)
        self.leases = Leases(session)
        self.moderation = Moderation(session)
        self.figures = Figures(session)
        self.tended = Tended(session)
        self.restraints = Restraints(session)
        self.reports = Reports(session)
        self.api_tokens = ApiTokens(session)
        self.webhooks = Webhooks(session)
        self.accounts = Accounts(session)
        self.sessions = Sessions(session)
        self.staff = Staff(session)
        self.retention = Retention(session)
        self.transfer = Transfer(session)
        self.subscriptions = Subscriptions(session)
        self.drafts = Drafts(session)
        self.bulk = Bulk(session)


class Store:
    """Reads and writes on one database."""

    def __init__(
        self,
        engine: sa.Engine,
        lock: WriterLock | None,
        *,
        freshness: Freshness | None = None,
    ) -> None:
        """`lock` is SQLite's writer lock; PostgreSQL needs none."""
        self._engine = engine
        self._freshness = freshness
        changes.listen(engine)
        self._reading = for_reading(engine)
        self._writing = for_writing(engine)
        self._group = (
            Group(self._writing, lock, announce=self._announce) if lock else None
        )
        self._pulse = Pulse(self._reading)

    @contextlib.contextmanager
    def read(self) -> Iterator[Unit]:
        """See one consistent state; nothing is ever written."""
        with (
            _translated(),
            self._reading.connect() as connection,
            Session(connection) as session,
        ):
            yield Unit(session)

    def write(self, work: Callable[[Unit], Result], *, alone: bool = False) -> Result:
        """Run `work` in one transaction and commit.

        It may share the transaction with others' works, unless it takes long and
        says `alone`; see `app.storage.grouping`. Raises ConflictError where a unique
        key is taken, OverloadedError where the database is busy, StorageFullError
        where the disk is full.
        """
        if self._group is not None:
            with _translated():
                return self._group.run(lambda session: work(Unit(session)), alone=alone)
        for attempt in range(_ATTEMPTS):
            try:
                return self._write_once(work)
            except sa.exc.DBAPIError as error:
                if _state(error) not in _MET_ANOTHER or attempt == _ATTEMPTS - 1:
                    raise _as_domain(error) from error
                # Jitter, so that the two do not meet again.
                time.sleep(random.uniform(0.005, 0.03) * (attempt + 1))  # noqa: S311
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _write_once(self, work: Callable[[Unit], Result]) -> Result:
        with (
            _translated(only_pool=True),
            self._writing.connect() as connection,
            WritingSession.on(connection) as session,
        ):
            connection.begin()
            with session.watched():
                result = work(Unit(session))
            try:
                connection.commit()
            finally:
                # Also where the answer to COMMIT was lost: it may have come about.
                self._announce(session.topics)
            return result

    def _announce(self, topics: set[str]) -> None:
        if topics and self._freshness is not None:
            self._freshness.announce(topics)

    def pulse(self) -> str:
        """Give a word that is another one after every commit, whoever made it."""
        with _translated():
            return self._pulse.read()

    def close(self) -> None:
        """Close all connections, as after a fork."""
        self._pulse.close()
        self._engine.dispose()
        if self._freshness is not None:
            self._freshness.close()


def open_store(
    url: str, *, connections: int, freshness: Freshness | None = None
) -> Store:
    """Open the database that a URL names; the schema is `app.storage.schema`'s.

    `freshness` is told of what changes; without it nobody keeps answers.
    """
    engine = make_engine(url, connections=connections)
    lock = None
    if engine.dialect.name == "sqlite":
        path = sqlite_path(url)
        lock = WriterLock(path.with_name(f"{path.name}.lock"))
    return Store(engine, lock, freshness=freshness)


@contextlib.contextmanager
def _translated(*, only_pool: bool = False) -> Iterator[None]:
    """Let no vendor's exception cross the floor."""
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise OverloadedError(retry_after=1) from error
    except sa.exc.DBAPIError as error:
        if only_pool:
            raise
        raise _as_domain(error) from error


def _state(error: sa.exc.DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _as_domain(error: sa.exc.DBAPIError) -> Exception:
    words = str(error.orig).lower()
    found: DomainError | None = None
    if isinstance(error, sa.exc.IntegrityError):
        found = ConflictError()
    elif _state(error) == "53100" or any(each in words for each in _NO_ROOM):
        found = StorageFullError(retry_after=60)
    elif "locked" in words or _state(error) in _BUSY or error.connection_invalidated:
        found = OverloadedError(retry_after=2)
    elif isinstance(error, sa.exc.OperationalError):
        found = OverloadedError(retry_after=5)
    return found or error


def database_file(url: str) -> Path | None:
    """Give the SQLite file behind a URL, None for a server."""
    return sqlite_path(url) if url.startswith("sqlite") else None
