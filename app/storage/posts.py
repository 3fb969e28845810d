"""What a post asks of the database, and how its comment is stored and counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.comment import ancestor_paths
from app.domain.identity import Role
from app.domain.moderation import Status
from app.storage import changes
from app.storage.found import PARENT, AnyThread, FoundParent
from app.storage.models import CommentRow, ThreadRow
from app.storage.statements import Command, Query, Slots
from app.storage.upsert import insert, table_of

# What an author can be known by: his key, or two days' pseudonyms of his block.
_AUTHORS = Slots(name="author", count=2, type_=CommentRow.author_key.type)
_TWIN = Query[Any](
    sa.select(CommentRow.id)
    .where(
        CommentRow.site_id == sa.bindparam("site"),
        CommentRow.thread_id == sa.bindparam("thread"),
        CommentRow.text_hash == sa.bindparam("text"),
        CommentRow.id != sa.bindparam("own"),
        CommentRow.parent_id.is_not_distinct_from(sa.bindparam("parent")),
        CommentRow.created_at > sa.bindparam("since"),
        CommentRow.deleted_at.is_(None),
        CommentRow.status != Status.REJECTED,
        sa.or_(
            CommentRow.author_key.in_(_AUTHORS.all),
            CommentRow.address_key.in_(_AUTHORS.all),
        ),
    )
    .limit(1),
    tuple,
)
_APPROVED = Query[Any](
    sa.select(CommentRow.id)
    .where(
        CommentRow.site_id == sa.bindparam("site"),
        CommentRow.author_key == sa.bindparam("author"),
        CommentRow.status == Status.APPROVED,
        CommentRow.deleted_at.is_(None),
    )
    .limit(1),
    tuple,
)
_PARENT = Query(
    sa.select(*PARENT).where(
        CommentRow.site_id == sa.bindparam("site"), CommentRow.id == sa.bindparam("id")
    ),
    FoundParent._make,
)
_PARENT_AT = Query(
    sa.select(*PARENT).where(
        CommentRow.site_id == sa.bindparam("site"),
        CommentRow.root_id == sa.bindparam("root"),
        CommentRow.path == sa.bindparam("path"),
    ),
    FoundParent._make,
)
_THREAD = table_of(ThreadRow)
COUNT_IN_THREAD = Command(
    sa.update(_THREAD)
    .where(
        _THREAD.c.site_id == sa.bindparam("site"), _THREAD.c.id == sa.bindparam("its")
    )
    .values(version=_THREAD.c.version + 1, comment_count=_THREAD.c.comment_count + 1)
    .execution_options(**changes.noted())
)


@cache
def _paths(depth: int) -> Slots:
    return Slots(name="path", count=depth, type_=CommentRow.path.type)


@cache
def _count_above(depth: int) -> Command:
    """Build the statement that counts a new comment in all those above it."""
    table = table_of(CommentRow)
    return Command(
        sa.update(table)
        .where(
            table.c.site_id == sa.bindparam("site"),
            table.c.root_id == sa.bindparam("root"),
            table.c.path.in_(_paths(depth).all),
        )
        # Whatever has something visible below it is listed, if only as a tombstone.
        .values(reply_count=table.c.reply_count + 1, is_listed=True)
    )


@dataclass(kw_only=True)
class NewComment:
    """A comment that is about to be stored; its fields are CommentRow's.

    To make and fill a row that the ORM watches takes a twentieth of a post. What is not
    here has its default. The last five say where it goes.
    """

    site_id: int
    id: UUID
    author_name: str
    author_email: str
    author_url: str
    author_key: str
    account_id: UUID | None = None
    author_provider: str | None = None
    author_handle: str | None = None
    author_avatar: str | None = None
    author_role: Role | None = None
    address_key: str | None = None
    body: str
    body_html: str
    renderer_version: str
    text_hash: str
    status: Status
    reasons: list[dict[str, str]]
    is_listed: bool
    reply_count: int = 0
    score: int = 0
    pinned: bool = False
    version: int = 1
    edit_token_hash: str | None = None
    edit_token_version: int = 1
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    parent_id: UUID | None = None
    thread_id: UUID = field(init=False)
    root_id: UUID = field(init=False)
    depth: int = 0
    path: bytes = b""


# A comment that is stored, or is about to be.
Written = CommentRow | NewComment


class Posts:
    """New comments, and what they are judged by."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find_parent(self, site_id: int, comment_id: UUID) -> FoundParent | None:
        """Find a comment as a reply to it must know it."""
        return _PARENT.first(self._session, {"site": site_id, "id": comment_id})

    def parent_at(self, like: FoundParent, path: bytes) -> FoundParent | None:
        """Find the one at a path in another's conversation."""
        asked = {"site": like.site_id, "root": like.root_id, "path": path}
        return _PARENT_AT.first(self._session, asked)

    def add(self, row: NewComment, thread: AnyThread) -> None:
        """Store a new comment; one that is seen is counted, and changes its thread.

        Nothing is read for that, and nothing that was read before is brought up to
        date: neither the thread nor what is above the comment.
        """
        insert(self._session, CommentRow, values=vars(row))
        if not row.is_listed:
            return
        topics = {"site_id": thread.site_id, "id": thread.id, "key": thread.key}
        changes.note(self._session, changes.topics_of("threads", topics))
        COUNT_IN_THREAD.run(self._session, {"site": row.site_id, "its": thread.id})
        if above := ancestor_paths(row.path):
            asked = {"site": row.site_id, "root": row.root_id}
            paths = _paths(len(above)).fill(above)
            _count_above(len(above)).run(self._session, asked | paths)

    def has_twin(
        self, row: Written, *, since: datetime, authors: Iterable[str]
    ) -> bool:
        """Tell whether one of `authors` said the same in the same place lately.

        `authors` are author keys or address keys, at most two; rejected and deleted
        twins do not count.
        """
        asked = {
            "site": row.site_id,
            "thread": row.thread_id,
            "text": row.text_hash,
            "own": row.id,
            "parent": row.parent_id,
            "since": since,
            **_AUTHORS.fill(authors),
        }
        return _TWIN.first(self._session, asked) is not None

    def has_approved(self, site_id: int, author_key: str) -> bool:
        """Tell whether an author has an approved comment on the site."""
        asked = {"site": site_id, "author": author_key}
        return _APPROVED.first(self._session, asked) is not None
