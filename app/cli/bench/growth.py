"""What a page costs as threads and sites grow."""

import contextlib
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.cli.bench import plot
from app.cli.bench.asked import SAMPLE
from app.cli.bench.figures import Figures
from app.cli.bench.flavours import FLAVOURS
from app.cli.bench.processes import Cores, on
from app.cli.bench.scratch import Scratch, prepare, scratch
from app.cli.bench.tools import Tools
from app.cli.bench.workloads import READ_CONNECTIONS
from app.services import filling, reading
from app.services.container import Container
from app.services.filling import SLUG, key_of
from app.services.steps.lookup import ThreadRef

THREAD_OF_SITE = 100
ROUNDS = 3
_FEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One size: processor milliseconds of a cold page by its sort; warm answers/s."""

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """One size and the threads that are asked for."""

    kind: str
    comments: int
    keys: list[str]


def measure(sizes: Sizes) -> list[Point]:
    """Fill one site with a thread of each size, and a site of each size; measure.

    All are filled first, so that they are measured in turn, in the same minutes.
    """
    with contextlib.ExitStack() as open_:
        filled: list[tuple[_Asked, Scratch]] = []
        if sizes.threads:
            plan = filling.Plan(sizes=list(sizes.threads))
            made = _filled(open_, plan)
            filled = [
                (_Asked("thread", comments, [key_of(number)]), made)
                for number, comments in enumerate(sizes.threads)
            ]
        for comments in sizes.sites:
            threads = max(1, comments // THREAD_OF_SITE)
            chance = random.Random(comments)  # noqa: S311 -- which threads are asked for
            chosen = chance.sample(range(threads), min(SAMPLE, threads))
            asked = _Asked("site", comments, [key_of(number) for number in chosen])
            made = _filled(open_, filling.Plan(sizes=[THREAD_OF_SITE] * threads))
            filled.append((asked, made))
        cold = _all_cold(filled, sizes=sizes)
        warm = [_warm(asked, made, sizes=sizes) for asked, made in filled]
    return [
        Point(
            kind=asked.kind,
            comments=asked.comments,
            cold=milliseconds,
            warm=round(figures.rate, 1),
            warm_cpu=figures.cpu_each,
        )
        for (asked, _), milliseconds, figures in zip(filled, cold, warm, strict=True)
    ]


def _filled(open_: contextlib.ExitStack, plan: filling.Plan) -> Scratch:
    made = open_.enter_context(scratch())
    prepare(made, plan)
    return made


def _warm(asked: _Asked, made: Scratch, *, sizes: Sizes) -> Figures:
    """Read first pages by HTTP, each at least once before it counts."""
    tools = Tools(
        folder=made.folder, cores=sizes.cores, seconds=sizes.seconds, rounds=1
    )
    read = FLAVOURS["rejoinder"].read
    with made.served(sizes.cores) as target:
        requests = [target.get(read(key), {}) for key in asked.keys]
        plan = tools.plan(target, requests, connections=READ_CONNECTIONS)
        tools.warm(plan)
        return tools.measure(plan, pid=target.pid)


def _all_cold(
    filled: list[tuple[_Asked, Scratch]], *, sizes: Sizes
) -> list[dict[str, float]]:
    """Measure each size in each order, round by round; the medians of all."""
    took: list[dict[str, list[float]]] = [
        {sort: [] for sort in reading.SORTS} for _ in filled
    ]
    with contextlib.ExitStack() as open_, on(sizes.cores.server):
        containers = [open_.enter_context(made.container()) for _, made in filled]
        each = sizes.seconds / ROUNDS / len(reading.SORTS)
        for _ in range(ROUNDS):
            for number, (asked, _made) in enumerate(filled):
                for sort, times in took[number].items():
                    container, keys = containers[number], asked.keys
                    times.extend(_cold(container, keys, sort=sort, seconds=each))
    return [
        {sort: round(statistics.median(times) * 1000, 3) for sort, times in one.items()}
        for one in took
    ]


def _cold(
    container: Container, keys: list[str], *, sort: str, seconds: float
) -> list[float]:
    """Read first pages past every cache of ours; seconds of the processor for each."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    while len(took) < _FEWEST or time.perf_counter() < until:
        request = reading.PageRequest(
            thread=ThreadRef(key=keys[len(took) % len(keys)]), sort=sort
        )
        begun = time.thread_time()
        reading.thread_page(container, SLUG, request=request)
        took.append(time.thread_time() - begun)
    return took


def table(points: Sequence[Point]) -> list[list[str]]:
    """Give a line for each size."""
    head = ["in one", "comments", *(f"cold CPU ms, {sort}" for sort in reading.SORTS)]
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
            found.setdefault(name, []).append((point.comments, point.cold[sort]))
    return found


def drawn(points: Sequence[Point]) -> str:
    """Draw the cost of a cold page against the size."""
    return plot.draw(
        _series(points),
        title="A cold page against the size of its thread or site",
        x="comments",
        y="milliseconds of the processor",
    )
