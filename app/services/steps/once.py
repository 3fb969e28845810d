"""Idempotency keys: the same request sent twice is done once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.errors import IdempotencyMismatchError
from app.storage.models import IdempotencyRow
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


def find(unit: Unit, attempt: Attempt) -> IdempotencyRow | None:
    """Find what the key led to; raises IdempotencyMismatchError for another request."""
    row = _find(unit, attempt)
    if row is None or _is_over(row, attempt):
        return None
    if row.fingerprint != attempt.fingerprint:
        raise IdempotencyMismatchError
    return row


def take(unit: Unit, attempt: Attempt, *, comment_id: UUID, held: bool) -> bool:
    """Take the key for a comment; False when another request has just taken it."""
    row = IdempotencyRow(
        site_id=attempt.site_id,
        call=_CALL,
        actor=attempt.actor,
        key=attempt.key,
        fingerprint=attempt.fingerprint,
        comment_id=comment_id,
        held=held,
        created_at=attempt.now,
    )
    if unit.idempotency.add(row):
        return True
    known = _find(unit, attempt)
    if known is None or not _is_over(known, attempt):
        return False
    # Nobody has tidied yet.
    unit.idempotency.forget(known)
    return unit.idempotency.add(row)


def _find(unit: Unit, attempt: Attempt) -> IdempotencyRow | None:
    return unit.idempotency.find(
        attempt.site_id, call=_CALL, actor=attempt.actor, key=attempt.key
    )


def _is_over(row: IdempotencyRow, attempt: Attempt) -> bool:
    return attempt.now - row.created_at > KEPT
