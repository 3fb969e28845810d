"""When something that could not be delivered is tried again, and when given up.

At least once: a worker that dies between sending and noting it sends again, under the
same id.
"""

from dataclasses import dataclass
from datetime import timedelta

# How long a worker has for what it took, before another may take it.
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=8)
# The tenth attempt comes about two days after the first.
ATTEMPTS = 10
_GROWTH = 4


class DeliveryError(Exception):
    """It did not arrive. `code` is for owners and the log, and names no address.

    `is_final` says that another attempt would end the same way.
    """

    def __init__(self, code: str, *, is_final: bool = False) -> None:
        """Say what happened, in one word."""
        super().__init__(code)
        self.code = code[:60]
        self.is_final = is_final


class PostponedError(Exception):
    """It is not yet time for it; this is no failure."""

    def __init__(self, wait: timedelta) -> None:
        """Say how long to wait."""
        super().__init__()
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a delivery that failed: tried again after `wait`, or given up."""

    wait: timedelta | None


def after_failure(attempts: int, error: DeliveryError, *, chance: float) -> Fate:
    """Decide after the given number of attempts; `chance` is random, from 0 to 1.

    Waits grow fourfold from 30 seconds to 8 hours, each a quarter more or less, so
    that what failed together does not come back together.
    """
    if error.is_final or attempts >= ATTEMPTS:
        return Fate(None)
    wait = min(FIRST_WAIT * _GROWTH ** (attempts - 1), LONGEST_WAIT)
    return Fate(min(wait * (0.75 + chance / 2), LONGEST_WAIT))
