"""Token buckets in this process's memory, for what is limited but not stored."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from app.domain.limits import Bucket, take

MOST_BUCKETS = 50_000


class MemoryRateLimiter:
    """A RateLimiter that forgets the buckets it has not seen for longest."""

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        """Keep at most so many buckets, so that addresses cannot fill the memory."""
        self._most = most
        self._full_at: OrderedDict[str, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, bucket: Bucket, now: datetime) -> timedelta:
        """Take a token; zero when there was one, else how long to wait."""
        with self._lock:
            full_at, wait = take(
                self._full_at.get(bucket.key), rate=bucket.rate, now=now
            )
            self._full_at[bucket.key] = full_at
            self._full_at.move_to_end(bucket.key)
            if len(self._full_at) > self._most:
                self._full_at.popitem(last=False)
            return wait
