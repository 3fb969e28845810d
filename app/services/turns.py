"""Whose turn it is: one worker among all processes, and each periodic job once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.logs import logger
from app.services.channels.base import Job
from app.services.container import Container
from app.storage.leases import FoundLease
from app.storage.unit_of_work import Unit

WORKER = "worker"
# A worker that has not said for so long that it lives has lost its turn.
TURN = timedelta(seconds=60)


def take(container: Container, holder: str) -> bool:
    """Take the worker's turn, or keep it; tell whether it is the holder's now."""
    now = container.clock()
    with container.store.read() as unit:
        row = unit.leases.all().get(WORKER)
        is_others = row is not None and row.holder != holder
        if is_others and _is_held(row, now=now, life=TURN):
            return False
    return container.store.write(
        lambda unit: unit.leases.take(WORKER, holder=holder, now=now, until=now + TURN)
    )


def _is_held(row: FoundLease | None, *, now: datetime, life: timedelta) -> bool:
    """Tell whether a lease is good; clocks may differ, but not by its whole life."""
    return row is not None and now < row.until <= now + 2 * life


def give_up(container: Container, holder: str) -> None:
    """Let another worker have its turn at once."""
    container.store.write(lambda unit: unit.leases.drop(WORKER, holder=holder))


def run_due(container: Container, jobs: Iterable[Job]) -> None:
    """Run the jobs whose time has come; one that fails has its next turn as usual."""
    with container.store.read() as unit:
        leases = unit.leases.all()
    for job in jobs:
        lease = leases.get(_name(job))
        if _is_held(lease, now=container.clock(), life=job.every):
            continue
        if not _take_job(container, job):
            continue
        try:
            job.run(container)
        except Exception:  # noqa: BLE001 -- one bad job must not hold up the others
            logger.exception("periodic job failed: %s", job.name)


def _take_job(container: Container, job: Job) -> bool:
    now, holder = container.clock(), secrets.token_hex(8)
    return container.store.write(
        lambda unit: unit.leases.take(
            _name(job), holder=holder, now=now, until=now + job.every
        )
    )


def _name(job: Job) -> str:
    return f"job:{job.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the outbox stands: what waits, since when, and whether anybody works."""

    queued: int
    done: int
    dead: int
    waiting_since: datetime | None
    works: bool


def standing(container: Container) -> Standing:
    """Say how the outbox stands."""
    now = container.clock()

    def look(unit: Unit) -> Standing:
        counts, lease = unit.outbox.counts(), unit.leases.all().get(WORKER)
        return Standing(
            queued=counts.get("queued", 0),
            done=counts.get("done", 0),
            dead=counts.get("dead", 0),
            waiting_since=unit.outbox.oldest_due(now),
            works=lease is not None and lease.until > now,
        )

    with container.store.read() as unit:
        return look(unit)
