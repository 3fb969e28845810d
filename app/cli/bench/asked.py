"""What a command was asked to do, and what follows from it before anything runs."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from app.cli.bench.flavours import FLAVOURS, Flavour
from app.cli.bench.processes import Cores, cores
from app.cli.bench.tools import Tools
from app.services import bodies, filling
from app.services.filling import key_of

WORKLOADS = ("hot", "sample", "unchanged", "counts", "posts", "mix")
SAMPLE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `rejoinder bench`; the command's help explains them."""

    comments: int
    threads: int
    depth: int
    languages: tuple[str, ...]
    seed: int
    database_url: str | None
    against: str | None
    flavour: str | None
    path: tuple[str, ...]
    header: tuple[str, ...]
    posts: bool
    pid: int | None
    only: tuple[str, ...]
    seconds: float
    rounds: int
    generator: str
    encoding: str | None
    json_file: Path | None
    markdown: Path | None

    def to_json(self) -> dict[str, Any]:
        """Give the options, but for those that may hold a secret."""
        told = asdict(self)
        for name in ("header", "database_url", "json_file", "markdown"):
            del told[name]
        return told

    def fill(self) -> filling.Plan:
        """Plan the site."""
        return plan_of(
            self.comments,
            self.threads,
            depth=self.depth,
            languages=self.languages,
            seed=self.seed,
        )

    def tools(self, folder: Path) -> Tools:
        """Give what measurements share."""
        return Tools(
            folder=folder,
            cores=self.cores,
            seconds=self.seconds,
            rounds=self.rounds,
            generator=self.generator,
        )

    @property
    def cores(self) -> Cores:
        """Divide this machine's cores."""
        return cores()

    def wants(self, workload: str) -> bool:
        """Tell whether a workload is to run."""
        return not self.only or workload in self.only

    @property
    def keys(self) -> list[str]:
        """The keys of the threads that are asked for in turn: spread over all."""
        count = min(SAMPLE, self.threads)
        return [key_of(number * self.threads // count) for number in range(count)]

    @property
    def headers(self) -> dict[str, str]:
        """The headers of each request."""
        found = {"Accept-Encoding": self.encoding} if self.encoding else {}
        for text in self.header:
            name, colon, value = text.partition(":")
            if not colon:
                message = f"{text!r} is not NAME: VALUE."
                raise click.BadParameter(message, param_hint="--header")
            found[name.strip()] = value.strip()
        return found

    @property
    def kind(self) -> Flavour:
        """The kind of server that is asked."""
        return FLAVOURS[self.flavour or "rejoinder"]

    def posted(self) -> list[tuple[str, dict[str, Any]]]:
        """Write a post to each thread of the sample."""
        drafts = bodies.drafts(self.languages, count=len(self.keys), seed=self.seed + 1)
        pairs = zip(self.keys, drafts, strict=True)
        return [self.kind.post(key, draft) for key, draft in pairs]


def plan_of(
    comments: int, threads: int, *, depth: int, languages: tuple[str, ...], seed: int
) -> filling.Plan:
    """Divide the comments evenly among the threads."""
    each, more = divmod(comments, threads)
    sizes = [each + (number < more) for number in range(threads)]
    return filling.Plan(sizes=sizes, depth=depth, languages=languages, seed=seed)
