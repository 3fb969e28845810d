"""Frozen read models, handed outwards. They hold what may be shown, and no e-mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.comment import is_visible
from app.domain.freshness import Basis
from app.domain.moderation import Status, shown_to_author
from app.domain.site import SitePolicy
from app.domain.thread import closing_time
from app.storage.found import AnyThread, FoundSite, ListedRow, OwnableRow
from app.storage.posts import Written

AnyComment = Written | OwnableRow

ANONYMOUS = "Anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """A site and its rules, as one request sees them."""

    id: int
    slug: str
    name: str
    language: str
    policy: SitePolicy
    origins: frozenset[str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A thread; `version` 0 means that nobody has written in it yet."""

    key: str
    url: str | None = None
    title: str | None = None
    count: int = 0
    is_open: bool = True
    version: int = 0


# Authors and comments are tuples: a page has a hundred of each, and a frozen dataclass
# takes several times as long to make.
class AuthorView(NamedTuple):
    """Who wrote, as shown; `avatar` is the key of a picture of ours.

    Somebody is `verified` who was logged in when he wrote.
    """

    name: str
    url: str | None = None
    role: str = "guest"
    provider: str | None = None
    handle: str | None = None
    avatar: str | None = None
    verified: bool = False


class CommentView(NamedTuple):
    """A comment as one reader sees it.

    `status` and `body` are for its author and for moderators only. A tombstone
    is `deleted`, has no author and no text. `replies_next` is a cursor.
    """

    id: UUID
    parent_id: UUID | None
    depth: int
    author: AuthorView | None
    html: str
    created_at: datetime
    edited_at: datetime | None
    deleted: bool
    pinned: bool
    score: int
    reply_count: int
    version: int
    thread_key: str
    replies_next: str | None = None
    status: Status | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page of a thread: comments in reading order, and where the next begins."""

    site: SiteView
    thread: ThreadView
    comments: tuple[CommentView, ...]
    next: str | None
    basis: Basis


def site_view(row: FoundSite) -> SiteView:
    """Show a site."""
    return SiteView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        language=row.language,
        policy=row.policy,
        origins=row.origins,
        version=row.version,
    )


def closes_at(site: SiteView, row: AnyThread) -> datetime | None:
    """Tell when a thread closes by itself, if it ever does."""
    return closing_time(site.policy, created_at=row.created_at, closes_at=row.closes_at)


def is_open(site: SiteView, row: AnyThread, *, now: datetime) -> bool:
    """Tell whether a thread takes comments at this moment."""
    if row.closed_at is not None:
        return False
    end = closes_at(site, row)
    return end is None or now < end


def thread_view(site: SiteView, row: AnyThread, *, now: datetime) -> ThreadView:
    """Show a thread."""
    return ThreadView(
        key=row.key,
        url=row.page_url,
        title=row.title,
        count=row.comment_count,
        is_open=is_open(site, row, now=now),
        version=row.version,
    )


def unknown_thread(site: SiteView, key: str, *, url: str | None = None) -> ThreadView:
    """Show a thread that nobody has written in yet."""
    return ThreadView(key=key, url=url, is_open=site.policy.threads == "open")


def comment_view(row: AnyComment, *, key: str, own: bool = False) -> CommentView:
    """Show a comment to everybody or, with `own`, to its author."""
    shown = row.deleted_at is None and (own or is_visible(row.status, row.deleted_at))
    view = _view(row, key=key, shown=shown)
    if not own:
        return view
    return view._replace(
        status=shown_to_author(row.status),
        body=row.body if shown else None,
    )


def listed_view(row: ListedRow, *, key: str, more: str | None = None) -> CommentView:
    """Show a comment as the list does, the same for everybody."""
    return _view(row, key=key, shown=is_visible(row.status, row.deleted_at), more=more)


def _view(
    row: AnyComment | ListedRow, *, key: str, shown: bool, more: str | None = None
) -> CommentView:
    return CommentView(
        id=row.id,
        parent_id=row.parent_id,
        depth=row.depth,
        author=author_view(row) if shown else None,
        html=row.body_html if shown else "",
        created_at=row.created_at,
        edited_at=row.edited_at if shown else None,
        deleted=not shown,
        pinned=row.pinned,
        score=row.score,
        reply_count=row.reply_count,
        version=row.version,
        thread_key=key,
        replies_next=more,
    )


def author_view(row: AnyComment | ListedRow) -> AuthorView:
    """Show who wrote a comment, as everybody sees it."""
    by_account = row.account_id is not None
    return AuthorView(
        name=row.author_name or ANONYMOUS,
        url=row.author_url or None,
        role=row.author_role or ("member" if by_account else "guest"),
        provider=row.author_provider,
        handle=row.author_handle,
        avatar=row.author_avatar,
        verified=by_account,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """Whoever is logged in, as he is shown; no e-mail, no identity."""

    name: str
    url: str | None
    avatar: str | None
    handle: str | None
    provider: str
    role: str = "member"
