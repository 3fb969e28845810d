"""Events stored in the transaction that made them true, and what becomes of them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.outbox_models import DeliveryRow, LeaseRow, OutboxRow
from app.storage.upsert import insert, insert_missing

QUEUED, DONE, DEAD = "queued", "done", "dead"


class Outbox:
    """Events, deliveries and leases."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def add(self, row: OutboxRow) -> None:
        """Store an event."""
        insert(self._session, row)

    def waiting(self, limit: int) -> list[OutboxRow]:
        """List events that have no deliveries yet, oldest first."""
        query = (
            sa.select(OutboxRow)
            .where(OutboxRow.spread_at.is_(None))
            .order_by(OutboxRow.created_at, OutboxRow.id)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def take(self, rows: Iterable[tuple[int, UUID]]) -> list[OutboxRow]:
        """Lock events that have no deliveries yet; another worker's are left out.

        Events are named by site and id.
        """
        key = sa.tuple_(OutboxRow.site_id, OutboxRow.id)
        query = (
            sa.select(OutboxRow)
            .where(key.in_(list(rows)), OutboxRow.spread_at.is_(None))
            .order_by(OutboxRow.created_at, OutboxRow.id)
            .with_for_update(skip_locked=True)
        )
        return list(self._session.scalars(query))

    def has_work(self, now: datetime) -> bool:
        """Tell whether there is anything to spread or to deliver."""
        event = sa.select(OutboxRow.id).where(OutboxRow.spread_at.is_(None)).limit(1)
        delivery = sa.select(DeliveryRow.id).where(*_due(now)).limit(1)
        return any(self._session.scalar(each) is not None for each in (event, delivery))

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

    def lease(self, name: str) -> LeaseRow | None:
        """Look whose turn it is."""
        return self._session.get(LeaseRow, name, populate_existing=True)

    def take_lease(
        self, name: str, *, holder: str, now: datetime, until: datetime
    ) -> bool:
        """Take a lease that is over or one's own; tell whether that worked.

        One that ends later than any could was taken before the clock was set back.
        """
        values = {"name": name, "holder": holder, "until": until}
        if insert_missing(self._session, LeaseRow, values=values):
            return True
        statement = (
            sa.update(LeaseRow)
            .where(
                LeaseRow.name == name,
                sa.or_(
                    LeaseRow.until <= now,
                    LeaseRow.until > until + (until - now),
                    LeaseRow.holder == holder,
                ),
            )
            .values(holder=holder, until=until)
            .returning(LeaseRow.name)
        )
        return self._session.scalar(statement) is not None

    def drop_lease(self, name: str, *, holder: str) -> None:
        """Let the next one have its turn."""
        self._session.execute(
            sa.delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder)
        )


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        DeliveryRow.state == QUEUED,
        DeliveryRow.not_before <= now,
        sa.or_(DeliveryRow.claimed_until.is_(None), DeliveryRow.claimed_until <= now),
    )
