"""Limiters: one promise, kept in memory and in a real Redis; and Redis gone."""

import concurrent.futures
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.adapters.limits_memory import MemoryRateLimiter
from app.adapters.limits_redis import RedisRateLimiter
from app.domain.limits import Bucket, Rate
from app.domain.ports import RateLimiter
from tests.redis_server import RedisServer
from tests.service import START

RATE = Rate(3, timedelta(seconds=10))
ONE, OTHER = Bucket("one", RATE), Bucket("other", RATE)
NOTHING = timedelta(0)


@pytest.fixture(params=["memory", "redis"])
def limiter(request: pytest.FixtureRequest) -> Iterator[RateLimiter]:
    """Give each kind of limiter."""
    if request.param == "memory":
        yield MemoryRateLimiter()
        return
    shared = RedisRateLimiter(request.getfixturevalue("redis_server").url)
    yield shared
    shared.close()


def test_a_burst_and_then_one_at_a_time(limiter: RateLimiter) -> None:
    """The burst is let in, the next one told how long to wait, and then let in."""
    assert [limiter.take([ONE], START) for _ in range(3)] == [NOTHING] * 3
    assert limiter.take([ONE], START) == timedelta(seconds=10)
    assert limiter.take([ONE], START + timedelta(seconds=9)) == timedelta(seconds=1)
    assert limiter.take([ONE], START + timedelta(seconds=10)) == NOTHING


def test_who_is_refused_takes_nothing(limiter: RateLimiter) -> None:
    """Where one bucket is empty, none of the others loses a token."""
    for _ in range(3):
        limiter.take([ONE], START)
    assert limiter.take([OTHER, ONE], START) == timedelta(seconds=10)
    assert [limiter.take([OTHER], START) for _ in range(3)] == [NOTHING] * 3


def test_a_clock_set_back_locks_nobody_out(limiter: RateLimiter) -> None:
    """After the clock went back a day, the bucket counts anew from there."""
    for _ in range(3):
        limiter.take([ONE], START)
    before = START - timedelta(days=1)
    assert [limiter.take([ONE], before) for _ in range(3)] == [NOTHING] * 3
    assert limiter.take([ONE], before) == timedelta(seconds=10)
    assert limiter.take([ONE], before + timedelta(seconds=10)) == NOTHING


def test_no_bucket_is_no_limit(limiter: RateLimiter) -> None:
    """Nothing to count is nothing to wait for."""
    assert limiter.take([], START) == NOTHING


def test_two_machines_share_the_last_token(redis_server: RedisServer) -> None:
    """However many ask at once, from two limiters, the burst is let in and no more."""
    limiters = [RedisRateLimiter(redis_server.url) for _ in range(2)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(limiters[n % 2].take, [ONE], START) for n in range(40)]
        waits = [each.result() for each in asked]
    assert waits.count(NOTHING) == 3
    assert all(limiter.is_shared for limiter in limiters)
    for limiter in limiters:
        limiter.close()


def test_it_forgets_by_itself(redis_server: RedisServer) -> None:
    """What is stored lives no longer than the bucket takes to fill."""
    limiter = RedisRateLimiter(redis_server.url)
    limiter.take([ONE], START)
    life = limiter._redis.pttl("rejoinder:limit:one")
    assert 0 < life <= 10_001
    limiter.close()


@pytest.mark.parametrize("trouble", ["kill", "hang"])
def test_redis_gone_is_counted_alone(redis_server: RedisServer, trouble: str) -> None:
    """A server that is gone or hangs raises nothing; what it let in stays counted."""
    limiter = RedisRateLimiter(redis_server.url, pause=3600)
    assert limiter.take([ONE], START) == NOTHING
    getattr(redis_server, trouble)()
    waits = [limiter.take([ONE], START) for _ in range(4)]
    assert waits == [NOTHING] * 2 + [timedelta(seconds=10)] * 2
    assert not limiter.is_shared
    limiter.close()


def test_redis_back_is_asked_again(redis_server: RedisServer) -> None:
    """Once the pause is over and the server is there, all count together again."""
    limiter = RedisRateLimiter(redis_server.url, pause=0)
    redis_server.kill()
    assert limiter.take([ONE], START) == NOTHING
    redis_server.start()
    assert [limiter.take([ONE], START) for _ in range(2)] == [NOTHING] * 2
    assert limiter.take([ONE], START) == timedelta(seconds=10)
    assert limiter.is_shared
    limiter.close()


def test_redis_back_without_memory(redis_server: RedisServer) -> None:
    """A server that has forgotten everything lets nobody have his burst again."""
    limiters = [RedisRateLimiter(redis_server.url, pause=0) for _ in range(2)]
    assert [each.take([ONE], START) for each in limiters] == [NOTHING] * 2
    redis_server.kill()
    redis_server.start()
    waits = [each.take([ONE], START) for each in limiters for _ in range(4)]
    assert waits.count(NOTHING) + len(limiters) <= 2 * RATE.burst
    for limiter in limiters:
        limiter.close()


def test_memory_is_bounded() -> None:
    """However many addresses come, the oldest are forgotten."""
    limiter = MemoryRateLimiter(most=2)
    for name in ("a", "b", "c"):
        for _ in range(3):
            limiter.take([Bucket(name, RATE)], START)
    assert limiter.take([Bucket("c", RATE)], START) == timedelta(seconds=10)
    assert limiter.take([Bucket("a", RATE)], START) == NOTHING
