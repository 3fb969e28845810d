"""What is forgotten in time: pseudonyms of addresses, keys, tokens, deleted texts.

`tidy` is to be run by a clock, every hour, so that what was promised holds on a site
where nobody writes as well. It may be run at any time, by several at once, and ended
at any moment: it goes on where it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.signin import LOGIN_KEPT
from app.services.container import Container
from app.services.steps import once
from app.storage.retention import Expiring
from app.storage.unit_of_work import Unit

# A key is made on its day and serves that day and the next: 48 hours at most.
DAY_KEYS_KEPT = timedelta(days=1)
ADDRESSES_KEPT = timedelta(days=30)
DELETED_TEXTS_KEPT = timedelta(days=30)
# A bucket counts for as long as a form may stay open.
LIMITS_KEPT = timedelta(hours=24)
_NOW = timedelta(0)

# Rows of one transaction: a few milliseconds' work.
BATCH = 500

# How long rows are kept after the moment that their kind counts from.
_KEPT = {
    Expiring.KEYS: once.KEPT,
    Expiring.FORM_TOKENS: _NOW,
    Expiring.LIMITS: LIMITS_KEPT,
    Expiring.LOGINS: LOGIN_KEPT,
    Expiring.CODES: _NOW,
    Expiring.ACCESS_TOKENS: _NOW,
    Expiring.SESSIONS: _NOW,
    Expiring.DRAFTS: _NOW,
    Expiring.LINKS: _NOW,
    Expiring.RESTRAINTS: _NOW,
}


@dataclass(frozen=True, slots=True)
class Report:
    """How much of each kind was forgotten."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How much it was altogether."""
        return sum(self.counts.values())


def tidy(container: Container) -> Report:
    """Forget what is due, in short transactions, until nothing is."""
    now = container.clock()

    def until_done(batch: Callable[[Unit], int]) -> int:
        total = 0
        while True:
            taken = container.store.write(batch)
            total += taken
            if taken < BATCH:
                return total

    counts = {
        "day keys": container.store.write(
            lambda unit: unit.retention.forget_day_keys(oldest_day(now))
        ),
        "address pseudonyms": until_done(
            lambda unit: unit.retention.forget_addresses(
                now - ADDRESSES_KEPT, limit=BATCH
            )
        ),
        "pseudonyms of reporters": until_done(
            lambda unit: unit.retention.forget_reporters(
                now - ADDRESSES_KEPT, limit=BATCH
            )
        ),
        "texts of deleted comments": until_done(lambda unit: _purge(unit, now)),
    }
    for kind, kept in _KEPT.items():
        counts[kind.value] = until_done(_forgetting(kind, now - kept))
    return Report(counts)


def is_overdue(container: Container) -> bool:
    """Tell whether a key is still there whose time is over: nobody tidies."""
    with container.store.read() as unit:
        oldest = unit.retention.oldest_day_key()
    return oldest is not None and oldest < oldest_day(container.clock())


def oldest_day(now: datetime) -> date:
    """Give the oldest day whose key may still be there."""
    return (now - DAY_KEYS_KEPT).date()


def _forgetting(kind: Expiring, before: datetime) -> Callable[[Unit], int]:
    return lambda unit: unit.retention.forget(kind, before, limit=BATCH)


def _purge(unit: Unit, now: datetime) -> int:
    due = unit.retention.due_texts(now - DELETED_TEXTS_KEPT, limit=BATCH)
    for site_id, comment_id in due:
        unit.moderation.forget_evidence(site_id, comment_id)
        unit.retention.purge(site_id, comment_id, now=now)
    return len(due)
