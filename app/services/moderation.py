"""What moderators do: look at the queue, decide, take decisions back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import CommentNotFoundError, DomainError, TransitionError
from app.domain.moderation import Status, Verb, status_after
from app.services.container import Container
from app.services.steps import lookup, records, writing
from app.services.steps import scope as scopes
from app.services.steps.scope import Scope
from app.storage.models import CommentRow, ThreadRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedView:
    """A comment as a moderator sees it, with why it is here."""

    id: UUID
    thread_key: str
    author_name: str
    body: str
    status: Status
    reasons: tuple[tuple[str, str], ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one decision; `problem` is empty when it was carried out."""

    comment_id: UUID
    problem: str = ""


def queue(
    container: Container, slug: str, *, status: Status | None, limit: int
) -> tuple[QueuedView, ...]:
    """List comments of one status, the longest waiting first."""
    with container.store.read() as unit:
        site = lookup.find_site(unit, slug)
        rows = unit.lists.queue(site.id, status=status, limit=limit)
        return tuple(
            QueuedView(
                id=row.id,
                thread_key=unit.threads.get(site.id, row.thread_id).key,
                author_name=row.author_name,
                body=row.body,
                status=row.status,
                reasons=tuple((why["code"], why["evidence"]) for why in row.reasons),
                created_at=row.created_at,
            )
            for row in rows
        )


def decide(
    container: Container,
    slug: str,
    *,
    verb: Verb,
    ids: Iterable[UUID],
    by: records.By,
) -> list[Outcome]:
    """Carry a verb out on each comment; one that fails does not stop the others.

    `by` is the actor and the way it came, as the log has them.
    """
    in_order = list(dict.fromkeys(ids))

    def store(unit: Unit) -> list[Outcome]:
        scope = scopes.enter(unit, container, slug=slug)
        return [_try(scope, comment_id, verb=verb, by=by) for comment_id in in_order]

    return container.store.write(store)


def _try(scope: Scope, comment_id: UUID, *, verb: Verb, by: records.By) -> Outcome:
    row = scope.unit.comments.find(scope.site.id, comment_id)
    if row is None:
        return Outcome(comment_id, CommentNotFoundError.sentence)
    try:
        _carry_out(scope, row, thread=writing.lock(scope, row), verb=verb, by=by)
    except DomainError as error:
        return Outcome(comment_id, error.detail)
    return Outcome(comment_id)


def _carry_out(
    scope: Scope, row: CommentRow, *, thread: ThreadRow, verb: Verb, by: records.By
) -> None:
    if row.deleted_at is not None:
        if verb is not Verb.RESTORE:
            raise CommentNotFoundError
        _revive(scope, row, thread=thread)
        same = (row.status, row.status)
        records.log(scope, row.id, action=verb.value, change=same, by=by)
    elif verb is Verb.DELETE:
        writing.bury(scope, row, thread=thread, by=by)
    else:
        restores = verb is Verb.RESTORE
        old = row.status
        new = _status_before(scope, row) if restores else status_after(verb, old)
        writing.decide(scope, row, thread=thread, status=new, action=verb.value, by=by)


def _revive(scope: Scope, row: CommentRow, *, thread: ThreadRow) -> None:
    if row.deleted_by == records.AUTHOR[0]:
        message = "Its author deleted this comment; nobody else brings it back."
        raise TransitionError(message)
    if row.purged_at is not None:
        message = "The text of this comment is gone for good; nothing can be restored."
        raise TransitionError(message)
    row.deleted_at = None
    row.deleted_by = None
    row.version += 1
    scope.unit.comments.show_as_stored(row, thread, was_visible=False)
    scope.unit.threads.touch(thread)


def _status_before(scope: Scope, row: CommentRow) -> Status:
    """Find the status that the last decision took away."""
    for line in scope.unit.moderation.of_comment(row.site_id, row.id):
        if line.new_status is row.status and line.old_status not in {None, row.status}:
            return Status(str(line.old_status))
    if row.status in {Status.SPAM, Status.REJECTED}:
        # It came in that way, so nobody has looked yet.
        return Status.PENDING
    message = "There is no decision to take back."
    raise TransitionError(message)
