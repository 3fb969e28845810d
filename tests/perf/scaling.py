"""What breaks first as a site grows: a small simulation, behind docs/scaling.md.

Readers arrive at random and want threads, some of them far more often than others. A
process answers one after another; what is in its memory costs next to nothing, the rest
is made anew. A post costs its process time, holds the one writer and makes its thread's
answers worthless. A CDN, where there is one, keeps an answer for seconds. The same seed
gives the same table:

    python -m tests.perf.scaling                    # writes it into docs/scaling.md
    python -m tests.perf.scaling --json bench.json  # prints it for your machine's costs

It knows nothing of the network's latency, of pauses, and of what else a machine does.
"""

import argparse
import json
import random
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"
BEGIN, END = "<!-- scaling -->\n", "<!-- /scaling -->"
SEED = 6
REQUESTS = 60_000

# The ordinary site, once over: page views of a day, and threads.
VIEWS = 10_000
THREADS = 500
PEAK = 5
DAY = 86_400
POST_SHARE = 0.002
# How long the gate lets anybody wait, and how many bytes leave for an answer.
PATIENCE = 2.0
ANSWER_BYTES = 12_000
KEPT_BYTES = 90_000
NETWORK_BYTES = 100e6 / 8
# A share of which nobody need think.
ENOUGH = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Seconds of a processor; `commit` is how long a post holds the writer."""

    hit: float = 0.000_15
    miss: float = 0.014
    post: float = 0.020
    commit: float = 0.005

    @classmethod
    def measured(cls, path: Path) -> "Costs":
        """Take them from what `rejoinder bench --json FILE` wrote."""
        rows = json.loads(path.read_text("utf-8"))["rows"]
        found = {row["title"]: row["ours"]["server_cpu_a_request"] for row in rows}

        def of(start: str, default: float) -> float:
            known = [value for name, value in found.items() if name.startswith(start)]
            return next((float(value) for value in known if value), default)

        return cls(hit=of("hot thread", cls().hit), post=of("posts", cls().post))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How it is run."""

    scale: int
    processes: int = 1
    snapshot_mb: int = 64
    cdn_seconds: float = 0.0

    @property
    def words(self) -> str:
        """Say it in a few words."""
        plural = "es" if self.processes > 1 else ""
        cdn = f", CDN {self.cdn_seconds:.0f} s" if self.cdn_seconds else ""
        return f"{self.processes} process{plural}, {self.snapshot_mb} MB{cdn}"


SETUPS = (
    Setup(scale=1),
    Setup(scale=10),
    Setup(scale=100),
    Setup(scale=1_000),
    Setup(scale=1_000, processes=8),
    Setup(scale=1_000, processes=8, snapshot_mb=1_024),
    Setup(scale=1_000, processes=8, cdn_seconds=5),
)


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    seconds: float = 0.0
    reached: int = 0
    read: int = 0
    hits: int = 0
    refused: int = 0
    busy: float = 0.0
    writing: float = 0.0
    sent: int = 0
    waits: list[float] = field(default_factory=list)


class Process:
    """Answers one after another, and keeps what fits."""

    def __init__(self, setup: Setup) -> None:
        self.free_at = 0.0
        self._most = setup.snapshot_mb * 1024 * 1024 // KEPT_BYTES
        self._kept: OrderedDict[int, int] = OrderedDict()

    def has(self, thread: int, version: int) -> bool:
        """Look an answer up, and keep it from now on."""
        found = self._kept.get(thread) == version
        self._kept[thread] = version
        self._kept.move_to_end(thread)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found


