"""What is written beside a change, in its transaction: the event and the log line."""

from dataclasses import fields
from uuid import UUID

from app.domain.events import Event
from app.domain.moderation import Reason, Status
from app.services.steps.scope import Scope

# Who acted, and the way it came.
By = tuple[str, str]
RULES: By = ("system", "rules")
AUTHOR: By = ("author", "own")
MODERATOR: By = ("moderator", "api")


def announce(scope: Scope, event: Event) -> None:
    """Put an event into the outbox."""
    scope.unit.outbox.add(
        site_id=scope.site.id,
        id=scope.container.new_id(scope.now),
        kind=type(event).__name__,
        payload={each.name: str(getattr(event, each.name)) for each in fields(event)},
        created_at=scope.now,
    )


def log(
    scope: Scope,
    comment_id: UUID,
    *,
    action: str,
    change: tuple[Status | None, Status | None],
    by: By = RULES,
    reasons: tuple[Reason, ...] = (),
) -> None:
    """Write who did what to a comment, and from which status to which."""
    _write(
        scope,
        by=by,
        comment_id=comment_id,
        action=action,
        old_status=change[0],
        new_status=change[1],
        reasons=reasons_to_json(reasons),
    )


def log_about(scope: Scope, subject: str, *, action: str, by: By) -> None:
    """Write who did what to something that is no comment: a thread, the rules."""
    _write(scope, by=by, subject=subject, action=action, reasons=[])


def _write(scope: Scope, *, by: By, **values: object) -> None:
    scope.unit.moderation.log(
        site_id=scope.site.id,
        id=scope.container.new_id(scope.now),
        batch=scope.batch,
        actor=by[0],
        via=by[1],
        created_at=scope.now,
        **values,
    )


def reasons_to_json(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    """Write reasons down with their evidence."""
    return [{"code": reason.code, "evidence": reason.evidence} for reason in reasons]
