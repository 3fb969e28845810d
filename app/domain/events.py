"""Facts that others may want to hear of: the outbox stores them with the change."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.moderation import Status


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


Event = CommentPosted | CommentEdited | CommentDeleted | StatusChanged
