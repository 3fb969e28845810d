"""What moderators are shown of an author, and of those who are kept back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.moderation import Status
from app.domain.restraint import Effect, Kind
from app.services.steps.queued import QueuedView
from app.services.views import AuthorView
from app.storage.moderation_models import RestraintRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RestraintView:
    """A restraint as moderators see it; whom it meets is told by its kind alone."""

    id: UUID
    kind: Kind
    effect: Effect
    reason: str
    comment_id: UUID | None
    by: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note about an author."""

    text: str
    by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An author as moderators see him; `kinds` are what he can be known by."""

    author: AuthorView
    comment_id: UUID
    email: str
    counts: dict[Status, int]
    comments: tuple[QueuedView, ...]
    has_more: bool
    restraints: tuple[RestraintView, ...]
    notes: tuple[NoteView, ...]
    kinds: tuple[Kind, ...]


def restraint_view(row: RestraintRow, *, names: dict[str, str]) -> RestraintView:
    """Show a restraint; whom it meets is not to be read from it."""
    return RestraintView(
        id=row.id,
        kind=Kind(row.kind),
        effect=Effect(row.effect),
        reason=row.reason,
        comment_id=row.comment_id,
        by=names[row.created_by],
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