class Simulation:
    """One setup at its peak."""

    def __init__(self, setup: Setup, costs: Costs) -> None:
        self._setup, self._costs = setup, costs
        self._random = random.Random(SEED)  # noqa: S311 - the same each time
        self._processes = [Process(setup) for _ in range(setup.processes)]
        threads = range(THREADS * setup.scale)
        self._threads = threads
        # Zipf: the second is wanted half as often as the first, and so on.
        self._weights = list(accumulate(1 / (1 + rank) for rank in threads))
        self._versions: dict[int, int] = {}
        self._edge: dict[int, float] = {}
        self._writer_free_at = 0.0
        self._out = Outcome()

    def run(self) -> Outcome:
        """Let so many come, as often as they do at the peak."""
        rate = VIEWS * self._setup.scale * PEAK / DAY
        now = 0.0
        picked = self._random.choices(
            self._threads, cum_weights=self._weights, k=REQUESTS
        )
        began = 0.0
        for count, thread in enumerate(picked):
            if count == REQUESTS // 2:
                # What came before has filled the memory.
                self._out, began = Outcome(), now
            now += self._random.expovariate(rate)
            self._out.sent += 1
            if self._random.random() < POST_SHARE:
                self._post(now, thread)
            else:
                self._read(now, thread)
        self._out.seconds = now - began
        return self._out

    def _read(self, now: float, thread: int) -> None:
        if now < self._edge.get(thread, 0.0):
            return
        self._edge[thread] = now + self._setup.cdn_seconds
        self._out.reached += 1
        process = self._random.choice(self._processes)
        if process.free_at - now > PATIENCE:
            self._out.refused += 1
            return
        self._out.read += 1
        found = process.has(thread, self._versions.get(thread, 0))
        self._out.hits += found
        self._work(process, now, self._costs.hit if found else self._costs.miss)

    def _post(self, now: float, thread: int) -> None:
        process = self._random.choice(self._processes)
        if max(process.free_at, self._writer_free_at) - now > PATIENCE:
            self._out.refused += 1
            return
        self._work(process, now, self._costs.post)
        self._writer_free_at = max(self._writer_free_at, process.free_at)
        self._writer_free_at += self._costs.commit
        self._out.writing += self._costs.commit
        self._versions[thread] = self._versions.get(thread, 0) + 1

    def _work(self, process: Process, now: float, seconds: float) -> None:
        process.free_at = max(process.free_at, now) + seconds
        self._out.busy += seconds
        self._out.waits.append(process.free_at - now)


def row(setup: Setup, costs: Costs) -> str:
    """Give one line of the table."""
    out = Simulation(setup, costs).run()
    shares = {
        "the processor": out.busy / out.seconds / setup.processes,
        "the writer": out.writing / out.seconds,
        "the line": out.reached * ANSWER_BYTES / out.seconds / NETWORK_BYTES,
    }
    worst = max(shares, key=lambda name: shares[name])
    first = worst if shares[worst] > ENOUGH else "nothing"
    slow = sorted(out.waits)[int(len(out.waits) * 0.99)]
    cells = (
        f"{setup.scale:,}",
        f"{VIEWS * setup.scale:,}",
        setup.words,
        f"{out.sent / out.seconds:,.1f}",
        f"{out.reached / out.seconds:,.1f}",
        f"{out.hits / out.read:.0%}",
        *(f"{share:.1%}" for share in shares.values()),
        f"{slow * 1_000:,.0f}",
        f"{out.refused / out.sent:.1%}",
        first,
    )
    return f"| {' | '.join(cells)} |\n"


def table(costs: Costs) -> str:
    """Give the whole table."""
    names = (
        *("times", "views a day", "run as", "asked/s at the peak", "reach us/s"),
        *("in memory", "processor", "writer", "100 Mbit line", "p99 ms", "refused"),
        "breaks first",
    )
    head = f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    return head + "".join(row(setup, costs) for setup in SETUPS)


def written(page: str) -> str:
    """Put the table into the page, between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(Costs())}\n{END}{after}"


def main() -> None:
    """Write the page, or print the table for other costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="what `rejoinder bench --json` wrote")
    asked = parser.parse_args()
    if asked.json:
        print(table(Costs.measured(asked.json)))  # noqa: T201 - this is its output
        return
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
