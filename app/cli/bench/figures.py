"""What one run measured, and what several runs in turn say together."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Run = Callable[[], "Figures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One run: `cpu` is the generator's, `server_cpu` what was loaded with it used."""

    generator: str
    requests: int
    errors: int
    seconds: float
    bytes: int
    cpu: float
    p50: float
    p99: float
    statuses: dict[str, int] = field(default_factory=dict)
    server_cpu: float | None = None

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return (self.requests - self.errors) / self.seconds if self.seconds else 0.0

    @property
    def cpu_each(self) -> float | None:
        """Seconds of the server's processor for each answer."""
        if self.server_cpu is None or not self.requests:
            return None
        return self.server_cpu / self.requests

    @property
    def bytes_each(self) -> float:
        """Bytes of each answer, its head included."""
        return self.bytes / self.requests if self.requests else 0.0

    @property
    def load(self) -> float:
        """The share of one core that the generator took."""
        return self.cpu / self.seconds if self.seconds else 0.0

    def to_json(self) -> dict[str, Any]:
        """Give what was measured with what follows from it."""
        derived = {
            "requests_a_second": round(self.rate, 1),
            "bytes_a_request": round(self.bytes_each, 1),
            "server_cpu_a_request": self.cpu_each,
            "generator_load": round(self.load, 3),
        }
        return asdict(self) | derived


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One workload: ours, and what was measured in turn with it.

    `ratio` is the median of the pairs, ours to the one that `beside` names first.
    """

    name: str
    title: str
    ours: Figures
    beside: Mapping[str, Figures] = field(default_factory=dict)
    ratio: float | None = None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the row for a program."""
        return {
            "name": self.name,
            "title": self.title,
            "ours": self.ours.to_json(),
            "beside": {name: each.to_json() for name, each in self.beside.items()},
            "ratio": self.ratio,
            "note": self.note,
        }


def in_turn(
    name: str, title: str, *, ours: Run, beside: Mapping[str, Run], rounds: int
) -> Row:
    """Measure ours and the others in turn, as often as asked; medians of all.

    What else the machine does meets both of a pair alike, so the ratios of pairs say
    more than the ratio of medians.
    """
    runs: dict[str, list[Figures]] = {each: [] for each in ("", *beside)}
    for _ in range(rounds):
        for each, run in beside.items():
            runs[each].append(run())
        runs[""].append(ours())
    first = next(iter(beside), None)
    ratio = _ratio(runs[""], runs[first]) if first is not None else None
    return Row(
        name=name,
        title=title,
        ours=_median(runs[""]),
        beside={each: _median(runs[each]) for each in beside},
        ratio=ratio,
    )


def _median(runs: list[Figures]) -> Figures:
    """Give the run whose rate is the middle one."""
    return sorted(runs, key=lambda each: each.rate)[len(runs) // 2]


def _ratio(ours: list[Figures], theirs: list[Figures]) -> float | None:
    pairs = [
        one.rate / other.rate
        for one, other in zip(ours, theirs, strict=True)
        if other.rate
    ]
    return round(statistics.median(pairs), 3) if pairs else None
