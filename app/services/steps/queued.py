"""How a moderator sees a comment: with its page, its parent, its author, and why.

No e-mail and no key that stands for an author: a page that needs them asks by the
comment's id.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from app.domain.moderation import Status
from app.domain.queue import Pile, QueueFilters
from app.domain.text import excerpt
from app.services.views import AuthorView, SiteView, author_view
from app.storage.models import CommentRow, ThreadRow
from app.storage.queue import Stretch
from app.storage.unit_of_work import Unit

PARENT_LENGTH = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """What one reader said about a comment; who it was is not told."""

    reason: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentView:
    """What a comment answers, in a line; author and text are "" once it is gone."""

    id: UUID
    author_name: str
    excerpt: str
    status: Status
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedView:
    """A comment as a moderator sees it, with its context and why it is here.

    `reasons` are (code, evidence). `page_url` and `title` are as a first poster said
    unless `page_confirmed`. `author_counts` are of what this author has on the site,
    this comment counted in; empty where nothing says who it was.
    """

    id: UUID
    site: str
    thread_key: str
    title: str | None
    page_url: str | None
    page_confirmed: bool
    author: AuthorView
    author_counts: dict[Status, int]
    parent: ParentView | None
    body: str
    html: str
    status: Status
    pinned: bool
    reasons: tuple[tuple[str, str], ...]
    reports: tuple[ReportView, ...]
    version: int
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by: str | None


def merged(
    unit: Unit, sites: list[SiteView], *, filters: QueueFilters, stretch: Stretch
) -> list[CommentRow]:
    """Merge the piles of all sites in time order; each is a range of an index."""
    streams = []
    for site in sites:
        thread = None
        if filters.thread is not None:
            thread = unit.threads.find(site.id, filters.thread)
            if thread is None:
                continue
        thread_id = thread.id if thread else None
        streams += [
            unit.queue.stretch(
                site.id, pile, filters=filters, thread_id=thread_id, stretch=stretch
            )
            for pile in filters.piles
        ]
    in_order = heapq.merge(
        *streams,
        key=lambda row: (row.created_at, row.id.bytes),
        reverse=stretch.newest_first,
    )
    return list(islice(in_order, stretch.limit))


def counts(unit: Unit, sites: list[SiteView]) -> dict[Pile, int]:
    """Add up what the piles of all sites hold."""
    found = [unit.queue.counts(site.id) for site in sites]
    return {pile: sum(each[pile] for each in found) for pile in Pile}


def views(
    unit: Unit, sites: list[SiteView], *, rows: list[CommentRow]
) -> tuple[QueuedView, ...]:
    """Show a page's comments in its order, whichever sites they are of."""
    shown: dict[UUID, QueuedView] = {}
    for site in sites:
        here = [row for row in rows if row.site_id == site.id]
        shown.update((view.id, view) for view in _of_site(unit, site, rows=here))
    return tuple(shown[row.id] for row in rows)


def _of_site(unit: Unit, site: SiteView, *, rows: list[CommentRow]) -> list[QueuedView]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    threads = unit.queue.threads(site.id, {row.thread_id for row in rows})
    keys = {row.author_key for row in rows if row.author_key}
    numbers = unit.queue.author_counts(site.id, keys)
    above = {row.parent_id for row in rows if row.parent_id}
    parents = {row.id: row for row in unit.comments.find_many(site.id, above)}
    reports: dict[UUID, list[ReportView]] = {}
    for each in unit.queue.reports(site.id, ids):
        view = ReportView(
            reason=each.reason, note=each.note, created_at=each.created_at
        )
        reports.setdefault(each.comment_id, []).append(view)
    return [
        _view(
            site,
            row,
            thread=threads[row.thread_id],
            parent=parents.get(row.parent_id) if row.parent_id else None,
            author_counts=_numbers(numbers, row.author_key),
            reports=tuple(reports.get(row.id, ())),
        )
        for row in rows
    ]


def _numbers(
    found: dict[tuple[str, Status], int], key: str | None
) -> dict[Status, int]:
    if key is None:
        return {}
    return {status: found.get((key, status), 0) for status in Status}


def _view(
    site: SiteView,
    row: CommentRow,
    *,
    thread: ThreadRow,
    parent: CommentRow | None,
    author_counts: dict[Status, int],
    reports: tuple[ReportView, ...],
) -> QueuedView:
    return QueuedView(
        id=row.id,
        site=site.slug,
        thread_key=thread.key,
        title=thread.title,
        page_url=thread.page_url,
        page_confirmed=thread.confirmed_at is not None,
        author=author_view(row),
        author_counts=author_counts,
        parent=_parent(parent) if parent else None,
        body=row.body,
        html=row.body_html,
        status=row.status,
        pinned=row.pinned,
        reasons=_reasons(row.reasons),
        reports=reports,
        version=row.version,
        created_at=row.created_at,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        deleted_by=row.deleted_by,
    )


def _reasons(stored: Iterable[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((why["code"], why["evidence"]) for why in stored)


def _parent(row: CommentRow) -> ParentView:
    gone = row.deleted_at is not None
    return ParentView(
        id=row.id,
        author_name="" if gone else author_view(row).name,
        excerpt="" if gone else excerpt(row.body, PARENT_LENGTH),
        status=row.status,
        deleted=gone,
    )
