"""Idempotency keys: the same request sent twice is done once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.errors import IdempotencyMismatchError
from app.storage.idempotency import FoundKey, Place
from app.storage.unit_of_work import Unit

KEPT = timedelta(hours=24)
# A client that lost the answer asks again soon; a thief may come later.
TOKEN_AGAIN = timedelta(minutes=10)
_CALL = "post"
# Strangers share one space of keys: those are long and random.
STRANGER = "guest"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request under a key; `fingerprint` is of everything it asks for."""

    site_id: int
    actor: str
    key: str
    fingerprint: str
    now: datetime

    @property
    def place(self) -> Place:
        """Where the key is known."""
        return Place(self.site_id, _CALL, self.actor, self.key)


def find(unit: Unit, attempt: Attempt) -> FoundKey | None:
    """Find what the key led to; raises IdempotencyMismatchError for another request."""
    known = unit.idempotency.find(attempt.place)
    if known is None or _is_over(known, attempt):
        return None
    if known.fingerprint != attempt.fingerprint:
        raise IdempotencyMismatchError
    return known


def take(unit: Unit, attempt: Attempt, *, comment_id: UUID, held: bool) -> bool:
    """Take the key for a comment; False when another request has just taken it."""
    keys, place = unit.idempotency, attempt.place
    values = {
        "fingerprint": attempt.fingerprint,
        "comment_id": comment_id,
        "held": held,
        "created_at": attempt.now,
    }
    if keys.add(place, **values):
        return True
    known = keys.find(place)
    if known is None or not _is_over(known, attempt):
        return False
    # Nobody has tidied yet.
    keys.forget(place)
    return keys.add(place, **values)


def _is_over(known: FoundKey, attempt: Attempt) -> bool:
    return attempt.now - known.created_at > KEPT
