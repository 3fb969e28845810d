"""What a page costs as threads and sites grow."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.cli.bench import plot
from app.cli.bench.asked import SAMPLE
from app.cli.bench.figures import Figures
from app.cli.bench.flavours import FLAVOURS
from app.cli.bench.processes import Cores, on
from app.cli.bench.scratch import prepare, scratch
from app.cli.bench.tools import Tools
from app.cli.bench.wire import Target
from app.cli.bench.workloads import READ_CONNECTIONS
from app.services import filling, reading
from app.services.container import Container
from app.services.filling import SLUG, key_of
from app.services.steps.lookup import ThreadRef

THREAD_OF_SITE = 100
_FEWEST = 20
_COLD_KEYS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One size: milliseconds of a cold page by its sort; warm answers a second."""

    kind: str
    comments: int
    cold: dict[str, float]
    warm: float
    warm_cpu: float | None

    def to_json(self) -> dict[str, Any]:
        """Give the point for a program."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large threads and sites are to become."""

    threads: Sequence[int]
    sites: Sequence[int]
    seconds: float
    cores: Cores


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One size and the threads that are asked for."""

    kind: str
    comments: int
    keys: list[str]


def measure(sizes: Sizes) -> Iterator[Point]:
    """Fill one site with a thread of each size, then a site of each size; measure."""
    if sizes.threads:
        asked = [
            _Asked(kind="thread", comments=comments, keys=[key_of(number)])
            for number, comments in enumerate(sizes.threads)
        ]
        plan = filling.Plan(sizes=list(sizes.threads))
        yield from _points(plan, asked, sizes=sizes)
    for comments in sizes.sites:
        threads = max(1, comments // THREAD_OF_SITE)
        chance = random.Random(comments)  # noqa: S311 -- which threads are asked for
        chosen = chance.sample(range(threads), min(SAMPLE, threads))
        keys = [key_of(number) for number in chosen]
        plan = filling.Plan(sizes=[THREAD_OF_SITE] * threads)
        site = _Asked(kind="site", comments=comments, keys=keys)
        yield from _points(plan, [site], sizes=sizes)


def _points(
    plan: filling.Plan, wanted: list[_Asked], *, sizes: Sizes
) -> Iterator[Point]:
    with scratch() as made:
        prepare(made, plan)
        with made.container() as container, on(sizes.cores.server):
            cold = [_all_cold(container, asked.keys, sizes=sizes) for asked in wanted]
        tools = Tools(
            folder=made.folder, cores=sizes.cores, seconds=sizes.seconds, rounds=1
        )
        with made.served(sizes.cores) as target:
            for asked, milliseconds in zip(wanted, cold, strict=True):
                warm = _warm(tools, target, keys=asked.keys)
                yield Point(
                    kind=asked.kind,
                    comments=asked.comments,
                    cold=milliseconds,
                    warm=round(warm.rate, 1),
                    warm_cpu=warm.cpu_each,
                )


def _warm(tools: Tools, target: Target, *, keys: list[str]) -> Figures:
    """Read first pages by HTTP, each at least once before it counts."""
    read = FLAVOURS["rejoinder"].read
    requests = [target.get(read(key), {}) for key in keys]
    plan = tools.plan(target, requests, connections=READ_CONNECTIONS)
    tools.warm(plan)
    return tools.measure(plan, pid=target.pid)


def _all_cold(
    container: Container, keys: list[str], *, sizes: Sizes
) -> dict[str, float]:
    return {
        sort: _cold(container, keys, sort=sort, seconds=sizes.seconds / 3)
        for sort in reading.SORTS
    }


def _cold(container: Container, keys: list[str], *, sort: str, seconds: float) -> float:
    """Read first pages past every cache of ours; the median in milliseconds."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    while len(took) < _FEWEST or time.perf_counter() < until:
        key = keys[len(took) % min(len(keys), _COLD_KEYS)]
        request = reading.PageRequest(thread=ThreadRef(key=key), sort=sort)
        begun = time.perf_counter()
        reading.thread_page(container, SLUG, request=request)
        took.append(time.perf_counter() - begun)
    return round(statistics.median(took) * 1000, 3)


def table(points: Sequence[Point]) -> list[list[str]]:
    """Give a line for each size."""
    head = ["in one", "comments", *(f"cold, {sort}, ms" for sort in reading.SORTS)]
    lines = [[*head, "warm answers/s", "warm CPU µs each"]]
    for point in points:
        cpu = "?" if point.warm_cpu is None else f"{point.warm_cpu * 1e6:,.0f}"
        cold = [f"{point.cold[sort]:.2f}" for sort in reading.SORTS]
        line = [point.kind, f"{point.comments:,}", *cold, f"{point.warm:,.0f}", cpu]
        lines.append(line)
    return lines


def _series(points: Sequence[Point]) -> dict[str, list[tuple[float, float]]]:
    """Give a line of the plot for each sort in threads, and one for sites."""
    found: dict[str, list[tuple[float, float]]] = {}
    for point in points:
        for sort in reading.SORTS:
            name = f"thread, {sort} first"
            if point.kind == "site":
                name = f"site, {sort} first"
            cost = max(point.cold[sort], 0.001)
            found.setdefault(name, []).append((point.comments, cost))
    return found


def drawn(points: Sequence[Point]) -> str:
    """Draw the cost of a cold page against the size."""
    return plot.draw(
        _series(points),
        title="A cold page against the size of its thread or site",
        x="comments",
        y="milliseconds",
    )
