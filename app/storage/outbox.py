"""Events stored in the transaction that made them true, and what becomes of them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.found import columns
from app.storage.outbox_models import DeliveryRow, OutboxRow
from app.storage.statements import Command, Query, Slots
from app.storage.upsert import insert, insert_missing, table_of

QUEUED, DONE, DEAD = "queued", "done", "dead"
# So many events are taken at once.
MOST_TAKEN = 20


class FoundEvent(NamedTuple):
    """An event as a worker finds it; fields are OutboxRow's."""

    site_id: int
    id: UUID
    kind: str
    payload: dict[str, Any]
    created_at: datetime


def _due(
    now: datetime | sa.BindParameter[datetime],
) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        DeliveryRow.state == QUEUED,
        DeliveryRow.not_before <= now,
        sa.or_(DeliveryRow.claimed_until.is_(None), DeliveryRow.claimed_until <= now),
    )


_UNSPREAD = (
    sa.select(*columns(OutboxRow, FoundEvent._fields))
    .where(OutboxRow.spread_at.is_(None))
    .order_by(OutboxRow.created_at, OutboxRow.id)
)
_SITES = Slots(name="site", count=MOST_TAKEN, type_=OutboxRow.site_id.type)
_IDS = Slots(name="id", count=MOST_TAKEN, type_=OutboxRow.id.type)
_WAITING = Query(_UNSPREAD.limit(sa.bindparam("most")), FoundEvent._make)
_TAKE = Query(
    _UNSPREAD.where(
        OutboxRow.site_id.in_(_SITES.all),
        OutboxRow.id.in_(_IDS.all),
    ).with_for_update(skip_locked=True),
    FoundEvent._make,
)
_OUTBOX = table_of(OutboxRow)
_SPREAD = Command(
    sa.update(_OUTBOX)
    .where(
        _OUTBOX.c.site_id == sa.bindparam("site"), _OUTBOX.c.id == sa.bindparam("its")
    )
    .values(spread_at=sa.bindparam("now"))
)
_ANY_DUE = Query[Any](
    sa.select(DeliveryRow.id)
    .where(*_due(sa.bindparam("now", type_=DeliveryRow.not_before.type)))
    .limit(1),
    tuple,
)


