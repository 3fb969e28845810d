"""What readers see: pages of threads, replies, own comments, counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.comment import is_visible
from app.domain.errors import (
    CommentNotFoundError,
    InvalidInputError,
    SiteNotFoundError,
)
from app.domain.freshness import Basis
from app.domain.thread import parse_page_url, thread_key
from app.services.container import Container
from app.services.steps import bases, cursors, lookup, ownership
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import ThreadRef
from app.services.steps.scope import enter
from app.services.views import (
    CommentView,
    PageView,
    SiteView,
    comment_view,
    listed_view,
    thread_view,
    unknown_thread,
)
from app.storage.found import FoundThread, ListedRow
from app.storage.lists import Sort
from app.storage.unit_of_work import Unit

SORTS = tuple(sort.value for sort in Sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page of a thread: `limit` roots, each with its first `replies`."""

    thread: ThreadRef
    sort: str = "oldest"
    limit: int = 50
    replies: int = 5
    cursor: str | None = None


def site(container: Container, slug: str) -> SiteView:
    """Show a site; raises SiteNotFoundError."""
    with container.store.read() as unit:
        return lookup.find_site(unit, slug)


def site_basis(site: SiteView) -> Basis:
    """Say what a site's document rests on."""
    return bases.of_site(site)


def thread_page(container: Container, slug: str, *, request: PageRequest) -> PageView:
    """Show a page of a thread; one that nobody knows is empty and is not made.

    Raises SiteNotFoundError, and InvalidInputError for a foreign cursor.
    """
    named, sort = lookup.name_thread(request.thread), Sort(request.sort)
    with container.store.read() as unit:
        site, thread = lookup.find_thread(unit, slug, key=named.key)
        cursor = request.cursor
        after = cursors.read_root(cursor, thread, sort=sort) if cursor else None
        now = container.clock()
        basis = bases.of_page(site, thread, key=named.key, now=now)
        if thread is None:
            empty = unknown_thread(site, named.key)
            return PageView(
                site=site, thread=empty, comments=(), next=None, basis=basis
            )
        limit = request.limit
        roots = unit.shown.roots(thread, sort=sort, after=after, limit=limit + 1)
        more = len(roots) > limit
        last = roots[limit - 1] if more else None
        shown = _with_replies(unit, roots[:limit], thread=thread, most=request.replies)
        return PageView(
            site=site,
            thread=thread_view(site, thread, now=now),
            comments=tuple(shown),
            next=cursors.after_root(thread, last, sort=sort) if last else None,
            basis=basis,
        )


def _with_replies(
    unit: Unit, roots: list[ListedRow], *, thread: FoundThread, most: int
) -> Iterable[CommentView]:
    """Show each root, then its first descendants in reading order."""
    parents = [row.id for row in roots if row.reply_count > 0]
    below: dict[UUID, list[ListedRow]] = {row.id: [] for row in roots}
    # One more than is shown, to know whether there are more.
    for row in unit.shown.replies(thread.site_id, parents, limit=most + 1):
        below[row.root_id].append(row)
    for root in roots:
        replies = below[root.id]
        more = None
        if len(replies) > most:
            more = cursors.after_reply(root, replies[most - 1] if most else root)
        yield listed_view(root, key=thread.key, more=more)
        yield from (listed_view(row, key=thread.key) for row in replies[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesView:
    """What is below a comment, in reading order."""

    comments: tuple[CommentView, ...]
    next: str | None
    basis: Basis


def replies(
    container: Container, slug: str, *, comment_id: UUID, limit: int, cursor: str | None
) -> RepliesView:
    """Show a page of a comment's subtree.

    Raises SiteNotFoundError, CommentNotFoundError where the list does not show
    the comment, and InvalidInputError for a foreign cursor.
    """
    with container.store.read() as unit:
        site = lookup.find_site(unit, slug)
        found = unit.comments.find_with_thread(site.id, comment_id)
        if found is None or not found[0].is_listed:
            raise CommentNotFoundError
        top, thread = found
        after = cursors.read_reply(cursor, top) if cursor else top.path
        rows = unit.shown.subtree(top, after=after, limit=limit + 1)
        shown = rows[:limit]
        return RepliesView(
            comments=tuple(listed_view(row, key=thread.key) for row in shown),
            next=cursors.after_reply(top, shown[-1]) if len(rows) > limit else None,
            basis=bases.of_replies(site, thread),
        )


def comment(
    container: Container, slug: str, *, comment_id: UUID, credentials: Credentials
) -> CommentView:
    """Show one comment: to everybody when it is visible, else to its author."""
    with container.store.read() as unit:
        scope = enter(unit, container, slug=slug, credentials=credentials)
        row = unit.comments.find(scope.site.id, comment_id)
        if row is None:
            raise CommentNotFoundError
        own = ownership.is_own(scope.actor, row)
        if not own and not is_visible(row.status, row.deleted_at):
            raise CommentNotFoundError
        key = unit.threads.get(scope.site.id, row.thread_id).key
        return comment_view(row, key=key, own=own)


def own(
    container: Container, slug: str, *, thread: ThreadRef, credentials: Credentials
) -> tuple[CommentView, ...]:
    """Show an author what only he sees of a thread: his comments that wait."""
    named = lookup.name_thread(thread)
    with container.store.read() as unit:
        scope = enter(unit, container, slug=slug, credentials=credentials)
        row = unit.threads.find(scope.site.id, named.key)
        if row is None:
            return ()
        actor = scope.actor
        waiting = unit.comments.own_unseen(
            row, author_keys=actor.author_keys, ids=actor.proofs
        )
        return tuple(comment_view(each, key=row.key, own=True) for each in waiting)


@dataclass(frozen=True, slots=True)
class CountsView:
    """Visible comments by thread, under the spelling that was asked for."""

    counts: dict[str, int]
    basis: Basis


def counts(
    container: Container, slug: str, *, keys: list[str], urls: list[str]
) -> CountsView:
    """Count visible comments by thread, under the spelling that was asked for."""
    canonical = {asked: thread_key(asked) for asked in keys}
    for asked in urls:
        page = parse_page_url(asked)
        if page is None:
            message = "This is not the address of a web page."
            raise InvalidInputError.of(message, field="url", code="bad_url")
        canonical[asked] = page.key
    with container.store.read() as unit:
        site = lookup.find_site(unit, slug)
        wanted = frozenset(canonical.values())
        found = unit.threads.counts(site.id, wanted)
    counted = {
        asked: found[key].comments if key in found else 0
        for asked, key in canonical.items()
    }
    basis = bases.of_counts(site, found.values(), keys=wanted)
    return CountsView(counted, basis)


def is_registered(container: Container, slug: str, *, origin: str) -> bool:
    """Tell whether a site and an origin belong together."""
    with container.store.read() as unit:
        try:
            return origin in lookup.find_site(unit, slug).origins
        except SiteNotFoundError:
            return False


def is_registered_anywhere(container: Container, origin: str) -> bool:
    """Tell whether any site has an origin."""
    with container.store.read() as unit:
        return unit.sites.knows_origin(origin)
