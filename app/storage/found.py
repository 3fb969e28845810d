"""Sites, threads and comments as a post or a page finds them: not rows of the ORM.

They are read only. To read one costs a fraction of what a row does that the ORM keeps
an eye on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from app.domain.identity import Role
from app.domain.moderation import Status
from app.domain.site import SitePolicy
from app.storage.base import Base
from app.storage.models import CommentRow, SiteRow, ThreadRow


class FoundSite(NamedTuple):
    """What is asked of a site; fields are SiteRow's but for the last two."""

    id: int
    slug: str
    name: str
    language: str
    version: int
    policy: SitePolicy
    origins: frozenset[str]


class FoundThread(NamedTuple):
    """What is asked of a thread; fields are ThreadRow's."""

    site_id: int
    id: UUID
    key: str
    page_url: str | None
    title: str | None
    version: int
    comment_count: int
    closed_at: datetime | None
    closes_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: ThreadRow) -> "FoundThread":
        """Copy a row."""
        return cls._make(getattr(row, name) for name in cls._fields)


class FoundParent(NamedTuple):
    """What a reply must know of the comment above it; fields are CommentRow's."""

    site_id: int
    id: UUID
    thread_id: UUID
    root_id: UUID
    depth: int
    path: bytes
    status: Status
    deleted_at: datetime | None


class ListedRow(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What a list shows of a comment; many times cheaper to read than a whole row.

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


class OwnableRow(ListedRow, array_like=True, frozen=True, gc=False):
    """The same with what its author sees of it, and what tells whether that is he."""

    author_key: str | None
    body: str


# Whoever asks whether a comment is his takes either.
Ownable = CommentRow | OwnableRow
# Whatever reads a thread takes either.
AnyThread = ThreadRow | FoundThread


def columns(row: type[Base], names: Iterable[str]) -> list[Any]:
    """Give the columns that a tuple's fields are named after, in their order."""
    return [getattr(row, name) for name in names]


SITE = [
    *columns(SiteRow, FoundSite._fields[:-2]),
    # As text it can be told without parsing whether it is what it was.
    sa.cast(SiteRow.policy, sa.Text),
]
THREAD = columns(ThreadRow, FoundThread._fields)
PARENT = columns(CommentRow, FoundParent._fields)
