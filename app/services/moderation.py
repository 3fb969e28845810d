"""What moderators do: look at the queue, decide, take decisions back."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.domain.identity import Action
from app.domain.moderation import Verb
from app.domain.queue import Pile, QueueFilters, is_newest_first
from app.services.container import Container
from app.services.steps import cursors, deciding, office, queued, records
from app.services.steps import scope as scopes
from app.services.steps.credentials import Credentials
from app.services.steps.cursors import QueuePlace
from app.services.steps.deciding import Outcome
from app.services.steps.queued import QueuedView
from app.storage.models import CommentRow
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
        return deciding.attempt_all(scope, in_order, verb=verb, by=by)

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
        return deciding.attempt_all(scope, in_order, verb=verb, by=by)

    return container.store.write(store)
