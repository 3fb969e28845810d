"""Rows as tests of the storage need them, and what all rows must agree on."""

from datetime import datetime
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.comment import segment
from app.domain.moderation import Status
from app.storage.models import CommentRow, ThreadRow
from app.storage.posts import NewComment
from app.storage.unit_of_work import Store, Unit


def new_thread(site_id: int, now: datetime, *, key: str = "/a") -> ThreadRow:
    """Build a thread's row."""
    return ThreadRow(
        site_id=site_id,
        id=uuid4(),
        key=key,
        version=1,
        comment_count=0,
        created_at=now,
    )


def add_thread(store: Store, site_id: int, *, now: datetime, key: str = "/a") -> UUID:
    """Store a thread."""
    row = new_thread(site_id, now, key=key)
    store.write(lambda unit: unit.threads.add(row))
    return row.id


def new_comment(thread: ThreadRow, now: datetime, *, body: str = "x") -> NewComment:
    """Build a visible root."""
    comment_id = uuid4()
    made = NewComment(
        site_id=thread.site_id,
        id=comment_id,
        author_name="",
        author_email="",
        author_url="",
        author_key="guest:a",
        body=body,
        body_html=f"<p>{body}</p>",
        renderer_version="0",
        text_hash=body,
        status=Status.APPROVED,
        reasons=[],
        is_listed=True,
        created_at=now,
    )
    made.thread_id, made.root_id = thread.id, comment_id
    made.path = segment(now, comment_id)
    return made


def bump(unit: Unit, site_id: int, *, thread_id: UUID) -> None:
    """Read a number under the thread's lock and write one more."""
    unit.threads.lock(site_id, thread_id).comment_count += 1


def every(store: Store, row: type[CommentRow]) -> list[CommentRow]:
    """Read all rows of a table."""
    with Session(store._engine) as session:
        return list(session.scalars(sa.select(row)))


def miscounts(store: Store) -> list[str]:
    """Count anew what is stored as a number; list what differs."""
    rows = every(store, CommentRow)
    wrong = []
    for row in rows:
        below = [each for each in rows if _is_below(each, row)]
        visible = _is_visible(row)
        expected = (
            sum(map(_is_visible, below)),
            visible or any(map(_is_visible, below)),
        )
        if (row.reply_count, row.is_listed) != expected:
            stored = (row.reply_count, row.is_listed)
            wrong.append(f"comment {row.id}: {stored}, not {expected}")
    with Session(store._engine) as session:
        for thread in session.scalars(sa.select(ThreadRow)):
            here = [row for row in rows if row.thread_id == thread.id]
            count = sum(map(_is_visible, here))
            if thread.comment_count != count:
                wrong.append(f"{thread.key}: {thread.comment_count}, not {count}")
    return wrong


def _is_visible(row: CommentRow) -> bool:
    return row.status is Status.APPROVED and row.deleted_at is None


def _is_below(row: CommentRow, top: CommentRow) -> bool:
    return (
        row.root_id == top.root_id
        and row.path != top.path
        and row.path.startswith(top.path)
    )


def end_all_others(url: str) -> None:
    """Let PostgreSQL end every connection but this one."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
