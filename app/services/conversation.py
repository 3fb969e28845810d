"""What the hosted page shows: a page of a thread, or one conversation, for one reader.

Unlike the lists of `reading`, it mixes in what its reader alone sees, because
a page without JavaScript cannot ask twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.comment import SEGMENT, is_visible, may_still_change
from app.domain.errors import CommentNotFoundError
from app.services.container import Container
from app.services.steps import cursors, lookup, ownership, presence
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import NamedThread, ThreadRef
from app.services.steps.scope import Scope, enter
from app.services.views import (
    AccountView,
    CommentView,
    SiteView,
    ThreadView,
    comment_view,
    thread_view,
    unknown_thread,
)
from app.storage.found import Ownable, OwnableRow
from app.storage.lists import Sort
from app.storage.models import CommentRow, ThreadRow

ROOTS = 50
REPLIES = 20
SUBTREE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadScreen:
    """A page as one reader sees it.

    `changeable` are the ids of the reader's comments that he may still edit,
    `more` the roots with replies that are not shown, `focus` the comment that a
    conversation is shown for.
    """

    site: SiteView
    thread: ThreadView
    comments: tuple[CommentView, ...]
    now: datetime
    sort: str = "oldest"
    next: str | None = None
    changeable: frozenset[UUID] = frozenset()
    more: frozenset[UUID] = frozenset()
    focus: UUID | None = None
    account: AccountView | None = None
    is_first_page: bool = True

    def find(self, comment_id: UUID | None) -> CommentView | None:
        """Find a comment on this page that is still there."""
        found = (view for view in self.comments if view.id == comment_id)
        return next((view for view in found if not view.deleted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRequest:
    """Which page of which thread, for whom."""

    thread: ThreadRef
    sort: str = "oldest"
    cursor: str | None = None
    credentials: Credentials


def whole(container: Container, slug: str, *, request: ScreenRequest) -> ThreadScreen:
    """Show a page of a thread; the reader's waiting comments stand at its end."""
    named, sort = lookup.name_thread(request.thread), Sort(request.sort)
    with container.store.read() as unit:
        scope = enter(unit, container, slug=slug, credentials=request.credentials)
        row = unit.threads.find(scope.site.id, named.key)
        cursor = request.cursor
        after = cursors.read_root(cursor, row, sort=sort) if cursor else None
        if row is None:
            return _empty(scope, named)
        roots = unit.lists.roots(row, sort=sort, after=after, limit=ROOTS + 1)
        last = roots[ROOTS - 1] if len(roots) > ROOTS else None
        roots = roots[:ROOTS]
        parents = [root.id for root in roots if root.reply_count]
        below = unit.lists.replies(row.site_id, parents, limit=REPLIES + 1)
        rows, more = _in_order(roots, below)
        return replace(
            _screen(
                scope,
                row,
                rows=_with_waiting(
                    rows, _waiting(scope, row), takes_others=after is None
                ),
            ),
            sort=request.sort,
            next=cursors.after_root(row, last, sort=sort) if last else None,
            more=more,
            is_first_page=after is None,
        )


def around(
    container: Container,
    slug: str,
    *,
    comment_id: UUID,
    cursor: str | None,
    credentials: Credentials,
) -> ThreadScreen:
    """Show the conversation that a comment is in: its root, and what is near it.

    Raises CommentNotFoundError where the reader may not see the comment.
    """
    with container.store.read() as unit:
        scope = enter(unit, container, slug=slug, credentials=credentials)
        target = unit.comments.find(scope.site.id, comment_id)
        if target is None or not (target.is_listed or _is_waiting(scope, target)):
            raise CommentNotFoundError
        thread = unit.threads.get(scope.site.id, target.thread_id)
        root = unit.comments.at_path(target, target.path[:SEGMENT]) or target
        start = (
            cursors.read_reply(cursor, root)
            if cursor
            else _start(scope, root, target=target)
        )
        found = unit.lists.subtree(root, after=start, limit=SUBTREE + 1)
        last = found[SUBTREE - 1] if len(found) > SUBTREE else None
        rows = _with_waiting(
            [root, *found[:SUBTREE]], _waiting(scope, thread), takes_others=False
        )
        return replace(
            _screen(scope, thread, rows=rows),
            next=cursors.after_reply(root, last) if last else None,
            focus=comment_id,
            is_first_page=start == root.path,
        )


