"""Comments and threads on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import asdict

from app.domain.comment import Draft
from app.domain.subscription import Wish
from app.services.steps.lookup import ThreadRef
from app.services.views import AuthorView, CommentView, ThreadView
from app.web.api.schemas.links import avatar_url, permalink_of

Text = Annotated[str, Meta(description="Markdown, up to the site's limit.")]


class Author(Struct, kw_only=True):
    """Who wrote, as shown; no address of any kind."""

    name: str
    url: str | None
    avatar: str | None
    provider: str | None
    handle: str | None
    role: str
    verified: bool


class Comment(Struct, kw_only=True):
    """A comment; `author` is null and `html` empty where only its place is left.

    `status` and `body` are there for its author alone, `edit_token` only in the
    answer to the post that made it.
    """

    id: UUID
    parent_id: UUID | None
    depth: int
    author: Author | None
    html: str
    created_at: datetime
    edited_at: datetime | None
    deleted: bool
    pinned: bool
    score: int
    reactions: dict[str, int]
    reply_count: int
    replies_next: str | None
    permalink: str
    status: str | UnsetType = UNSET
    body: str | UnsetType = UNSET
    edit_token: str | UnsetType = UNSET


class Thread(Struct, kw_only=True):
    """A discussion; `count` is of visible comments."""

    key: str
    url: str | None
    title: str | None
    count: int
    open: bool


class ThreadPage(Struct, kw_only=True):
    """Roots with their first replies, flat and in reading order."""

    thread: Thread
    comments: list[Comment]
    next: str | None


class Replies(Struct, kw_only=True):
    """A page of what is below a comment, in reading order."""

    comments: list[Comment]
    next: str | None


class Own(Struct, kw_only=True):
    """What an author alone sees of a thread."""

    comments: list[Comment]


class Counts(Struct, kw_only=True):
    """Visible comments by thread, under the spelling that was asked for."""

    counts: dict[str, int]


class Html(Struct, kw_only=True):
    """A body as it would be shown."""

    html: str


class Challenge(Struct, kw_only=True):
    """A form token; send it back as `challenge`."""

    challenge: str
    expires_at: datetime


class ThreadIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which thread; `key` wins over `url`, and one of them is needed."""

    key: str | None = None
    url: str | None = None
    title: str | None = None


class AuthorIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who a guest says to be."""

    name: str = ""
    email: Annotated[str, Meta(description="Never made public.")] = ""
    url: str = ""


class CommentIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """A comment to post."""

    thread: ThreadIn
    body: Text
    parent_id: UUID | None = None
    author: AuthorIn | None = None
    subscribe: Annotated[
        Wish, Meta(description="Mail about new comments; needs `author.email`.")
    ] = Wish.NONE
    challenge: str | None = None

    def draft(self) -> Draft:
        """Give what was typed."""
        author = asdict(self.author or AuthorIn())
        return Draft(body=self.body, wish=self.subscribe, **author)

    def thread_ref(self) -> ThreadRef:
        """Give how the thread is named."""
        return ThreadRef(
            key=self.thread.key, url=self.thread.url, title=self.thread.title
        )


class BodyIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """A body alone, to edit or to preview."""

    body: Text


class Nothing(Struct, kw_only=True, forbid_unknown_fields=True):
    """An empty object."""


class ThreadQuery(Struct, kw_only=True):
    """Which thread; `thread` wins over `url`, and one of them is needed."""

    thread: Annotated[str | None, Meta(description="The thread's key.")] = None
    url: Annotated[str | None, Meta(description="The page's address.")] = None

    def thread_ref(self) -> ThreadRef:
        """Give how the thread is named."""
        return ThreadRef(key=self.thread, url=self.url)


class PageQuery(ThreadQuery, kw_only=True):
    """Which page of a thread."""

    sort: Literal["oldest", "newest", "best"] = "oldest"
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    replies: Annotated[int, Meta(ge=0, le=20)] = 5
    cursor: Annotated[str | None, Meta(description="From `next`.")] = None


class RepliesQuery(Struct, kw_only=True):
    """Which page of a subtree."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: Annotated[
        str | None, Meta(description="From `next` or `replies_next`.")
    ] = None


class CountsQuery(Struct, kw_only=True):
    """Which threads, by key, by address, or both; 100 in all."""

    thread: Annotated[list[str], Meta(max_length=100)] = []
    url: Annotated[list[str], Meta(max_length=100)] = []


def comment_out(
    view: CommentView, *, site: str, public_url: str, edit_token: str | None = None
) -> Comment:
    """Show a comment."""
    return Comment(
        id=view.id,
        parent_id=view.parent_id,
        depth=view.depth,
        author=author_out(view.author, public_url) if view.author else None,
        html=view.html,
        created_at=view.created_at,
        edited_at=view.edited_at,
        deleted=view.deleted,
        pinned=view.pinned,
        score=view.score,
        reactions={},
        reply_count=view.reply_count,
        replies_next=view.replies_next,
        permalink=permalink_of(view.id, site=site, public_url=public_url),
        status=view.status.value if view.status else UNSET,
        body=view.body if view.body is not None else UNSET,
        edit_token=edit_token or UNSET,
    )


def author_out(view: AuthorView, public_url: str) -> Author:
    """Show who wrote."""
    return Author(
        name=view.name,
        url=view.url,
        avatar=avatar_url(view.avatar, public_url=public_url),
        provider=view.provider,
        handle=view.handle,
        role=view.role,
        verified=view.verified,
    )


def thread_out(view: ThreadView) -> Thread:
    """Show a thread."""
    return Thread(
        key=view.key,
        url=view.url,
        title=view.title,
        count=view.count,
        open=view.is_open,
    )
