"""Moderating one thread where it is read: what waits in it, and whether it is open."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import ThreadNotFoundError
from app.domain.identity import Action
from app.domain.queue import Pile, QueueFilters
from app.services.container import Container
from app.services.steps import closing, lookup, office, queued
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import ThreadRef
from app.services.steps.queued import QueuedView
from app.services.steps.scope import Scope
from app.services.views import is_open
from app.storage.models import ThreadRow
from app.storage.queue import Stretch
from app.storage.unit_of_work import Unit

MOST = 100


class Turn(StrEnum):
    """What can be done to a thread."""

    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingThread:
    """A thread as whoever moderates it there sees it.

    `comments` are those that wait, the longest waiting first, and `waiting` how many
    there are of them in all. A thread that nobody has posted in is open and empty.
    """

    key: str
    is_open: bool
    waiting: int
    comments: tuple[QueuedView, ...] = ()


def look(
    container: Container, slug: str, *, thread: ThreadRef, credentials: Credentials
) -> WaitingThread:
    """Show what waits in a thread.

    Raises what `office.enter` raises, and InvalidInputError for a bad key or URL.
    """
    key = lookup.name_thread(thread).key
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_PENDING,
        )
        row = unit.threads.find(scope.site.id, key)
        if row is None:
            return WaitingThread(key=key, is_open=True, waiting=0)
        return _waiting_thread(scope, row)


def turn(
    container: Container,
    slug: str,
    *,
    thread: ThreadRef,
    to: Turn,
    credentials: Credentials,
    via: str,
) -> WaitingThread:
    """Close or reopen a thread; doing so twice is doing so once.

    Raises what `office.enter` raises, ThreadNotFoundError and InvalidInputError.
    """
    key = lookup.name_thread(thread).key

    def store(unit: Unit) -> WaitingThread:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.TEND_THREADS,
        )
        found = unit.threads.find(scope.site.id, key)
        if found is None:
            raise ThreadNotFoundError
        row = unit.threads.lock(scope.site.id, found.id)
        if is_open(scope.site, row, now=scope.now) is not (to is Turn.REOPEN):
            change = closing.close if to is Turn.CLOSE else closing.reopen
            change(scope, row, by=office.by(scope, via=via))
        return _waiting_thread(scope, row)

    return container.store.write(store)


def _waiting_thread(scope: Scope, row: ThreadRow) -> WaitingThread:
    filters = QueueFilters(pile=Pile.PENDING, thread=row.key)
    stretch = Stretch(newest_first=False, after=None, limit=MOST)
    site_id, queue = scope.site.id, scope.unit.queue
    rows = list(
        queue.stretch(
            site_id, Pile.PENDING, filters=filters, thread_id=row.id, stretch=stretch
        )
    )
    waiting = len(rows)
    if waiting == MOST:
        waiting = queue.count(site_id, Pile.PENDING, filters=filters, thread_id=row.id)
    return WaitingThread(
        key=row.key,
        is_open=is_open(scope.site, row, now=scope.now),
        waiting=waiting,
        comments=queued.views(scope.unit, [scope.site], rows=rows),
    )
