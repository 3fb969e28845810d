"""Queries behind the lists that readers see.

Each is one range of one index, whatever the thread's size: roots by time or
score, descendants by `path`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.comment import subtree_end
from app.domain.identity import Role
from app.domain.moderation import Status
from app.storage.found import AnyThread, columns
from app.storage.models import CommentRow


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
    author_role: Role | None
    body_html: str
    status: Status
    reply_count: int
    score: int
    pinned: bool
    version: int
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None


Listed = TypeVar("Listed", CommentRow, ListedRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Listed]):
    """What a list is of, on what its statements are run, and how they are read."""

    select: sa.Select[Any]
    on: Callable[[Session], Session | sa.Connection]
    read: Callable[[sa.Result[Any]], list[Listed]]


# Both are built once for each kind: that takes longer than to run them.
@cache
def _roots(select: sa.Select[Any], sort: Sort, *, is_first: bool) -> sa.Select[Any]:
    """Build the statement for the roots of a thread in order."""
    query = select.where(
        CommentRow.site_id == sa.bindparam("site"),
        CommentRow.thread_id == sa.bindparam("thread"),
        CommentRow.parent_id.is_(None),
        CommentRow.is_listed,
    )
    if not is_first:
        query = query.where(_beyond(sort))
    return query.order_by(*_order(sort)).limit(sa.bindparam("most"))


@cache
def _replies(select: sa.Select[Any]) -> sa.Select[Any]:
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
    below = sa.and_(
        CommentRow.site_id == root.site_id,
        CommentRow.root_id == root.id,
        CommentRow.path > root.path,
        sa.or_(nth_path.is_(None), CommentRow.path <= nth_path),
    )
    return select.join_from(root, CommentRow, below).where(
        root.site_id == sa.bindparam("site"),
        root.id.in_(sa.bindparam("roots", expanding=True)),
        CommentRow.is_listed,
    )


_WHOLE = sa.select(CommentRow)
_LEAN = sa.select(*columns(CommentRow, ListedRow._fields))


# For those who do more with comments than show them, and for those who show them: the
# session would look at each of their rows for what the ORM knows.
WHOLE: Kind[CommentRow] = Kind(
    select=_WHOLE,
    on=lambda session: session,
    read=lambda found: list(found.scalars()),
)
LEAN: Kind[ListedRow] = Kind(
    select=_LEAN,
    on=lambda session: session.connection(),
    read=lambda found: [ListedRow._make(row) for row in found],
)


class Lists(Generic[Listed]):
    """Pages of listed comments, tombstones included."""

    def __init__(self, session: Session, kind: Kind[Listed]) -> None:
        """Share the unit's session."""
        self._session = session
        self._kind: Kind[Listed] = kind

    def roots(
        self, thread: AnyThread, *, sort: Sort, after: Place | None, limit: int
    ) -> list[Listed]:
        """List roots in order, those after a place."""
        query = _roots(self._kind.select, sort, is_first=after is None)
        values = {"site": thread.site_id, "thread": thread.id, "most": limit}
        if after is not None:
            values |= {"at": after.created_at, "id": after.id, "score": after.score}
        return self._listed(query, values)

    def replies(
        self, site_id: int, roots: Sequence[Listed], *, limit: int
    ) -> list[Listed]:
        """List the first `limit` descendants of each root, in reading order."""
        if not roots:
            return []
        ids = [row.id for row in roots]
        values = {"site": site_id, "roots": ids, "before": limit - 1}
        found = self._listed(_replies(self._kind.select), values)
        # Sorted here: in SQL it would be a sort of its own, after the index's.
        return sorted(found, key=lambda row: row.path)

    def subtree(self, top: CommentRow, *, after: bytes, limit: int) -> list[Listed]:
        """List what is below a comment in reading order, after a path."""
        query = (
            self._kind.select.where(
                CommentRow.site_id == top.site_id,
                CommentRow.root_id == top.root_id,
                CommentRow.path > max(after, top.path),
                CommentRow.path < subtree_end(top.path),
                CommentRow.is_listed,
            )
            .order_by(CommentRow.path)
            .limit(limit)
        )
        return self._listed(query, {})

    def queue_size(self, site_id: int, *, status: Status) -> int:
        """Count a site's comments of one status that are not deleted."""
        query = sa.select(sa.func.count()).where(
            CommentRow.site_id == site_id,
            CommentRow.status == status,
            CommentRow.deleted_at.is_(None),
        )
        return self._session.scalar(query) or 0

    def _listed(self, query: sa.Select[Any], values: dict[str, Any]) -> list[Listed]:
        found = self._kind.on(self._session).execute(query, values)
        listed: list[Listed] = self._kind.read(found)
        return listed


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
