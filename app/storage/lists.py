"""Queries behind the lists that readers see.

Each is one range of one index, whatever the thread's size: roots by time or
score, descendants by `path`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.comment import subtree_end
from app.domain.moderation import Status
from app.storage.models import CommentRow, ThreadRow


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


class ListedRow(NamedTuple):
    """What a list shows of a comment; several times cheaper to read than a whole row.

    Its fields are CommentRow's, in the order in which they are selected.
    """

    id: UUID
    parent_id: UUID | None
    root_id: UUID
    depth: int
    path: bytes
    author_name: str
    author_url: str
    account_id: UUID | None
    author_provider: str | None
    author_handle: str | None
    author_avatar: str | None
    body_html: str
    status: Status
    reply_count: int
    score: int
    pinned: bool
    version: int
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None


_SHOWN = tuple(getattr(CommentRow, name) for name in ListedRow._fields)


Listed = TypeVar("Listed", CommentRow, ListedRow)


class Lists(Generic[Listed]):
    """Pages of listed comments, tombstones included; as whole rows or as listed."""

    def __init__(
        self,
        session: Session,
        *,
        select: sa.Select[Any],
        read: Callable[[sa.Result[Any]], list[Listed]],
    ) -> None:
        """Share the unit's session; `whole` and `lean` say what a list is of."""
        self._session = session
        self._select = select
        self._read: Callable[[sa.Result[Any]], list[Listed]] = read

    def roots(
        self, thread: ThreadRow, *, sort: Sort, after: Place | None, limit: int
    ) -> list[Listed]:
        """List roots in order, those after a place."""
        query = self._select.where(
            CommentRow.site_id == thread.site_id,
            CommentRow.thread_id == thread.id,
            CommentRow.parent_id.is_(None),
            CommentRow.is_listed,
        )
        if after is not None:
            query = query.where(_beyond(sort, after))
        return self._listed(query.order_by(*_order(sort)).limit(limit))

    def replies(
        self, site_id: int, roots: Sequence[Listed], *, limit: int
    ) -> list[Listed]:
        """List the first `limit` descendants of each root, in reading order."""
        if not roots:
            return []
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
            .offset(limit - 1)
            .limit(1)
            .scalar_subquery()
        )
        below = sa.and_(
            CommentRow.site_id == root.site_id,
            CommentRow.root_id == root.id,
            CommentRow.path > root.path,
            sa.or_(nth_path.is_(None), CommentRow.path <= nth_path),
        )
        query = self._select.join_from(root, CommentRow, below).where(
            root.site_id == site_id,
            root.id.in_([row.id for row in roots]),
            CommentRow.is_listed,
        )
        # Sorted here: in SQL it would be a sort of its own, after the index's.
        return sorted(self._listed(query), key=lambda row: row.path)

    def subtree(self, top: CommentRow, *, after: bytes, limit: int) -> list[Listed]:
        """List what is below a comment in reading order, after a path."""
        query = (
            self._select.where(
                CommentRow.site_id == top.site_id,
                CommentRow.root_id == top.root_id,
                CommentRow.path > max(after, top.path),
                CommentRow.path < subtree_end(top.path),
                CommentRow.is_listed,
            )
            .order_by(CommentRow.path)
            .limit(limit)
        )
        return self._listed(query)

    def queue(
        self, site_id: int, *, status: Status | None, limit: int
    ) -> list[CommentRow]:
        """List comments for a moderator, the longest waiting first."""
        query = sa.select(CommentRow).where(
            CommentRow.site_id == site_id, CommentRow.deleted_at.is_(None)
        )
        if status is not None:
            query = query.where(CommentRow.status == status)
        order = (CommentRow.created_at, CommentRow.id)
        return list(self._session.scalars(query.order_by(*order).limit(limit)))

    def _listed(self, query: sa.Select[Any]) -> list[Listed]:
        found: list[Listed] = self._read(self._session.execute(query))
        return found


def whole(session: Session) -> Lists[CommentRow]:
    """List whole rows, for those who do more than show them."""
    return Lists(
        session,
        select=sa.select(CommentRow),
        read=lambda found: list(found.scalars()),
    )


def lean(session: Session) -> Lists[ListedRow]:
    """List what is shown."""
    return Lists(
        session,
        select=sa.select(*_SHOWN),
        read=lambda found: [ListedRow._make(row) for row in found],
    )


def _order(sort: Sort) -> tuple[Any, ...]:
    match sort:
        case Sort.OLDEST:
            return (CommentRow.created_at, CommentRow.id)
        case Sort.NEWEST:
            return (CommentRow.created_at.desc(), CommentRow.id.desc())
        case Sort.BEST:
            columns = (CommentRow.score, CommentRow.created_at, CommentRow.id)
            return tuple(column.desc() for column in columns)


def _beyond(sort: Sort, place: Place) -> sa.ColumnElement[bool]:
    columns = sa.tuple_(CommentRow.created_at, CommentRow.id)
    values = sa.tuple_(
        sa.literal(place.created_at, CommentRow.created_at.type),
        sa.literal(place.id, CommentRow.id.type),
    )
    match sort:
        case Sort.OLDEST:
            return columns > values
        case Sort.NEWEST:
            return columns < values
        case Sort.BEST:
            lower = CommentRow.score < place.score
            return sa.or_(
                lower, sa.and_(CommentRow.score == place.score, columns < values)
            )
