"""From the outbox to those who want to hear of it: spread, deliver, give up, retry.

An event is spread into deliveries in one transaction, so that none is lost and none
is made twice. A delivery is taken for a while (a lease), brought there with no
transaction open, and noted: at least once, always under the same id.
"""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.domain.delivery import (
    LEASE,
    DeliveryError,
    PostponedError,
    after_failure,
)
from app.domain.errors import StorageFullError
from app.logs import logger
from app.services.channels import CHANNELS
from app.services.channels.base import Delivery, Event, Hand
from app.services.container import Container
from app.services.steps import lookup
from app.storage import outbox as states
from app.storage.outbox_models import DeliveryRow
from app.storage.unit_of_work import Unit

EVENTS_AT_ONCE = 100
# In one transaction, which posts wait for.
SPREAD_TOGETHER = states.MOST_TAKEN
DELIVERIES_AT_ONCE = 10
KEPT = timedelta(days=30)

GoOn = Callable[[], bool]
_BY_KIND = {channel.kind: channel for channel in CHANNELS}


def work(container: Container, *, go_on: GoOn) -> bool:
    """Spread and deliver what is due, one batch; tell whether there may be more."""
    may_be_more = _spread_all(container, go_on)
    return _deliver_batch(container, go_on) or may_be_more


def _spread_all(container: Container, go_on: GoOn) -> bool:
    """Spread a batch; tell whether it was a full one, of which something came.

    What comes after one that was not waits for a moment, until there is more of it:
    while many post, many go together, and leave the processor to those who post.
    """
    done, waiting = 0, _waiting(container)
    for start in range(0, len(waiting), SPREAD_TOGETHER):
        if not go_on():
            break
        done += _spread_some(container, waiting[start : start + SPREAD_TOGETHER])
    return done > 0 and len(waiting) == EVENTS_AT_ONCE


def _spread_some(container: Container, keys: list[tuple[int, UUID]]) -> int:
    """Spread events in one transaction, or, where that fails, each in its own."""
    try:
        container.store.write(partial(_spread, container=container, keys=keys))
    except StorageFullError:
        raise  # It is not these events that are bad.
    except Exception:  # noqa: BLE001 -- one bad event must not hold up the others
        if len(keys) == 1:
            logger.exception("event not spread")
            return 0
        return sum(_spread_some(container, [key]) for key in keys)
    return len(keys)


def _waiting(container: Container) -> list[tuple[int, UUID]]:
    with container.store.read() as unit:
        rows = unit.outbox.waiting(EVENTS_AT_ONCE)
        return [(row.site_id, row.id) for row in rows]


def _spread(unit: Unit, *, container: Container, keys: list[tuple[int, UUID]]) -> None:
    taken = unit.outbox.take(keys)
    hand = Hand(unit=unit, container=container, now=container.clock())
    events = [
        Event(
            id=row.id,
            site_id=row.site_id,
            kind=row.kind,
            payload=row.payload,
            created_at=row.created_at,
        )
        for row in taken
    ]
    hand.gather(events)
    for event in events:
        for channel in CHANNELS:
            channel.spread(hand, event)
    unit.outbox.note_spread(taken, now=hand.now)


def _deliver_batch(container: Container, go_on: GoOn) -> bool:
    # To write, if only nothing, is to keep a writer waiting.
    with container.store.read() as unit:
        if not unit.outbox.has_due(container.clock()):
            return False
    claimed = container.store.write(lambda unit: _claim(unit, container))
    for place, delivery in enumerate(claimed):
        if not go_on():
            left = [each.id for each in claimed[place:]]
            container.store.write(partial(_release, ids=left))
            break
        _deliver(container, delivery)
    return bool(claimed)


def _release(unit: Unit, *, ids: list[UUID]) -> None:
    unit.outbox.release(ids)


def _claim(unit: Unit, container: Container) -> list[Delivery]:
    now = container.clock()
    rows = unit.outbox.claim(now, until=now + LEASE, limit=DELIVERIES_AT_ONCE)
    return [
        Delivery(
            id=row.id,
            site_id=row.site_id,
            kind=row.kind,
            payload=row.payload,
            attempts=row.attempts,
        )
        for row in rows
    ]


def _deliver(container: Container, delivery: Delivery) -> None:
    wait = error = None
    try:
        channel = _BY_KIND.get(delivery.kind)
        if channel is None:
            code = "unknown_channel"
            raise DeliveryError(code)  # noqa: TRY301 -- noted like any other failure
        channel.deliver(container, delivery)
    except PostponedError as postponed:
        wait = postponed.wait
    except DeliveryError as failed:
        error = failed
    except Exception:  # noqa: BLE001 -- noted, tried again, and given up in the end
        logger.exception("delivery failed unexpectedly")
        error = DeliveryError("unexpected")
    if error is not None:
        logger.warning("delivery %s (%s): %s", delivery.id, delivery.kind, error.code)
    container.store.write(
        lambda unit: _note(unit, container, delivery=delivery, wait=wait, error=error)
    )


def _note(
    unit: Unit,
    container: Container,
    *,
    delivery: Delivery,
    wait: timedelta | None,
    error: DeliveryError | None,
) -> None:
    """Note what came of an attempt."""
    row = unit.outbox.delivery(delivery.id)
    if row is None or row.state != states.QUEUED:
        return
    now = container.clock()
    row.claimed_until = None
    if wait is not None:
        row.attempts -= 1
        row.not_before = now + wait
        return
    if error is None:
        row.state, row.done_at, row.last_error = states.DONE, now, None
        return
    row.last_error = error.code
    fate = after_failure(row.attempts, error, chance=random.random())  # noqa: S311 -- jitter
    if fate.wait is None:
        row.state, row.done_at = states.DEAD, now
    else:
        row.not_before = now + fate.wait


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A delivery that was given up; `error` is a code and names no address."""

    id: UUID
    site: str | None
    kind: str
    comment_id: UUID | None
    error: str
    attempts: int
    created_at: datetime
    given_up_at: datetime | None


def dead_letters(
    container: Container, sites: Collection[str] | None = None, *, limit: int = 100
) -> tuple[DeadLetter, ...]:
    """List what was given up, the newest first: of some sites, or of all (None)."""
    with container.store.read() as unit:
        rows = unit.outbox.dead(_site_ids(unit, sites), limit=limit)
        slugs = {row.id: row.slug for row in unit.sites.all()}
        return tuple(_dead_letter(row, slugs) for row in rows)


def _dead_letter(row: DeliveryRow, slugs: dict[int, str]) -> DeadLetter:
    about = row.payload.get("comment")
    return DeadLetter(
        id=row.id,
        site=slugs.get(row.site_id or 0),
        kind=row.kind,
        comment_id=UUID(about) if about else None,
        error=row.last_error or "",
        attempts=row.attempts,
        created_at=row.created_at,
        given_up_at=row.done_at,
    )


def retry(
    container: Container,
    ids: Collection[UUID] | None = None,
    *,
    sites: Collection[str] | None = None,
) -> int:
    """Queue anew what was given up: some, or all (None), of some sites; how many."""

    def store(unit: Unit) -> int:
        return unit.outbox.revive(
            container.clock(), ids=ids, site_ids=_site_ids(unit, sites)
        )

    return container.store.write(store)


def _site_ids(unit: Unit, sites: Collection[str] | None) -> list[int] | None:
    if sites is None:
        return None
    return [lookup.find_site(unit, slug).id for slug in sites]


def tidy(container: Container) -> None:
    """Drop events and deliveries that were done with a month ago."""
    before = container.clock() - KEPT
    container.store.write(lambda unit: unit.outbox.forget(before))
