"""What moderators do: look at the queue, decide, take decisions back."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.domain.errors import CommentNotFoundError, DomainError, TransitionError
from app.domain.identity import Action
from app.domain.moderation import Status, Verb, status_after
from app.domain.queue import Pile, QueueFilters, is_newest_first
from app.services.container import Container
from app.services.steps import cursors, office, queued, records, writing
from app.services.steps import scope as scopes
from app.services.steps.credentials import Credentials
from app.services.steps.cursors import QueuePlace
from app.services.steps.queued import QueuedView
from app.services.steps.scope import Scope
from app.storage.models import CommentRow, ThreadRow
from app.storage.queue import Stretch
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRequest:
    """Which comments to list, in which order, how many, from where.

    Without `newest_first` it is the order that serves: of what waits, the longest
    waiting first.
    """

    filters: QueueFilters
    newest_first: bool | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the queue, what each pile holds, and the cursors on and back."""

    comments: tuple[QueuedView, ...]
    counts: dict[Pile, int]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one decision; `problem` and its code are empty when it was done."""

    comment_id: UUID
    problem: str = ""
    code: str = ""


def queue_page(
    container: Container,
    slugs: Iterable[str],
    *,
    request: QueueRequest,
    credentials: Credentials,
) -> QueuePage:
    """List comments of one or more sites, for somebody who may see all of them.

    Counts are of the sites' whole piles, whatever is filtered. Raises what
    `office.enter` raises, and InvalidInputError for a cursor of another order.
    """
    order = request.newest_first
    newest_first = is_newest_first(request.filters.pile) if order is None else order
    read, cursor = cursors.read_queued, request.cursor
    start = read(cursor, newest_first=newest_first) if cursor is not None else None
    goes_back = start is not None and start.goes_back
    stretch = Stretch(
        newest_first=newest_first is not goes_back,
        after=start.place if start else None,
        limit=request.limit + 1,
    )
    with container.store.read() as unit:
        action = Action.READ_QUEUE
        enter = partial(office.enter, credentials=credentials, action=action)
        sites = [enter(unit, container, slug=slug).site for slug in slugs]
        rows = queued.merged(unit, sites, filters=request.filters, stretch=stretch)
        turn = _turn(rows, request, start=start, newest_first=newest_first)
        shown = rows[: request.limit][:: -1 if goes_back else 1]
        return QueuePage(
            comments=queued.views(unit, sites, rows=shown),
            counts=queued.counts(unit, sites),
            next=turn[0],
            previous=turn[1],
        )


def _turn(
    rows: list[CommentRow],
    request: QueueRequest,
    *,
    start: QueuePlace | None,
    newest_first: bool,
) -> tuple[str | None, str | None]:
    """Give the cursors on and back from rows in the order in which they were read."""
    if not rows:
        return None, None
    shown, is_cut = rows[: request.limit], len(rows) > request.limit
    point = partial(cursors.around_queued, newest_first=newest_first)
    first, last, goes_on, goes_back = shown[0], shown[-1], is_cut, start is not None
    if start is not None and start.goes_back:
        first, last, goes_on, goes_back = last, first, True, is_cut
    return (
        point(last, goes_back=False) if goes_on else None,
        point(first, goes_back=True) if goes_back else None,
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


def decide_as(
    container: Container,
    slug: str,
    *,
    verb: Verb,
    ids: Iterable[UUID],
    credentials: Credentials,
    via: str,
) -> list[Outcome]:
    """Carry a verb out on each comment, for somebody who may; see `decide`.

    Raises what `office.enter` raises.
    """
    in_order = list(dict.fromkeys(ids))
    action = Action.DELETE if verb is Verb.DELETE else Action.MODERATE

    def store(unit: Unit) -> list[Outcome]:
        scope = office.enter(
            unit, container, slug=slug, credentials=credentials, action=action
        )
        by = office.by(scope, via=via)
        return [_try(scope, comment_id, verb=verb, by=by) for comment_id in in_order]

    return container.store.write(store)


def _try(scope: Scope, comment_id: UUID, *, verb: Verb, by: records.By) -> Outcome:
    row = scope.unit.comments.find(scope.site.id, comment_id)
    if row is None:
        gone = CommentNotFoundError()
        return Outcome(comment_id, gone.detail, gone.code)
    try:
        _carry_out(scope, row, thread=writing.lock(scope, row), verb=verb, by=by)
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
