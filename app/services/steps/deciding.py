"""Carrying a moderator's decision out on one comment, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import CommentNotFoundError, DomainError, TransitionError
from app.domain.moderation import Status, Verb, status_after
from app.services.steps import records, writing
from app.services.steps.scope import Scope
from app.storage.models import CommentRow, ThreadRow
from app.storage.moderation_models import ModerationLogRow

_PINS = frozenset({Verb.PIN, Verb.UNPIN})
Held = dict[UUID, tuple[CommentRow, ThreadRow]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one decision; `problem` and its code are empty when it was done."""

    comment_id: UUID
    problem: str = ""
    code: str = ""


def attempt_all(
    scope: Scope, ids: Iterable[UUID], *, verb: Verb, by: records.By
) -> list[Outcome]:
    """Carry a verb out on each comment; one that fails does not stop the others."""
    wanted = list(ids)
    held = _gather(scope, wanted)
    return [
        _attempt(scope, comment_id, held=held, verb=verb, by=by)
        for comment_id in wanted
    ]


def _gather(scope: Scope, ids: Iterable[UUID]) -> Held:
    """Lock comments and their threads, in two statements and not in two for each."""
    unit, site_id = scope.unit, scope.site.id
    rows = unit.comments.find_many(site_id, ids)
    threads = unit.threads.lock_many(site_id, {row.thread_id for row in rows})
    by_id = {thread.id: thread for thread in threads}
    locked = unit.comments.lock_many(rows)
    # One that was moved while its thread was waited for is in another now.
    return {
        row.id: (row, by_id.get(row.thread_id) or writing.lock(scope, row))
        for row in locked
    }


def _attempt(
    scope: Scope, comment_id: UUID, *, held: Held, verb: Verb, by: records.By
) -> Outcome:
    if comment_id not in held:
        gone = CommentNotFoundError()
        return Outcome(comment_id, gone.detail, gone.code)
    row, thread = held[comment_id]
    try:
        _carry_out(scope, row, thread=thread, verb=verb, by=by)
    except DomainError as error:
        return Outcome(comment_id, error.detail, error.code)
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
    elif verb in _PINS:
        _pin(scope, row, thread=thread, verb=verb, by=by)
    else:
        restores = verb is Verb.RESTORE
        old = row.status
        new = _status_before(scope, row) if restores else status_after(verb, old)
        writing.decide(scope, row, thread=thread, status=new, action=verb.value, by=by)


def _pin(
    scope: Scope, row: CommentRow, *, thread: ThreadRow, verb: Verb, by: records.By
) -> None:
    pinned = verb is Verb.PIN
    if row.pinned is pinned or (pinned and row.status is not Status.APPROVED):
        message = f"This comment cannot be put through “{verb}”."
        raise TransitionError(message)
    row.pinned = pinned
    row.version += 1
    scope.unit.threads.touch(thread)
    same = (row.status, row.status)
    records.log(scope, row.id, action=verb.value, change=same, by=by)


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


def take_all_back(
    scope: Scope, lines: Iterable[ModerationLogRow], *, by: records.By
) -> list[Outcome]:
    """Undo lines of the log, each if nothing has happened to its comment since."""
    wanted = list(lines)
    held = _gather(scope, [line.comment_id for line in wanted if line.comment_id])
    return [_take_back(scope, line, held=held, by=by) for line in wanted]


def _take_back(
    scope: Scope, line: ModerationLogRow, *, held: Held, by: records.By
) -> Outcome:
    comment_id = line.comment_id
    if comment_id is None:
        return _lift(scope, line, by=by)
    if comment_id not in held:
        gone = CommentNotFoundError()
        return Outcome(comment_id, gone.detail, gone.code)
    row, thread = held[comment_id]
    latest = scope.unit.moderation.of_comment(row.site_id, row.id)[0]
    if latest.id != line.id:
        message = "Something else has happened to this comment since."
        return Outcome(comment_id, message)
    try:
        _reverse(scope, row, thread=thread, line=line, by=by)
    except DomainError as error:
        return Outcome(comment_id, error.detail, error.code)
    return Outcome(comment_id)


def _lift(scope: Scope, line: ModerationLogRow, *, by: records.By) -> Outcome:
    """End what began with a line that is about no comment."""
    held = scope.unit.restraints.of_batch(scope.site.id, line.batch or line.id)
    if not held:
        return Outcome(line.id, "This cannot be taken back here.")
    for row in held:
        scope.unit.restraints.remove(row)
    records.log_about(scope, line.subject or "", action="lift", by=by)
    return Outcome(line.id)


def _reverse(
    scope: Scope,
    row: CommentRow,
    *,
    thread: ThreadRow,
    line: ModerationLogRow,
    by: records.By,
) -> None:
    old = line.old_status
    if old is not None and old is not line.new_status:
        writing.decide(scope, row, thread=thread, status=old, action="undo", by=by)
    elif line.action == Verb.RESTORE.value and row.deleted_at is None:
        # It was a deleted comment that the decision had brought back.
        writing.bury(scope, row, thread=thread, by=by)
    elif line.action == Verb.DELETE.value and row.deleted_at is not None:
        _carry_out(scope, row, thread=thread, verb=Verb.RESTORE, by=by)
    elif line.action in _PINS:
        back = Verb.UNPIN if line.action == Verb.PIN else Verb.PIN
        _pin(scope, row, thread=thread, verb=back, by=by)
    else:
        message = "This was no decision."
        raise TransitionError(message)
