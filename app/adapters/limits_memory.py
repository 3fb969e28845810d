"""Token buckets in this process's memory, for what is limited but not stored."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.limits import Bucket, take

MOST_BUCKETS = 50_000
_NOTHING = timedelta(0)


class MemoryRateLimiter:
    """A RateLimiter that forgets the buckets it has not seen for longest."""

    is_shared = False

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        """Keep at most so many buckets, so that addresses cannot fill the memory."""
        self._most = most
        self._full_at: OrderedDict[str, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, buckets: Sequence[Bucket], now: datetime) -> timedelta:
        """Take a token from each bucket, or from none and say how long to wait."""
        with self._lock:
            found = [
                take(self._full_at.get(each.key), rate=each.rate, now=now)
                for each in buckets
            ]
            longest = max((wait for _, wait in found), default=_NOTHING)
            if longest == _NOTHING:
                for bucket, (full_at, _) in zip(buckets, found, strict=True):
                    self._keep(bucket.key, full_at)
            return longest

    def _keep(self, key: str, full_at: datetime) -> None:
        self._full_at[key] = full_at
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
