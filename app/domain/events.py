"""Facts that others may want to hear of: the outbox stores them with the change."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.moderation import Status
from app.domain.report import ReportReason


@dataclass(frozen=True, slots=True)
class CommentPosted:
    """Somebody posted; the status says whether everybody sees it."""

    comment_id: UUID
    status: Status


@dataclass(frozen=True, slots=True)
class CommentEdited:
    """The author changed the body."""

    comment_id: UUID
    status: Status


@dataclass(frozen=True, slots=True)
class CommentDeleted:
    """The comment is gone."""

    comment_id: UUID
    by: str


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A moderator decided."""

    comment_id: UUID
    old: Status
    new: Status


@dataclass(frozen=True, slots=True)
class CommentReported:
    """A reader thinks that it should not be there; `hidden` says that it no longer is.

    Told of a reader's first report of a comment alone.
    """

    comment_id: UUID
    reason: ReportReason
    hidden: bool


Event = CommentPosted | CommentEdited | CommentDeleted | StatusChanged | CommentReported
