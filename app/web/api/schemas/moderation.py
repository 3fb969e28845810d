"""The queue and the log on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from app.domain.moderation import HoldReason, Verb
from app.domain.queue import Pile, QueueFilters, read_search
from app.services.log import LogLine
from app.services.moderation import QueueRequest
from app.services.steps.deciding import Outcome
from app.services.steps.queued import ParentView, QueuedView
from app.web.api.schemas.comments import Author, author_out
from app.web.api.schemas.links import permalink_of

MOST_IDS = 500
Moment = Annotated[datetime, Meta(tz=True)]


class Reason(Struct, kw_only=True):
    """Why a comment is where it is, with what was found."""

    code: str
    evidence: str


class Report(Struct, kw_only=True):
    """What one reader said about a comment."""

    reason: str
    note: str
    created_at: datetime


class QueuedThread(Struct, kw_only=True):
    """The page of a comment; as a first poster said unless `confirmed`."""

    key: str
    title: str | None
    url: str | None
    confirmed: bool


class QueuedParent(Struct, kw_only=True):
    """What a comment answers, in a line."""

    id: UUID
    author: str
    excerpt: str
    status: str
    deleted: bool


class Queued(Struct, kw_only=True):
    """A comment as moderators see it; `author_counts` are by status, on this site."""

    id: UUID
    thread: QueuedThread
    parent: QueuedParent | None
    author: Author
    author_counts: dict[str, int]
    body: str
    html: str
    status: str
    pinned: bool
    reasons: list[Reason]
    reports: list[Report]
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by: str | None
    permalink: str


class QueueOut(Struct, kw_only=True):
    """A page of the queue; `counts` are of whole piles, whatever was asked for."""

    comments: list[Queued]
    counts: dict[str, int]
    next: str | None
    previous: str | None


class QueueQuery(Struct, kw_only=True):
    """What to look for; without `sort` who waits longest is first, else the newest."""

    status: Literal["pending", "approved", "spam", "rejected", "deleted", "any"] = (
        "pending"
    )
    reason: HoldReason | None = None
    q: Annotated[
        str,
        Meta(
            description="Words in the body; `author:ada`, `thread:/a`; quotes hold "
            "several words together."
        ),
    ] = ""
    since: Moment | None = None
    until: Moment | None = None
    sort: Literal["oldest", "newest"] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: Annotated[str | None, Meta(description="From `next` or `previous`.")] = None

    def request(self) -> QueueRequest:
        """Give what is asked for; raises InvalidInputError for a search too long."""
        search = read_search(self.q)
        filters = QueueFilters(
            pile=None if self.status == "any" else Pile(self.status),
            thread=search.thread,
            author=search.author,
            words=search.words,
            reason=self.reason,
            since=self.since,
            until=self.until,
        )
        return QueueRequest(
            filters=filters,
            newest_first=None if self.sort is None else self.sort == "newest",
            limit=self.limit,
            cursor=self.cursor,
        )


class DecisionIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """One verb for many comments; `restore` takes the last decision back."""

    action: Verb
    ids: Annotated[list[UUID], Meta(min_length=1, max_length=MOST_IDS)]


class Decided(Struct, kw_only=True):
    """What came of it for one comment; `code` and `detail` where it was not done."""

    id: UUID
    done: bool
    code: str | None
    detail: str | None


class DecisionOut(Struct, kw_only=True):
    """What came of each, in the order that was asked for."""

    results: list[Decided]


class LogQuery(Struct, kw_only=True):
    """Which lines of the log."""

    comment: Annotated[UUID | None, Meta(description="Of one comment alone.")] = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: Annotated[str | None, Meta(description="From `next`.")] = None


class LogEntry(Struct, kw_only=True):
    """Who did what to which comment, and by which way; `name` is the account's."""

    id: UUID
    comment_id: UUID
    actor: str
    name: str | None
    via: str
    action: str
    old_status: str | None
    new_status: str | None
    reasons: list[Reason]
    created_at: datetime


class LogOut(Struct, kw_only=True):
    """Lines of the log, the newest first."""

    lines: list[LogEntry]
    next: str | None


def queued_out(view: QueuedView, *, public_url: str) -> Queued:
    """Show a comment to a moderator's program."""
    return Queued(
        id=view.id,
        thread=QueuedThread(
            key=view.thread_key,
            title=view.title,
            url=view.page_url,
            confirmed=view.page_confirmed,
        ),
        parent=_parent_out(view.parent) if view.parent else None,
        author=author_out(view.author, public_url),
        author_counts={key.value: count for key, count in view.author_counts.items()},
        body=view.body,
        html=view.html,
        status=view.status.value,
        pinned=view.pinned,
        reasons=reasons_out(view.reasons),
        reports=[
            Report(reason=each.reason, note=each.note, created_at=each.created_at)
            for each in view.reports
        ],
        created_at=view.created_at,
        edited_at=view.edited_at,
        deleted_at=view.deleted_at,
        deleted_by=view.deleted_by,
        permalink=permalink_of(view.id, site=view.site, public_url=public_url),
    )


def _parent_out(parent: ParentView) -> QueuedParent:
    return QueuedParent(
        id=parent.id,
        author=parent.author_name,
        excerpt=parent.excerpt,
        status=parent.status.value,
        deleted=parent.deleted,
    )


def reasons_out(reasons: tuple[tuple[str, str], ...]) -> list[Reason]:
    """Show reasons with their evidence."""
    return [Reason(code=code, evidence=proof) for code, proof in reasons]


def decided_out(outcome: Outcome) -> Decided:
    """Show what came of one decision."""
    return Decided(
        id=outcome.comment_id,
        done=not outcome.code,
        code=outcome.code or None,
        detail=outcome.problem or None,
    )


def line_out(line: LogLine) -> LogEntry:
    """Show a line of the log."""
    return LogEntry(
        id=line.id,
        comment_id=line.comment_id,
        actor=line.actor,
        name=line.name,
        via=line.via,
        action=line.action,
        old_status=line.old_status.value if line.old_status else None,
        new_status=line.new_status.value if line.new_status else None,
        reasons=reasons_out(line.reasons),
        created_at=line.created_at,
    )
