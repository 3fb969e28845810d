"""Threads at the desk: find them, close and reopen, name, move and merge them.

`services.threads` does the same for the operator, who has every right. Whatever
makes another key answer raises the site's version, so that no cache keeps an old one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import (
    InvalidInputError,
    PageNotAllowedError,
    TakenError,
    ThreadNotFoundError,
)
from app.domain.identity import Action
from app.domain.text import clean_line
from app.domain.thread import TITLE_LENGTH, parse_page_url, thread_key
from app.services.container import Container
from app.services.steps import closing, cursors, lookup, office, records
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import ThreadRef
from app.services.steps.scope import Scope
from app.services.views import is_open
from app.storage.models import AliasRow, ThreadRow
from app.storage.unit_of_work import Unit

PAGE = 50
Deed = Callable[[Scope, ThreadRow], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThread:
    """A thread as moderators see it."""

    id: UUID
    key: str
    title: str | None
    page_url: str | None
    is_confirmed: bool
    is_open: bool
    count: int
    pending: int
    created_at: datetime
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """A page of threads, the newest first, and the cursor of the next."""

    threads: tuple[KeptThread, ...]
    next: str | None


def listed(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    words: str = "",
    cursor: str | None = None,
) -> ThreadPage:
    """List threads whose key, title or address has some words."""
    after = cursors.read_own(cursor) if cursor else None
    with container.store.read() as unit:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        rows = unit.tended.page(
            scope.site.id,
            words=clean_line(words)[:200].split(),
            after=after,
            limit=PAGE + 1,
        )
        more = cursors.after_own(rows[PAGE - 1]) if len(rows) > PAGE else None
        return ThreadPage(threads=_views(scope, rows[:PAGE]), next=more)


def thread(
    container: Container, slug: str, *, credentials: Credentials, thread_id: UUID
) -> KeptThread:
    """Look at one thread; raises ThreadNotFoundError."""
    with container.store.read() as unit:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        row = unit.tended.find(scope.site.id, thread_id)
        if row is None:
            raise ThreadNotFoundError
        return _views(scope, [row])[0]


def tend(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    thread_id: UUID,
    deed: Deed,
) -> None:
    """Do one of the deeds below to a thread; raises ThreadNotFoundError."""

    def store(unit: Unit) -> None:
        scope = _enter(unit, container, slug=slug, credentials=credentials)
        if unit.tended.find(scope.site.id, thread_id) is None:
            raise ThreadNotFoundError
        deed(scope, unit.threads.lock(scope.site.id, thread_id))

    container.store.write(store)


def close(scope: Scope, row: ThreadRow) -> None:
    """Take no more comments."""
    closing.close(scope, row, by=office.by(scope, via="desk"))


def reopen(scope: Scope, row: ThreadRow) -> None:
    """Take comments again."""
    closing.reopen(scope, row, by=office.by(scope, via="desk"))


def named(title: str, url: str) -> Deed:
    """Confirm a title and a page's address; raises InvalidInputError.

    Raises PageNotAllowedError where the page lies on none of the site's origins.
    """

    def deed(scope: Scope, row: ThreadRow) -> None:
        page = parse_page_url(url) if url.strip() else None
        if url.strip() and page is None:
            message = "This is not the address of a web page."
            raise InvalidInputError.of(message, field="url", code="bad_url")
        if page is not None and page.origin not in scope.site.origins:
            raise PageNotAllowedError
        row.title = clean_line(title)[:TITLE_LENGTH] or None
        row.page_url = page.url if page else None
        row.confirmed_at = scope.now
        _done(scope, row, action="rename")

    return deed


def moved(key: str) -> Deed:
    """Give another key; the old one leads here from now on. Raises TakenError."""

    def deed(scope: Scope, row: ThreadRow) -> None:
        new, old = lookup.name_thread(ThreadRef(key=key)).key, row.key
        if new == old:
            return
        taken = scope.unit.threads.find(scope.site.id, new)
        if taken is not None and taken.id != row.id:
            raise TakenError
        scope.unit.tended.drop_alias(scope.site.id, new)
        row.key = new
        alias = AliasRow(site_id=row.site_id, key=old, thread_id=row.id)
        scope.unit.threads.add_alias(alias)
        _all_anew(scope)
        _done(scope, row, action="move", subject=f"{old} → {new}")

    return deed


def merged(key: str) -> Deed:
    """Move all comments into the thread of a key, which this one's keys then name.

    Raises ThreadNotFoundError, and InvalidInputError for the thread itself.
    """

    def deed(scope: Scope, row: ThreadRow) -> None:
        found = scope.unit.threads.find(scope.site.id, thread_key(key))
        if found is None:
            raise ThreadNotFoundError
        if found.id == row.id:
            message = "A thread cannot be merged with itself."
            raise InvalidInputError.of(message, field="key", code="same_thread")
        target = scope.unit.threads.lock(scope.site.id, found.id)
        old = row.key
        scope.unit.tended.merge(row, target)
        _all_anew(scope)
        _done(scope, target, action="merge", subject=f"{old} → {target.key}")

    return deed


def _done(
    scope: Scope, row: ThreadRow, *, action: str, subject: str | None = None
) -> None:
    scope.unit.threads.touch(row)
    by = office.by(scope, via="desk")
    records.log_about(scope, (subject or row.key)[:1000], action=action, by=by)


def _all_anew(scope: Scope) -> None:
    site = scope.unit.sites.get(scope.site.id)
    if site is not None:
        site.version += 1


def _views(scope: Scope, rows: list[ThreadRow]) -> tuple[KeptThread, ...]:
    ids = [row.id for row in rows]
    pending = scope.unit.tended.pending(scope.site.id, ids)
    aliases = scope.unit.tended.aliases(scope.site.id, ids)
    return tuple(
        KeptThread(
            id=row.id,
            key=row.key,
            title=row.title,
            page_url=row.page_url,
            is_confirmed=row.confirmed_at is not None,
            is_open=is_open(scope.site, row, now=scope.now),
            count=row.comment_count,
            pending=pending.get(row.id, 0),
            created_at=row.created_at,
            aliases=tuple(aliases.get(row.id, ())),
        )
        for row in rows
    )


def _enter(
    unit: Unit, container: Container, *, slug: str, credentials: Credentials
) -> Scope:
    return office.enter(
        unit,
        container,
        slug=slug,
        credentials=credentials,
        action=Action.TEND_THREADS,
    )
