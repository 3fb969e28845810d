"""Every table, as a typed row. `site_id` leads every key.

Rows hold what is stored and nothing else: rules are in `app.domain`, queries
beside this file.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.identity import Role
from app.domain.moderation import Status
from app.storage.base import Base


def _of_thread() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "thread_id"], ["threads.site_id", "threads.id"], ondelete="CASCADE"
    )


def _part(name: str, *columns: str, of: str) -> sa.Index:
    """Index some comments only; SQLite writes a boolean as a number."""
    return sa.Index(
        name,
        *columns,
        sqlite_where=sa.text(of.replace("is_listed", "is_listed = 1")),
        postgresql_where=sa.text(of),
    )


_ROOTS = "parent_id IS NULL AND is_listed"
_LIVING = "deleted_at IS NULL"
_DELETED = "deleted_at IS NOT NULL"
_IN_THREAD = ("site_id", "thread_id")
_IN_TIME = ("created_at", "id")


class SiteRow(Base):
    """One embedder's space. `version` counts what changes the look of its threads."""

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(35))
    policy: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class OriginRow(Base):
    """An origin whose pages may embed the site."""

    __tablename__ = "origins"

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    origin: Mapped[str] = mapped_column(sa.String(300), primary_key=True)


class ThreadRow(Base):
    """One discussion.

    `version` counts what changes its answers; `comment_count` is what everybody
    sees. Page URL and title are as the first poster gave them, unconfirmed.
    """

    __tablename__ = "threads"
    __table_args__ = (sa.UniqueConstraint("site_id", "key"),)

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(1000))
    page_url: Mapped[str | None] = mapped_column(sa.String(2000))
    title: Mapped[str | None] = mapped_column(sa.String(300))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AliasRow(Base):
    """Another key of a thread; made by moderators, the command line and imports."""

    __tablename__ = "thread_aliases"
    __table_args__ = (_of_thread(),)

    site_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(1000), primary_key=True)
    thread_id: Mapped[UUID]


class CommentRow(Base):
    """One comment.

    `path` is its sort key: a segment for each ancestor and itself, so that a
    subtree is one range of an index in reading order. `is_listed` says that the
    list shows it, as itself or as a tombstone; `reply_count` counts the visible
    comments below it. `author_key` is what its guest holds, or names his account;
    `address_key` is the daily HMAC of his address block. Of an account the author's
    fields are a copy, so that they outlive the provider. What was deleted and is
    then `purged_at` has lost its words and its author for good.
    """

    __tablename__ = "comments"
    __table_args__ = (
        _of_thread(),
        sa.UniqueConstraint("site_id", "source", "source_id"),
        sa.Index("ix_comments_subtree", "site_id", "root_id", "path"),
        _part("ix_comments_roots", *_IN_THREAD, *_IN_TIME, of=_ROOTS),
        _part("ix_comments_best", *_IN_THREAD, "score", *_IN_TIME, of=_ROOTS),
        sa.Index("ix_comments_text", "site_id", "thread_id", "text_hash"),
        sa.Index("ix_comments_author", "site_id", "author_key", "status"),
        sa.Index("ix_comments_account", "account_id", "created_at", "id"),
        _part("ix_comments_address", "created_at", of="address_key IS NOT NULL"),
        _part(
            "ix_comments_purge", "deleted_at", of=f"{_DELETED} AND purged_at IS NULL"
        ),
        _part("ix_comments_queue", "site_id", "status", *_IN_TIME, of=_LIVING),
        _part("ix_comments_thread", *_IN_THREAD, "status", *_IN_TIME, of=_LIVING),
        _part("ix_comments_deleted", "site_id", *_IN_TIME, of=_DELETED),
    )

    site_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    root_id: Mapped[UUID]
    depth: Mapped[int]
    path: Mapped[bytes]
    author_name: Mapped[str] = mapped_column(sa.String(245))
    author_email: Mapped[str] = mapped_column(sa.String(100))
    author_url: Mapped[str] = mapped_column(sa.String(300))
    author_key: Mapped[str | None] = mapped_column(sa.String(80))
    account_id: Mapped[UUID | None]
    author_provider: Mapped[str | None] = mapped_column(sa.String(40))
    author_handle: Mapped[str | None] = mapped_column(sa.String(245))
    author_avatar: Mapped[str | None] = mapped_column(sa.String(43))
    author_role: Mapped[Role | None]
    address_key: Mapped[str | None] = mapped_column(sa.String(80))
    body: Mapped[str]
    body_html: Mapped[str]
    renderer_version: Mapped[str] = mapped_column(sa.String(20))
    text_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[Status]
    reasons: Mapped[list[dict[str, str]]]
    is_listed: Mapped[bool]
    reply_count: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    pinned: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    edit_token_hash: Mapped[str | None] = mapped_column(sa.String(64))
    edit_token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None] = mapped_column(sa.String(20))
    purged_at: Mapped[datetime | None]
    source: Mapped[str | None] = mapped_column(sa.String(40))
    source_id: Mapped[str | None] = mapped_column(sa.String(200))


class IdempotencyRow(Base):
    """What an Idempotency-Key led to; kept for a day."""

    __tablename__ = "idempotency_keys"

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    call: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    comment_id: Mapped[UUID]
    held: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(index=True)


class FormTokenRow(Base):
    """A form token that was used; kept until it would have expired."""

    __tablename__ = "used_form_tokens"

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    nonce: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LimitRow(Base):
    """A token bucket, as the moment at which it will be full again."""

    __tablename__ = "limits"

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    full_at: Mapped[datetime] = mapped_column(index=True)


class DayKeyRow(Base):
    """The day's random key for HMACs of addresses; destroyed after 48 hours."""

    __tablename__ = "day_keys"

    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[bytes]
