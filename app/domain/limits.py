"""Token buckets, as one number each.

The generic cell rate algorithm (ITU-T I.371) keeps a bucket as the moment at
which it will be full again; a request is let in when that moment is no more
than the burst away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` requests at once, then one for each `interval`."""

    burst: int
    interval: timedelta

    @property
    def window(self) -> timedelta:
        """How long an emptied bucket takes to fill."""
        return self.burst * self.interval


@dataclass(frozen=True, slots=True)
class Bucket:
    """A rate applied to a key."""

    key: str
    rate: Rate


POSTS_BY_AUTHOR = Rate(5, timedelta(seconds=15))
POSTS_BY_ADDRESS = Rate(20, timedelta(seconds=5))
THREADS_BY_ADDRESS = Rate(10, timedelta(seconds=60))
CHANGES_BY_ADDRESS = Rate(30, timedelta(seconds=2))
REPORTS_BY_ADDRESS = Rate(10, timedelta(seconds=30))
PREVIEWS_BY_ADDRESS = Rate(30, timedelta(seconds=1))
LOGINS_BY_ADDRESS = Rate(30, timedelta(seconds=4))
PASSWORDS_BY_ADDRESS = Rate(20, timedelta(seconds=30))
# A browser that its owner has signed in with before has a bucket of its own, so that
# whoever empties the account's does not keep its owner out.
PASSWORDS_BY_ACCOUNT = Rate(10, timedelta(seconds=60))
TRIALS_BY_ADDRESS = Rate(20, timedelta(seconds=10))
TOKENS_BY_ADDRESS = Rate(60, timedelta(seconds=1))
CHALLENGES_BY_ADDRESS = Rate(60, timedelta(seconds=1))


def take(
    full_at: datetime | None, *, rate: Rate, now: datetime
) -> tuple[datetime, timedelta]:
    """Take one token.

    Returns the bucket's new `full_at` and how long to wait; a wait above zero
    means that nothing was taken and `full_at` is as it was.
    """
    start = max(full_at or now, now)
    # A clock that was set back must not lock anybody out for the difference. By much,
    # the bucket is none of this time; a refusal is not stored, so it must not count.
    if start > now + 2 * rate.window:
        start = now
    start = min(start, now + rate.window)
    wait = start + rate.interval - now - rate.window
    if wait > timedelta(0):
        return start, wait
    return start + rate.interval, timedelta(0)
