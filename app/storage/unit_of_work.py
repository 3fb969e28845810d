"""One transaction, its queries, and one owner of its end.

`Store.read` gives a consistent view that is always rolled back. `Store.write`
runs a function in one write transaction and commits when it returns; because
it is a function, it can be run again when PostgreSQL says that two of them met.
"""

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.ports import Freshness
from app.storage import changes, failures
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
from app.storage.found import ListedRow, OwnableRow
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
Queries = TypeVar("Queries")

_ATTEMPTS = 4
# Serialization failure and deadlock.
_MET_ANOTHER = frozenset({"40001", "40P01"})


class _Named(Generic[Queries]):
    """Queries of a unit's, made when they are first asked for: most units need two."""

    def __init__(self, make: Callable[[Session], Queries]) -> None:
        self._make = make

    def __set_name__(self, owner: type["Unit"], name: str) -> None:
        self._name = name

    def __get__(self, unit: "Unit", owner: type["Unit"]) -> Queries:
        made = self._make(unit._session)  # noqa: SLF001 - a part of it
        # From now on the attribute is found before this is asked.
        vars(unit)[self._name] = made
        return made


class Unit:
    """The named queries of one transaction."""

    def __init__(self, session: Session) -> None:
        """Share one session among all queries."""
        self._session = session

    sites = _Named(Sites)
    threads = _Named(Threads)
    comments = _Named(Comments)
    posts = _Named(Posts)
    # The same lists, with what a comment's author sees of it, and without.
    lists = _Named(partial(Lists, kind=OwnableRow))
    shown = _Named(partial(Lists, kind=ListedRow))
    queue = _Named(Queue)
    limits = _Named(Limits)
    idempotency = _Named(Idempotency)
    outbox = _Named(Outbox)
    leases = _Named(Leases)
    moderation = _Named(Moderation)
    figures = _Named(Figures)
    tended = _Named(Tended)
    restraints = _Named(Restraints)
    reports = _Named(Reports)
    api_tokens = _Named(ApiTokens)
    webhooks = _Named(Webhooks)
    accounts = _Named(Accounts)
    sessions = _Named(Sessions)
    staff = _Named(Staff)
    retention = _Named(Retention)
    transfer = _Named(Transfer)
    subscriptions = _Named(Subscriptions)
    drafts = _Named(Drafts)
    bulk = _Named(Bulk)


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
        with failures.translated(), self._reading.connect() as connection:
            session = Session(connection)
            try:
                yield Unit(session)
            finally:
                # The ORM has begun nothing where all went past it.
                if session.in_transaction():
                    session.close()

    def write(self, work: Callable[[Unit], Result], *, alone: bool = False) -> Result:
        """Run `work` in one transaction and commit.

        It may share the transaction with others' works, unless it takes long and
        says `alone`; see `app.storage.grouping`. Raises ConflictError where a unique
        key is taken, OverloadedError where the database is busy, StorageFullError
        where the disk is full.
        """
        if self._group is not None:
            with failures.translated():
                return self._group.run(lambda session: work(Unit(session)), alone=alone)
        for attempt in range(_ATTEMPTS):
            try:
                return self._write_once(work)
            except sa.exc.DBAPIError as error:
                met = failures.state(error) in _MET_ANOTHER
                if not met or attempt == _ATTEMPTS - 1:
                    raise failures.as_domain(error) from error
                # Jitter, so that the two do not meet again.
                time.sleep(random.uniform(0.005, 0.03) * (attempt + 1))  # noqa: S311
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _write_once(self, work: Callable[[Unit], Result]) -> Result:
        with (
            failures.translated(only_pool=True),
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
        with failures.translated():
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


def database_file(url: str) -> Path | None:
    """Give the SQLite file behind a URL, None for a server."""
    return sqlite_path(url) if url.startswith("sqlite") else None
