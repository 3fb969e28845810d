"""Token buckets in Redis or Valkey, shared by every process on every machine.

The same algorithm as in `app.domain.limits`, run where the numbers are, so that
two machines cannot both take the last token. When the server does not answer, this
process counts alone for a while and asks again: a limiter that is down must not take
the comments down with it. What the server lets in is counted here as well, so that
nobody begins afresh when it goes, nor when it comes back without its memory.
"""

import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.adapters.limits_memory import MemoryRateLimiter
from app.domain.limits import Bucket
from app.logs import logger

# Longer than any healthy answer, short enough to wait for inside a request.
TIMEOUT_SECONDS = 0.25
# How long a server that did not answer is left alone.
PAUSE_SECONDS = 2.0
_PREFIX = "rejoinder:limit:"
_MICROSECOND = timedelta(microseconds=1)
_NOTHING = timedelta(0)
# Threads may meet the two counts in different orders; that is not worth a refusal.
_SLACK = timedelta(seconds=1)

# For each bucket: when it will be full. First all are looked at, and only when each
# has a token is one taken from each. Times are in microseconds; Lua's numbers hold
# them exactly until the year 2255.
_SCRIPT = """
local now = tonumber(ARGV[1])
local longest = 0
local starts = {}
for i, key in ipairs(KEYS) do
  local burst, interval = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local full_at = tonumber(redis.call('GET', key) or now)
  if full_at > now + 2 * burst * interval then full_at = now end
  local start = math.min(math.max(full_at, now), now + burst * interval)
  longest = math.max(longest, start + interval - now - burst * interval)
  starts[i] = start + interval
end
if longest > 0 then return longest end
for i, key in ipairs(KEYS) do
  local life = math.ceil((starts[i] - now) / 1000) + 1
  redis.call('SET', key, string.format('%.0f', starts[i]), 'PX', life)
end
return 0
"""


class RedisRateLimiter:
    """A RateLimiter that all share, with one of its own for when that is gone."""

    def __init__(self, url: str, *, pause: float = PAUSE_SECONDS) -> None:
        """Take a `redis://` URL; opens no connection yet."""
        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            health_check_interval=15,
            # Its own patience would be seconds, in the middle of a request.
            retry=Retry(NoBackoff(), 0),
        )
        self._script = self._redis.register_script(_SCRIPT)
        self._alone = MemoryRateLimiter()
        self._pause = pause
        self._lock = threading.Lock()
        self._asks_again_at = 0.0

    @property
    def is_shared(self) -> bool:
        """Tell whether others are counted too; False while the server is gone."""
        return time.monotonic() >= self._asks_again_at

    def take(self, buckets: Sequence[Bucket], now: datetime) -> timedelta:
        """Take a token from each bucket, or from none and say how long to wait."""
        if not self.is_shared:
            return self._alone.take(buckets, now)
        try:
            wait = self._script(
                keys=[_PREFIX + bucket.key for bucket in buckets],
                args=[_microseconds(now), *_rates(buckets)],
            )
        except redis.RedisError:
            self._leave_alone()
            return self._alone.take(buckets, now)
        if wait:
            return int(wait) * _MICROSECOND
        own = self._alone.take(buckets, now)
        return own if own > _SLACK else _NOTHING

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _leave_alone(self) -> None:
        with self._lock:
            said = self.is_shared
            self._asks_again_at = time.monotonic() + self._pause
        if said:
            logger.warning("Redis does not answer; limits are counted without it")


def _microseconds(moment: datetime) -> int:
    epoch = datetime.fromtimestamp(0, moment.tzinfo)
    return (moment - epoch) // _MICROSECOND


def _rates(buckets: Sequence[Bucket]) -> list[int]:
    pairs = ((each.rate.burst, each.rate.interval // _MICROSECOND) for each in buckets)
    return [number for pair in pairs for number in pair]