class Outbox:
    """Events and their deliveries."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def add(self, **values: Any) -> None:  # noqa: ANN401 - columns of an event
        """Store an event."""
        insert(self._session, OutboxRow, values=values)

    def waiting(self, limit: int) -> list[FoundEvent]:
        """List events that have no deliveries yet, oldest first."""
        return _WAITING.all(self._session, {"most": limit})

    def take(self, rows: Iterable[tuple[int, UUID]]) -> list[FoundEvent]:
        """Lock events that have no deliveries yet; another worker's are left out.

        Events are named by site and id; raises ValueError for more than twenty.
        """
        wanted = set(rows)
        sites = _SITES.fill({site_id for site_id, _ in wanted})
        ids = _IDS.fill({event_id for _, event_id in wanted})
        found = _TAKE.all(self._session, sites | ids)
        return [each for each in found if (each.site_id, each.id) in wanted]

    def note_spread(self, events: Iterable[FoundEvent], *, now: datetime) -> None:
        """Note that events have their deliveries."""
        rows = [{"site": each.site_id, "its": each.id, "now": now} for each in events]
        _SPREAD.run_each(self._session, rows)

    def has_due(self, now: datetime) -> bool:
        """Tell whether there is anything to deliver."""
        return _ANY_DUE.first(self._session, {"now": now}) is not None

    def queue(self, **values: Any) -> bool:  # noqa: ANN401 - columns of a delivery
        """Queue a delivery once; tell whether it was not there before."""
        unset = {"attempts": 0, "state": QUEUED}
        return insert_missing(self._session, DeliveryRow, values=unset | values)

    def claim(self, now: datetime, *, until: datetime, limit: int) -> list[DeliveryRow]:
        """Take deliveries that are due; nobody else has them before `until`."""
        query = (
            sa.select(DeliveryRow)
            .where(*_due(now))
            .order_by(DeliveryRow.not_before, DeliveryRow.created_at, DeliveryRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = list(self._session.scalars(query))
        for row in rows:
            row.claimed_until = until
            row.attempts += 1
        return rows

    def delivery(self, delivery_id: UUID) -> DeliveryRow | None:
        """Read a delivery so that nobody else changes it until the end."""
        return self._session.get(
            DeliveryRow, delivery_id, with_for_update=True, populate_existing=True
        )

    def release(self, ids: Iterable[UUID]) -> None:
        """Give back what was claimed and not begun."""
        self._session.execute(
            sa.update(DeliveryRow)
            .where(DeliveryRow.id.in_(list(ids)), DeliveryRow.state == QUEUED)
            .values(claimed_until=None, attempts=DeliveryRow.attempts - 1)
        )

    def dead(
        self, site_ids: Collection[int] | None, *, limit: int
    ) -> list[DeliveryRow]:
        """List what was given up, newest first; of some sites, or all (None)."""
        query = sa.select(DeliveryRow).where(DeliveryRow.state == DEAD)
        if site_ids is not None:
            query = query.where(DeliveryRow.site_id.in_(site_ids))
        return list(
            self._session.scalars(
                query.order_by(DeliveryRow.done_at.desc(), DeliveryRow.id).limit(limit)
            )
        )

    def failing(self, site_id: int, *, limit: int) -> list[DeliveryRow]:
        """List a site's deliveries that failed and are tried again, the next first."""
        query = sa.select(DeliveryRow).where(
            DeliveryRow.state == QUEUED,
            DeliveryRow.site_id == site_id,
            DeliveryRow.last_error.is_not(None),
        )
        order = (DeliveryRow.not_before, DeliveryRow.created_at, DeliveryRow.id)
        return list(self._session.scalars(query.order_by(*order).limit(limit)))

    def dead_by_site(self, site_ids: Collection[int]) -> dict[int, int]:
        """Count what was given up, of sites that have some."""
        query = (
            sa.select(DeliveryRow.site_id, sa.func.count())
            .where(DeliveryRow.state == DEAD, DeliveryRow.site_id.in_(site_ids))
            .group_by(DeliveryRow.site_id)
        )
        rows = self._session.execute(query)
        return {int(site_id or 0): int(count) for site_id, count in rows}

    def drop(self, site_id: int, *, ids: Collection[UUID] | None) -> int:
        """Forget what a site's deliveries gave up: some or all (None); how many."""
        statement = sa.delete(DeliveryRow).where(
            DeliveryRow.state == DEAD, DeliveryRow.site_id == site_id
        )
        if ids is not None:
            statement = statement.where(DeliveryRow.id.in_(ids))
        return len(list(self._session.scalars(statement.returning(DeliveryRow.id))))

    def revive(
        self,
        now: datetime,
        *,
        ids: Collection[UUID] | None,
        site_ids: Collection[int] | None,
    ) -> int:
        """Queue anew what was given up: some deliveries or all (None); how many."""
        statement = sa.update(DeliveryRow).where(DeliveryRow.state == DEAD)
        if ids is not None:
            statement = statement.where(DeliveryRow.id.in_(ids))
        if site_ids is not None:
            statement = statement.where(DeliveryRow.site_id.in_(site_ids))
        fresh = {
            "state": QUEUED,
            "attempts": 0,
            "not_before": now,
            "claimed_until": None,
            "done_at": None,
        }
        revived = statement.values(**fresh).returning(DeliveryRow.id)
        return len(list(self._session.scalars(revived)))

    def counts(self) -> dict[str, int]:
        """Count deliveries by state."""
        query = sa.select(DeliveryRow.state, sa.func.count()).group_by(
            DeliveryRow.state
        )
        rows = self._session.execute(query)
        return {str(state): int(count) for state, count in rows}

    def oldest_due(self, now: datetime) -> datetime | None:
        """Tell since when the longest waiting event or delivery could have gone."""
        event = sa.select(sa.func.min(OutboxRow.created_at)).where(
            OutboxRow.spread_at.is_(None)
        )
        delivery = sa.select(sa.func.min(DeliveryRow.not_before)).where(*_due(now))
        found = (self._session.scalar(each) for each in (event, delivery))
        return min((each for each in found if each is not None), default=None)

    def forget(self, before: datetime) -> int:
        """Drop events and deliveries that were done with before a time; how many."""
        events = sa.delete(OutboxRow).where(OutboxRow.spread_at < before)
        done = sa.delete(DeliveryRow).where(
            DeliveryRow.state == DONE, DeliveryRow.done_at < before
        )
        gone = 0
        for statement, key in ((events, OutboxRow.id), (done, DeliveryRow.id)):
            gone += len(list(self._session.scalars(statement.returning(key))))
        return gone
