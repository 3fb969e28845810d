"""The histogram forgets little, and nothing that is asked of it."""

from hypothesis import given
from hypothesis import strategies as st

from app.cli.bench.histogram import Histogram


def _of(*micros: int) -> Histogram:
    made = Histogram()
    for each in micros:
        made.record(each / 1_000_000)
    return made


def test_nothing_took_no_time() -> None:
    """An empty histogram has no times."""
    assert len(_of()) == 0
    assert _of().quantile(0.99) == 0.0


def test_small_times_are_exact() -> None:
    """Below a quarter of a millisecond each microsecond is its own."""
    made = _of(*range(1, 101))
    assert made.quantile(0.5) == 50 / 1_000_000
    assert made.quantile(0.99) == 99 / 1_000_000
    assert made.quantile(1.0) == 100 / 1_000_000


def test_one_slow_answer_is_not_the_median() -> None:
    """The p50 stays where most are, the last share finds the slow one."""
    made = _of(*[200] * 99, 9_000_000)
    assert made.quantile(0.5) == 200 / 1_000_000
    assert 9.0 <= made.quantile(1.0) < 9.09


@given(st.lists(st.integers(0, 20_000_000), min_size=1), st.floats(0.01, 1.0))
def test_a_quantile_is_off_by_less_than_a_hundredth(
    micros: list[int], share: float
) -> None:
    """Any share of any times is the true one, or at most 1 % above it."""
    ordered = sorted(micros)
    index = next(n for n in range(len(ordered)) if n + 1 >= share * len(ordered))
    true = ordered[index] / 1_000_000
    found = _of(*micros).quantile(share)
    assert true <= found + 1e-9
    assert found <= true * 1.01 + 1e-6