def _empty(scope: Scope, named: NamedThread) -> ThreadScreen:
    page = named.page
    known = page is not None and page.origin in scope.site.origins
    thread = unknown_thread(
        scope.site, named.key, url=page.url if page and known else None
    )
    return ThreadScreen(
        site=scope.site,
        thread=thread,
        comments=(),
        now=scope.now,
        account=_account(scope),
    )


def _account(scope: Scope) -> AccountView | None:
    present = scope.present
    return presence.account_view(scope.unit, present) if present else None


def _start(scope: Scope, root: CommentRow, *, target: CommentRow) -> bytes:
    """Begin at the root if the target is then on the page, else just before it."""
    page = scope.unit.lists.subtree(root, after=root.path, limit=SUBTREE)
    if target.path <= (page[-1].path if page else root.path):
        return root.path
    before = int.from_bytes(target.path, "big") - 1
    return before.to_bytes(len(target.path), "big")


def _in_order(
    roots: list[OwnableRow], below: list[OwnableRow]
) -> tuple[list[OwnableRow], frozenset[UUID]]:
    """Put descendants behind their roots; tell which roots have more of them."""
    found: dict[UUID, list[OwnableRow]] = {root.id: [] for root in roots}
    for row in below:
        found[row.root_id].append(row)
    rows = [row for root in roots for row in (root, *found[root.id][:REPLIES])]
    return rows, frozenset(key for key, rows in found.items() if len(rows) > REPLIES)


def _with_waiting(
    rows: Iterable[Ownable], waiting: list[CommentRow], *, takes_others: bool
) -> list[Ownable]:
    """Put the reader's waiting comments where they will stand once approved.

    Those of conversations that are not on the page go to its end, or nowhere.
    """
    placed, others = list(rows), list[Ownable]()
    for row in waiting:
        before = [
            index
            for index, other in enumerate(placed)
            if other.root_id == row.root_id and other.path <= row.path
        ]
        if not before:
            others.append(row)
        elif placed[before[-1]].id != row.id:
            placed.insert(before[-1] + 1, row)
    return placed + others if takes_others else placed


def _waiting(scope: Scope, thread: ThreadRow) -> list[CommentRow]:
    actor = scope.actor
    return scope.unit.comments.own_unseen(
        thread, author_keys=actor.author_keys, ids=actor.proofs
    )


def _screen(
    scope: Scope, thread: ThreadRow, *, rows: Iterable[Ownable]
) -> ThreadScreen:
    unique = list({row.id: row for row in rows}.values())
    changeable = (row for row in unique if _may_change(scope, row))
    return ThreadScreen(
        site=scope.site,
        thread=thread_view(scope.site, thread, now=scope.now),
        comments=tuple(
            comment_view(row, key=thread.key, own=_is_waiting(scope, row))
            for row in unique
        ),
        now=scope.now,
        account=_account(scope),
        changeable=frozenset(row.id for row in changeable),
    )


def _may_change(scope: Scope, row: Ownable) -> bool:
    in_time = may_still_change(
        scope.site.policy, created_at=row.created_at, now=scope.now
    )
    living = row.deleted_at is None
    return living and in_time and ownership.is_own(scope.actor, row)


def _is_waiting(scope: Scope, row: Ownable) -> bool:
    """Tell whether this reader, its author, alone sees the comment."""
    if row.deleted_at is not None or is_visible(row.status, row.deleted_at):
        return False
    return ownership.is_own(scope.actor, row)
