"""What is asked of a server, and what each of it is measured beside."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from app.cli.bench import bare, nginx
from app.cli.bench.bare import Finished
from app.cli.bench.figures import Figures, Row, in_turn
from app.cli.bench.processes import Cores, free_port, running
from app.cli.bench.tools import Tools
from app.cli.bench.wire import Headers, Target
from app.settings import DEFAULT_THREADS, process_environ
from app.web.gate import server_threads

BARE, NGINX, LOOP, READERS = "bare answer", "nginx", "bare loop", "readers alone"
READ_CONNECTIONS, POST_CONNECTIONS, MIX_CONNECTIONS = 16, 32, 64
POST_SHARE = 0.05
_GOOD = frozenset({"200", "304"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Paths asked in turn; `name` is also where the bare server has their answer."""

    name: str
    title: str
    paths: list[str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def requests(self, target: Target) -> list[str]:
        """Write the requests."""
        return [target.get(path, self.headers) for path in self.paths]

    def answer(self, target: Target) -> Finished:
        """Fetch one answer to be given bare; ends the command if it is an error."""
        path = self.paths[len(self.paths) // 2]
        found = target.fetch(path, self.headers)
        if found.status.partition(" ")[0] not in _GOOD:
            message = f"{path} answers {found.status}."
            raise click.ClickException(message)
        return found


def reads(tools: Tools, target: Target, *, wanted: list[Read]) -> Iterator[Row]:
    """Measure each read, in turn with its bytes given bare and by nginx."""
    answers = {f"/{read.name}": read.answer(target) for read in wanted}
    files = {name: each for name, each in answers.items() if each.body}
    with contextlib.ExitStack() as open_:
        plain = open_.enter_context(_bare(tools.folder, answers, cores=tools.cores))
        file = open_.enter_context(
            nginx.serving(tools.folder, files, cores=tools.cores)
        )
        for read in wanted:
            path = f"/{read.name}"
            beside = {BARE: _asking(tools, plain, requests=[plain.get(path, {})])}
            if file is not None and path in files:
                beside[NGINX] = _asking(tools, file, requests=[file.get(path, {})])
            ours = _asking(tools, target, requests=read.requests(target))
            yield in_turn(
                read.name, read.title, ours=ours, beside=beside, rounds=tools.rounds
            )


def _asking(
    tools: Tools, target: Target, *, requests: list[str]
) -> Callable[[], Figures]:
    """Give a run of reads; warmed once, here."""
    plan = tools.plan(target, requests, connections=READ_CONNECTIONS)
    tools.warm(plan)
    return lambda: tools.measure(plan, pid=target.pid)


@contextlib.contextmanager
def _bare(
    folder: Path, answers: dict[str, Finished], *, cores: Cores
) -> Iterator[Target]:
    port, file = free_port(), folder / "answers.json"
    bare.write(file, answers)
    command = [sys.executable, "-m", "app.cli.bench.bare", str(port)]
    with running(
        [*command, str(server_threads(DEFAULT_THREADS))],
        port=port,
        log=folder / "bare.log",
        wanted=cores.server,
        environ=process_environ() | {bare.FILE_VARIABLE: str(file)},
    ) as pid:
        yield Target("127.0.0.1", port, pid=pid)


def posts(
    tools: Tools,
    target: Target,
    *,
    requests: list[str],
    beside: Mapping[str, Callable[[], Figures]],
) -> Row:
    """Measure posts alone."""
    plan = tools.plan(target, requests, connections=POST_CONNECTIONS)
    own = replace(tools, generator="own")
    return in_turn(
        "posts",
        f"posts, {POST_CONNECTIONS} clients",
        ours=lambda: own.measure(plan, pid=target.pid),
        beside=beside,
        rounds=tools.rounds,
    )


def mix(tools: Tools, target: Target, *, often: list[str], seldom: list[str]) -> Row:
    """Measure readers of whom some post, in turn with the same readers alone."""
    own = replace(tools, generator="own")
    alone = own.plan(target, often, connections=MIX_CONNECTIONS)
    mixed = replace(alone, seldom=seldom, share=POST_SHARE)
    own.warm(alone)
    return in_turn(
        "mix",
        f"{1 - POST_SHARE:.0%} reads, {POST_SHARE:.0%} posts, "
        f"{MIX_CONNECTIONS} connections",
        ours=lambda: own.measure(mixed, pid=target.pid),
        beside={READERS: lambda: own.measure(alone, pid=target.pid)},
        rounds=tools.rounds,
    )


def written(
    target: Target, made: list[tuple[str, dict[str, Any]]], *, headers: Headers
) -> list[str]:
    """Write posts as requests."""
    return [target.post(path, document, headers=headers) for path, document in made]
