"""Queries behind the lists that readers see.

Each is one range of one index, whatever the thread's size: roots by time or
score, descendants by `path`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.comment import subtree_end
from app.domain.moderation import Status
from app.storage.found import AnyThread, ListedRow, columns
from app.storage.models import CommentRow
from app.storage.statements import Listing, Slots


class Sort(StrEnum):
    """The order of roots; replies are always oldest first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of roots ended."""

    created_at: datetime
    id: UUID
    score: int = 0


Listed = TypeVar("Listed", bound=ListedRow)
_Select = sa.Select[Any]


# All are built once for each kind of rows: that takes longer than to run them.
@cache
def _select(kind: type[ListedRow]) -> _Select:
    return sa.select(*columns(CommentRow, kind.__struct_fields__))


@cache
def _roots(kind: type[ListedRow], sort: Sort, *, is_first: bool) -> _Select:
    """Build the statement for the roots of a thread in order."""
    query = _select(kind).where(
        CommentRow.site_id == sa.bindparam("site"),
        CommentRow.thread_id == sa.bindparam("thread"),
        CommentRow.parent_id.is_(None),
        CommentRow.is_listed,
    )
    if not is_first:
        query = query.where(_beyond(sort))
    return query.order_by(*_order(sort)).limit(sa.bindparam("most"))


# No path begins with it before the year 584,000: see `domain.comment.segment`.
_AFTER_ALL = sa.literal(b"\xff")


@cache
def _replies(kind: type[ListedRow], slots: Slots) -> _Select:
    """Build the statement for the first descendants of many roots."""
    root, last = aliased(CommentRow), aliased(CommentRow)
    nth_path = (
        sa.select(last.path)
        .where(
            last.site_id == root.site_id,
            last.root_id == root.id,
            last.path > root.path,
            last.is_listed,
        )
        .order_by(last.path)
        .offset(sa.bindparam("before"))
        .limit(1)
        .scalar_subquery()
    )
    # The limit takes nothing away. Without it SQLite merges the two, begins with the
    # replies, and walks through all that the roots have.
    roots = (
        sa.select(
            root.id, root.path, sa.func.coalesce(nth_path, _AFTER_ALL).label("end")
        )
        .where(root.site_id == sa.bindparam("site"), root.id.in_(slots.all))
        .limit(sa.literal_column(str(slots.count)))
        .subquery("roots")
    )
    below = sa.and_(
        CommentRow.site_id == sa.bindparam("site"),
        CommentRow.root_id == roots.c.id,
        CommentRow.path > roots.c.path,
        CommentRow.path <= roots.c.end,
    )
    return _select(kind).join_from(roots, CommentRow, below).where(CommentRow.is_listed)


@cache
def _subtree(kind: type[ListedRow]) -> _Select:
    """Build the statement for what is below a comment."""
    return (
        _select(kind)
        .where(
            CommentRow.site_id == sa.bindparam("site"),
            CommentRow.root_id == sa.bindparam("root"),
            CommentRow.path > sa.bindparam("after"),
            CommentRow.path < sa.bindparam("end"),
            CommentRow.is_listed,
        )
        .order_by(CommentRow.path)
        .limit(sa.bindparam("most"))
    )


@cache
def _slots(count: int) -> Slots:
    """Give places for so many roots, or for some more: few sizes, few statements."""
    room = max(8, 1 << (count - 1).bit_length())
    return Slots(name="root", count=room, type_=CommentRow.id.type)


@cache
def _listing(query: _Select, kind: type[Listed]) -> Listing[Listed]:
    return Listing(query, kind)


class Lists(Generic[Listed]):
    """Pages of listed comments, tombstones included; `kind` says how much of each."""

    def __init__(self, session: Session, kind: type[Listed]) -> None:
        """Share the unit's session."""
        self._session = session
        self._kind = kind

    def roots(
        self, thread: AnyThread, *, sort: Sort, after: Place | None, limit: int
    ) -> list[Listed]:
        """List roots in order, those after a place."""
        query = _roots(self._kind, sort, is_first=after is None)
        values = {"site": thread.site_id, "thread": thread.id, "most": limit}
        if after is not None:
            values |= {"at": after.created_at, "id": after.id, "score": after.score}
        return self._listed(query, values)

    def replies(
        self, site_id: int, roots: Sequence[UUID], *, limit: int
    ) -> list[Listed]:
        """List the first `limit` descendants of each root, in reading order."""
        if not roots:
            return []
        slots = _slots(len(roots))
        values = {"site": site_id, "before": limit - 1}
        values |= slots.fill(roots)
        found = self._listed(_replies(self._kind, slots), values)
        # Sorted here: in SQL it would be a sort of its own, after the index's.
        return sorted(found, key=lambda row: row.path)

    def subtree(self, top: CommentRow, *, after: bytes, limit: int) -> list[Listed]:
        """List what is below a comment in reading order, after a path."""
        values = {
            "site": top.site_id,
            "root": top.root_id,
            "after": max(after, top.path),
            "end": subtree_end(top.path),
            "most": limit,
        }
        return self._listed(_subtree(self._kind), values)

    def queue_size(self, site_id: int, *, status: Status) -> int:
        """Count a site's comments of one status that are not deleted."""
        query = sa.select(sa.func.count()).where(
            CommentRow.site_id == site_id,
            CommentRow.status == status,
            CommentRow.deleted_at.is_(None),
        )
        return self._session.scalar(query) or 0

    def _listed(self, query: _Select, values: dict[str, Any]) -> list[Listed]:
        return _listing(query, self._kind).all(self._session, values)


def _order(sort: Sort) -> tuple[Any, ...]:
    match sort:
        case Sort.OLDEST:
            return (CommentRow.created_at, CommentRow.id)
        case Sort.NEWEST:
            return (CommentRow.created_at.desc(), CommentRow.id.desc())
        case Sort.BEST:
            columns = (CommentRow.score, CommentRow.created_at, CommentRow.id)
            return tuple(column.desc() for column in columns)


def _beyond(sort: Sort) -> sa.ColumnElement[bool]:
    """Tell what comes after the place whose parts are `at`, `id` and `score`."""
    columns = sa.tuple_(CommentRow.created_at, CommentRow.id)
    values = sa.tuple_(
        sa.bindparam("at", type_=CommentRow.created_at.type),
        sa.bindparam("id", type_=CommentRow.id.type),
    )
    match sort:
        case Sort.OLDEST:
            return columns > values
        case Sort.NEWEST:
            return columns < values
        case Sort.BEST:
            score = sa.bindparam("score", type_=CommentRow.score.type)
            lower = CommentRow.score < score
            return sa.or_(lower, sa.and_(CommentRow.score == score, columns < values))
