"""The moderators' lists: one stretch of one pile of one site, and what belongs to it.

A pile is a range of one index in time order (`ix_comments_queue`, for one thread
`ix_comments_thread`, for deleted ones `ix_comments_deleted`); every other filter is
judged along the way. Who asks for several piles or sites merges the stretches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.moderation import HoldReason, Status
from app.domain.queue import Pile, QueueFilters, spellings
from app.storage.lists import Place
from app.storage.models import CommentRow, ThreadRow
from app.storage.moderation_models import ReportRow

# What one bulk decision takes on; whoever has more sends it again.
MOST_AT_ONCE = 2_000

Column = sa.orm.InstrumentedAttribute[str] | sa.orm.InstrumentedAttribute[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where a list begins, which way it runs and how far."""

    newest_first: bool
    after: Place | None = None
    limit: int


class Queue:
    """Comments by pile, for moderators."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def stretch(
        self,
        site_id: int,
        pile: Pile,
        *,
        filters: QueueFilters,
        thread_id: UUID | None,
        stretch: Stretch,
    ) -> list[CommentRow]:
        """List comments of a pile, whatever pile and thread the filters name."""
        wanted = _all_of(site_id, pile, filters=filters, thread_id=thread_id)
        query = sa.select(CommentRow).where(*wanted)
        order = [CommentRow.created_at, CommentRow.id]
        if stretch.after is not None:
            here = sa.tuple_(*order)
            there = sa.tuple_(
                sa.literal(stretch.after.created_at, CommentRow.created_at.type),
                sa.literal(stretch.after.id, CommentRow.id.type),
            )
            query = query.where(here < there if stretch.newest_first else here > there)
        if stretch.newest_first:
            query = query.order_by(*(column.desc() for column in order))
        else:
            query = query.order_by(*order)
        return list(self._session.scalars(query.limit(stretch.limit)))

    def count(
        self, site_id: int, pile: Pile, *, filters: QueueFilters, thread_id: UUID | None
    ) -> int:
        """Count what `stretch` would list, were there no end to it."""
        wanted = _all_of(site_id, pile, filters=filters, thread_id=thread_id)
        query = sa.select(sa.func.count()).select_from(CommentRow).where(*wanted)
        return self._session.scalar(query) or 0

    def ids(
        self, site_id: int, pile: Pile, *, filters: QueueFilters, thread_id: UUID | None
    ) -> list[UUID]:
        """List the ids of what is in a pile, the oldest first, a bulk's worth."""
        wanted = _all_of(site_id, pile, filters=filters, thread_id=thread_id)
        query = (
            sa.select(CommentRow.id)
            .where(*wanted)
            .order_by(CommentRow.created_at, CommentRow.id)
            .limit(MOST_AT_ONCE)
        )
        return list(self._session.scalars(query))

    def counts(self, site_id: int) -> dict[Pile, int]:
        """Count every pile of a site."""
        living = (
            sa.select(CommentRow.status, sa.func.count())
            .where(CommentRow.site_id == site_id, CommentRow.deleted_at.is_(None))
            .group_by(CommentRow.status)
        )
        deleted = sa.select(sa.func.count()).where(
            CommentRow.site_id == site_id, CommentRow.deleted_at.is_not(None)
        )
        found = dict.fromkeys(Pile, 0)
        for status, number in self._session.execute(living):
            found[Pile(status.value)] = number
        found[Pile.DELETED] = self._session.scalar(deleted) or 0
        return found

    def author_counts(
        self, site_id: int, keys: Iterable[str]
    ) -> dict[tuple[str, Status], int]:
        """Count what each author has on a site by status, deleted ones left out."""
        asked = list(keys)
        query = (
            sa.select(CommentRow.author_key, CommentRow.status, sa.func.count())
            .where(
                CommentRow.site_id == site_id,
                CommentRow.author_key.in_(asked),
                CommentRow.deleted_at.is_(None),
            )
            .group_by(CommentRow.author_key, CommentRow.status)
        )
        if not asked:
            return {}
        return {
            (key, status): number
            for key, status, number in self._session.execute(query)
            if key is not None
        }

    def threads(self, site_id: int, ids: Iterable[UUID]) -> dict[UUID, ThreadRow]:
        """Read the threads of a page's comments."""
        query = sa.select(ThreadRow).where(
            ThreadRow.site_id == site_id, ThreadRow.id.in_(list(ids))
        )
        return {row.id: row for row in self._session.scalars(query)}

    def reports(self, site_id: int, ids: Iterable[UUID]) -> list[ReportRow]:
        """Read what readers said about a page's comments, the oldest first."""
        query = (
            sa.select(ReportRow)
            .where(ReportRow.site_id == site_id, ReportRow.comment_id.in_(list(ids)))
            .order_by(ReportRow.comment_id, ReportRow.id)
        )
        return list(self._session.scalars(query))


def _all_of(
    site_id: int, pile: Pile, *, filters: QueueFilters, thread_id: UUID | None
) -> list[sa.ColumnElement[bool]]:
    found = [CommentRow.site_id == site_id, *_in_pile(pile), *_wanted(filters)]
    return found if thread_id is None else [*found, CommentRow.thread_id == thread_id]


def _in_pile(pile: Pile) -> tuple[sa.ColumnElement[bool], ...]:
    if pile.status is None:
        return (CommentRow.deleted_at.is_not(None),)
    return (CommentRow.status == pile.status, CommentRow.deleted_at.is_(None))


def _wanted(filters: QueueFilters) -> list[sa.ColumnElement[bool]]:
    found = [_contains(CommentRow.body, word) for word in filters.words]
    found += [_is_author(word) for word in filters.author]
    if filters.reason is not None:
        found.append(_has_reason(filters.reason))
    if filters.since is not None:
        found.append(CommentRow.created_at >= filters.since)
    if filters.until is not None:
        found.append(CommentRow.created_at < filters.until)
    return found


def _contains(column: Column, word: str) -> sa.ColumnElement[bool]:
    ways = (column.icontains(way, autoescape=True) for way in spellings(word))
    return sa.or_(*ways)


def _is_author(word: str) -> sa.ColumnElement[bool]:
    columns: tuple[Column, ...] = (
        CommentRow.author_name,
        CommentRow.author_handle,
        CommentRow.author_url,
    )
    email = sa.func.lower(CommentRow.author_email) == word.lower()
    return sa.or_(email, *(_contains(column, word) for column in columns))


def _has_reason(reason: HoldReason) -> sa.ColumnElement[bool]:
    """Find a reason in the stored JSON; in evidence its quotes would be escaped."""
    text = sa.cast(CommentRow.reasons, sa.Text)
    return text.contains(f'"code": "{reason.value}"', autoescape=True)
