"""Ids that sort by the time at which they were made."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ENTROPY = st.binary(min_size=10, max_size=10)
TIMES = st.datetimes(
    min_value=datetime(1999, 1, 1),  # noqa: DTZ001 -- the strategy adds the zone
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001 -- the same
    timezones=st.just(UTC),
)


@given(TIMES, ENTROPY)
def test_bits_are_as_rfc_9562_has_them(now: datetime, entropy: bytes) -> None:
    """Version and variant are set, and the milliseconds stand in the first 48 bits."""
    made = uuid7(now, entropy)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == (now - EPOCH) // timedelta(milliseconds=1)


@given(TIMES, ENTROPY, ENTROPY)
def test_later_ids_sort_later(now: datetime, first: bytes, second: bytes) -> None:
    """Of two ids the one made a millisecond later is the greater, whatever chance."""
    assert uuid7(now, first) < uuid7(now + timedelta(milliseconds=1), second)


@given(st.integers(0, 2**80 - 1), st.integers(0, 2**80 - 1))
def test_chance_is_kept(first: int, second: int) -> None:
    """At least 74 random bits go in: two ids are equal only if these are."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    made = [uuid7(now, each.to_bytes(10, "big")) for each in (first, second)]
    mask = 2**74 - 1
    assert (made[0] == made[1]) == (first & mask == second & mask)
