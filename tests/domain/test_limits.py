"""Token buckets: exact bursts, exact refills, whatever the clock does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.limits import Rate, take

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RATES = st.builds(
    Rate, st.integers(1, 50), st.timedeltas(timedelta(seconds=1), timedelta(minutes=5))
)
INSTANT = timedelta(microseconds=1)


def _take_many(rate: Rate, count: int, *, now: datetime) -> list[timedelta]:
    full_at: datetime | None = None
    waits = []
    for _ in range(count):
        full_at, wait = take(full_at, rate=rate, now=now)
        waits.append(wait)
    return waits


@given(RATES)
def test_burst_is_exact(rate: Rate) -> None:
    """A new bucket gives its burst at once, and then says how long to wait."""
    waits = _take_many(rate, rate.burst + 2, now=NOW)
    assert waits[: rate.burst] == [timedelta(0)] * rate.burst
    assert waits[rate.burst :] == [rate.interval] * 2


@given(RATES)
def test_refill_is_exact(rate: Rate) -> None:
    """An empty bucket has one token after one interval and not an instant before."""
    full_at = NOW + rate.window
    early = NOW + rate.interval - INSTANT
    assert take(full_at, rate=rate, now=early) == (full_at, INSTANT)
    later, wait = take(full_at, rate=rate, now=NOW + rate.interval)
    assert wait == timedelta(0)
    assert take(later, rate=rate, now=NOW + rate.interval)[1] == rate.interval


@given(RATES)
def test_rest_fills_it_up(rate: Rate) -> None:
    """After its window a bucket gives the whole burst again, and no more."""
    full_at: datetime | None = NOW + rate.window
    waits = []
    for _ in range(rate.burst + 1):
        full_at, wait = take(full_at, rate=rate, now=NOW + 10 * rate.window)
        waits.append(bool(wait))
    assert waits == [False] * rate.burst + [True]


@given(RATES, st.lists(st.timedeltas(timedelta(0), timedelta(minutes=10)), max_size=60))
def test_rate_is_never_exceeded(rate: Rate, steps: list[timedelta]) -> None:
    """Over any stretch no more is let in than burst and refill allow."""
    full_at: datetime | None = None
    now, taken = NOW, 0
    for step in steps:
        now += step
        full_at, wait = take(full_at, rate=rate, now=now)
        taken += not wait
    assert taken <= rate.burst + (now - NOW) // rate.interval


@given(RATES, st.timedeltas(INSTANT, timedelta(days=400)))
def test_clock_set_back_locks_nobody_out(rate: Rate, back: timedelta) -> None:
    """However far the clock is set back, one interval is the longest wait."""
    full_at, wait = take(NOW + rate.window, rate=rate, now=NOW - back)
    assert wait <= rate.interval
    if wait:
        assert take(full_at, rate=rate, now=NOW - back + wait)[1] == timedelta(0)


@given(RATES, st.timedeltas(INSTANT, timedelta(days=400)))
def test_who_was_refused_waits_for_a_window_at_most(
    rate: Rate, back: timedelta
) -> None:
    """A refusal is not stored; still, the wait after a step is a window at most."""
    full = NOW + rate.window
    later = NOW - back + rate.window + rate.interval
    assert take(full, rate=rate, now=later)[1] == timedelta(0)
