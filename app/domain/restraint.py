"""How a site keeps somebody's comments back, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.addresses import check_email
from app.domain.errors import InvalidInputError
from app.domain.text import clean_line

REASON_LENGTH = 500
NOTE_LENGTH = 2_000
# What stands for an e-mail or a network address is not kept for ever.
MOST_DAYS = 365


class Effect(StrEnum):
    """What becomes of the comments: they wait, or they are spam at once."""

    MUTE = "mute"
    BAN = "ban"


class Kind(StrEnum):
    """What somebody is known by: what he holds, what he types, where he comes from."""

    AUTHOR = "author"
    EMAIL = "email"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a moderator wants; without `days` it is for good, for authors alone."""

    kind: Kind
    effect: Effect
    days: int | None
    reason: str
    remove_days: int = 0

    def expires_at(self, now: datetime) -> datetime | None:
        """Say when it ends."""
        return now + timedelta(days=self.days) if self.days else None


def check_order(order: Order) -> Order:
    """Return the order, cleaned; raises InvalidInputError where it cannot be given."""
    for_ever = order.days is None
    if for_ever and order.kind is not Kind.AUTHOR:
        message = f"An address is kept back for {MOST_DAYS} days at most."
        raise InvalidInputError.of(message, field="days", code="required")
    days = order.days if order.days is not None else 1
    if not (1 <= days <= MOST_DAYS and 0 <= order.remove_days <= MOST_DAYS):
        message = f"Days are a whole number from 1 to {MOST_DAYS}."
        raise InvalidInputError.of(message, field="days", code="out_of_range")
    return Order(
        kind=order.kind,
        effect=order.effect,
        days=order.days,
        reason=clean_line(order.reason)[:REASON_LENGTH],
        remove_days=order.remove_days,
    )


def fold_email(email: str) -> str:
    """Bring an e-mail address to the form in which two of them are one; "" for none."""
    email = email.strip()
    return email.casefold() if email and check_email(email) else ""
