"""What feeds tell: the newest comments that everybody sees, of a site or a thread."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.queue import Pile, QueueFilters
from app.services.container import Container
from app.services.steps import lookup
from app.services.steps.lookup import ThreadRef
from app.services.views import CommentView, SiteView, comment_view
from app.storage.models import ThreadRow
from app.storage.queue import Stretch

ENTRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page that comments are on; title and address only where they are confirmed."""

    key: str
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """The newest comments, each with its page; `page` is there for a thread's feed."""

    site: SiteView
    page: FeedPage | None
    entries: tuple[tuple[CommentView, FeedPage], ...]
    updated_at: datetime


def newest(container: Container, slug: str, *, key: str | None) -> FeedView:
    """List the newest comments of a site, or of one thread; an unknown one has none.

    Raises SiteNotFoundError, and InvalidInputError for what is no key.
    """
    with container.store.read() as unit:
        site = lookup.find_site(unit, slug)
        row = unit.sites.get(site.id)
        began_at = row.created_at if row else container.clock()
        named = lookup.name_thread(ThreadRef(key=key)) if key is not None else None
        thread = unit.threads.find(site.id, named.key) if named else None
        if named and thread is None:
            page = FeedPage(key=named.key)
            return FeedView(site=site, page=page, entries=(), updated_at=began_at)
        rows = unit.queue.stretch(
            site.id,
            Pile.APPROVED,
            filters=QueueFilters(),
            thread_id=thread.id if thread else None,
            stretch=Stretch(newest_first=True, limit=ENTRIES),
        )
        threads = unit.queue.threads(site.id, {row.thread_id for row in rows})
        pages = {row.id: _page(row) for row in threads.values()}
        return FeedView(
            site=site,
            page=_page(thread) if thread else None,
            entries=tuple(
                (comment_view(row, key=pages[row.thread_id].key), pages[row.thread_id])
                for row in rows
            ),
            updated_at=max(
                (r.edited_at or r.created_at for r in rows), default=began_at
            ),
        )


def _page(row: ThreadRow) -> FeedPage:
    if row.confirmed_at is None:
        return FeedPage(key=row.key)
    return FeedPage(key=row.key, title=row.title, url=row.page_url)
