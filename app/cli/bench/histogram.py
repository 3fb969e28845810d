"""How long answers took: a histogram whose error is below one part in a hundred.

Small whole numbers of microseconds have a bucket each; above, each power of two is cut
into 128. So a million answers take a few hundred numbers.
"""

from collections import Counter

_BITS = 7
_EXACT = 1 << (_BITS + 1)


def _bucket(micros: int) -> int:
    """Name the bucket of a time; bigger times never have a smaller one."""
    shift = max(0, micros.bit_length() - _BITS - 1)
    return (shift << _BITS) + (micros >> shift)


def _highest(bucket: int) -> int:
    """Give the longest time in a bucket."""
    if bucket < _EXACT:
        return bucket
    shift = (bucket >> _BITS) - 1
    return ((bucket - (shift << _BITS) + 1) << shift) - 1


class Histogram:
    """Counts of times in microseconds."""

    def __init__(self) -> None:
        """Start empty."""
        self._counts = Counter[int]()

    def record(self, seconds: float) -> None:
        """Count one time."""
        self._counts[_bucket(max(0, round(seconds * 1_000_000)))] += 1

    def __len__(self) -> int:
        return self._counts.total()

    def quantile(self, share: float) -> float:
        """Give the seconds within which that share of all was done; 0 when empty."""
        left = share * len(self)
        for bucket in sorted(self._counts):
            left -= self._counts[bucket]
            if left <= 0:
                return _highest(bucket) / 1_000_000
        return 0.0
