"""Finding the thread that a post goes to, or opening it."""

from dataclasses import dataclass

from app.domain.errors import (
    OverloadedError,
    PageNotAllowedError,
    ThreadClosedError,
    ThreadUnknownError,
)
from app.domain.text import clean_line
from app.domain.thread import TITLE_LENGTH
from app.services.steps.lookup import NamedThread
from app.services.steps.scope import Scope
from app.services.views import is_open
from app.storage.models import ThreadRow


@dataclass(frozen=True, slots=True)
class Page:
    """What a first post says of its page; unconfirmed, like all that is typed."""

    named: NamedThread
    title: str | None


def find_open(scope: Scope, page: Page) -> ThreadRow | None:
    """Find the thread, None when this post would open it.

    Raises ThreadClosedError, ThreadUnknownError or PageNotAllowedError.
    """
    row = scope.unit.threads.find(scope.site.id, page.named.key)
    if row is not None:
        _check_open(scope, row)
        return row
    if scope.site.policy.threads == "known":
        raise ThreadUnknownError
    if page.named.page and page.named.page.origin not in scope.site.origins:
        raise PageNotAllowedError
    return None


def open_thread(scope: Scope, page: Page) -> ThreadRow:
    """Make the thread, or find the one that was made in the meantime; locked."""
    threads = scope.unit.threads
    title = clean_line(page.title or "")[:TITLE_LENGTH]
    found = threads.find(scope.site.id, page.named.key)
    if found is None:
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
        found = threads.find(scope.site.id, page.named.key)
    if found is None:  # pragma: no cover -- only if it is deleted this very moment
        raise OverloadedError(retry_after=1)
    row = threads.lock(scope.site.id, found.id)
    _check_open(scope, row)
    return row


def _check_open(scope: Scope, row: ThreadRow) -> None:
    if not is_open(scope.site, row, now=scope.now):
        raise ThreadClosedError
