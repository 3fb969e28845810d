"""Whether a comment is the actor's to change."""

from uuid import UUID

from app.domain.comment import is_visible, may_still_change
from app.domain.errors import (
    CommentNotFoundError,
    PreconditionFailedError,
    UnauthenticatedError,
    WrongCredentialError,
)
from app.domain.identity import Action, Actor
from app.services.steps.scope import Scope
from app.storage.found import Ownable
from app.storage.models import CommentRow


def is_own(actor: Actor, row: Ownable) -> bool:
    """Tell whether the actor wrote the comment."""
    return actor.owns(comment_id=row.id, author_key=row.author_key)


def find_own(scope: Scope, comment_id: UUID, *, action: Action) -> CommentRow:
    """Find a comment that the actor may do something to.

    Raises UnauthenticatedError without a credential; with a wrong one
    WrongCredentialError where the comment is public, else CommentNotFoundError.
    """
    if not scope.actor.has_credential:
        raise UnauthenticatedError
    row = scope.unit.comments.find(scope.site.id, comment_id)
    if row is None:
        raise CommentNotFoundError
    if scope.actor.may(action, own=is_own(scope.actor, row)):
        return row
    if is_visible(row.status, row.deleted_at):
        raise WrongCredentialError
    raise CommentNotFoundError


def check_version(row: CommentRow, if_match: frozenset[str] | None) -> None:
    """Compare If-Match's strong tags with the stored version.

    `None` is no condition, as is the tag `*`. Raises PreconditionFailedError.
    """
    if if_match is None or "*" in if_match:
        return
    if str(row.version) not in if_match:
        raise PreconditionFailedError


def is_in_time(scope: Scope, row: CommentRow) -> bool:
    """Tell whether the author may still change the comment."""
    return may_still_change(scope.site.policy, created_at=row.created_at, now=scope.now)
