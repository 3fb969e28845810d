"""Finding the thread that a post goes to, or opening it."""

from dataclasses import dataclass
from uuid import UUID

from app.domain import comment as rules
from app.domain.errors import (
    OverloadedError,
    PageNotAllowedError,
    ParentNotFoundError,
    ThreadClosedError,
    ThreadUnknownError,
)
from app.domain.text import clean_line
from app.domain.thread import TITLE_LENGTH
from app.services.steps.lookup import NamedThread
from app.services.steps.scope import Scope
from app.services.views import is_open
from app.storage.found import FoundParent, FoundThread
from app.storage.models import ThreadRow


@dataclass(frozen=True, slots=True)
class Page:
    """What a first post says of its page; unconfirmed, like all that is typed."""

    named: NamedThread
    title: str | None


def check_open(scope: Scope, page: Page, *, row: FoundThread | None) -> None:
    """Check that a thread takes comments, or may be opened where there is none yet.

    Raises ThreadClosedError, ThreadUnknownError or PageNotAllowedError.
    """
    if row is not None:
        _check_open(scope, row)
        return
    if scope.site.policy.threads == "known":
        raise ThreadUnknownError
    if page.named.page and page.named.page.origin not in scope.site.origins:
        raise PageNotAllowedError


def find_parent(
    scope: Scope, parent_id: UUID | None, *, thread: FoundThread | None
) -> FoundParent | None:
    """Find what a reply answers; raises ParentNotFoundError where nobody sees it."""
    if parent_id is None:
        return None
    row = scope.unit.posts.find_parent(scope.site.id, parent_id)
    if row is None or thread is None or row.thread_id != thread.id:
        raise ParentNotFoundError
    if not rules.is_visible(row.status, row.deleted_at):
        raise ParentNotFoundError
    return row


def open_thread(scope: Scope, page: Page, *, found: FoundThread | None) -> FoundThread:
    """Make the thread where none was found, or find another's; locked."""
    threads = scope.unit.threads
    if found is None:
        title = clean_line(page.title or "")[:TITLE_LENGTH]
        threads.add(
            ThreadRow(
                site_id=scope.site.id,
                id=scope.container.new_id(scope.now),
                key=page.named.key,
                page_url=page.named.page.url if page.named.page else None,
                title=title or None,
                version=1,
                comment_count=0,
                created_at=scope.now,
            )
        )
        made = threads.find(scope.site.id, page.named.key)
        found = FoundThread.of(made) if made else None
    row = threads.lock_found(found) if found else None
    if row is None:  # pragma: no cover -- only if it is deleted this very moment
        raise OverloadedError(retry_after=1)
    _check_open(scope, row)
    return row


def _check_open(scope: Scope, row: FoundThread) -> None:
    if not is_open(scope.site, row, now=scope.now):
        raise ThreadClosedError
