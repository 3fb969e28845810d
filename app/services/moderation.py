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
from app.services.steps.deciding import Outcome
from app.services.steps.queued import QueuedView
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
    filters = request.filters
    order = request.newest_first
    newest_first = is_newest_first(filters.pile) if order is None else order
    start = None
    if request.cursor is not None:
        start = cursors.read_queued(request.cursor, newest_first=newest_first)
    back = start is not None and start.goes_back
    stretch = Stretch(
        newest_first=newest_first is not back,
        after=start.place if start else None,
        limit=request.limit + 1,
    )
    with container.store.read() as unit:
        enter = partial(
            office.enter,
            unit,
            container,
            credentials=credentials,
            action=Action.READ_QUEUE,
        )
        sites = [enter(slug=slug).site for slug in slugs]
        found = queued.merged(unit, sites, filters=filters, stretch=stretch)
        counts = queued.counts(unit, sites)
        rows, is_cut = found[: request.limit], len(found) > request.limit
        rows = rows[::-1] if back else rows
        goes_on = bool(rows) and (is_cut or back)
        goes_back = bool(rows) and (is_cut if back else start is not None)
        point = partial(cursors.around_queued, newest_first=newest_first)
        return QueuePage(
            comments=queued.views(unit, sites, rows=rows),
            counts=counts,
            next=point(rows[-1], goes_back=False) if goes_on else None,
            previous=point(rows[0], goes_back=True) if goes_back else None,
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
        return [
            deciding.attempt(scope, comment_id, verb=verb, by=by)
            for comment_id in in_order
        ]

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
        return [
            deciding.attempt(scope, comment_id, verb=verb, by=by)
            for comment_id in in_order
        ]

    return container.store.write(store)
