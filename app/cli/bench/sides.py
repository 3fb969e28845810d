"""The two things that are measured: a server of ours, made for it, or another's."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from app.cli.bench import fsyncs, workloads
from app.cli.bench.asked import Asked
from app.cli.bench.figures import Figures, Row
from app.cli.bench.scratch import Scratch, prepare, scratch
from app.cli.bench.tools import Tools
from app.cli.bench.wire import Target, etag_of, target_of
from app.cli.bench.workloads import LOOP, Read
from app.services.filling import SLUG

COUNTED = 50
_TEXTS = 200
_STRACE_SECONDS = 2.0
Beside = Mapping[str, Callable[[], Figures]]


def ours(asked: Asked) -> Iterator[Row]:
    """Fill a site, serve it, and measure every workload that is wanted."""
    with scratch(asked.database_url) as made:
        prepare(made, asked.fill())
        tools = asked.tools(made.folder)
        with made.served(tools.cores) as target:
            keys, paths = asked.keys, [asked.kind.read(key) for key in asked.keys]
            wanted = [*_reads(asked, target, paths=paths), _counts(asked, keys)]
            yield from _measured_reads(asked, tools, target=target, wanted=wanted)
            loop = {LOOP: lambda: tools.loop(_loop(asked, made, key=keys[0]))}
            for row in _writes(asked, tools, target=target, beside=loop):
                if row.name == "posts":
                    yield _with_fsyncs(asked, tools, target=target, row=row, made=made)
                else:
                    yield row


def theirs(asked: Asked) -> Iterator[Row]:
    """Measure a server that somebody else has started."""
    target = target_of(asked.against or "", pid=asked.pid)
    with tempfile.TemporaryDirectory(prefix="rejoinder-bench-") as folder:
        tools = asked.tools(Path(folder))
        paths = list(asked.path) or [asked.kind.read(key) for key in asked.keys]
        wanted = _reads(asked, target, paths=paths)
        yield from _measured_reads(asked, tools, target=target, wanted=wanted)
        if asked.posts:
            yield from _writes(asked, tools, target=target, beside={})


def _reads(asked: Asked, target: Target, *, paths: list[str]) -> list[Read]:
    """List the reads that this server can answer."""
    headers = asked.headers
    hot = Read(name="hot", title="hot thread", paths=paths[:1], headers=headers)
    title = f"{len(paths):,} threads in turn"
    found = [hot, Read(name="sample", title=title, paths=paths, headers=headers)]
    mark = etag_of(hot.answer(target))
    if mark is not None:
        same = headers | {"If-None-Match": mark}
        title = "hot thread, unchanged (304)"
        found.append(Read(name="unchanged", title=title, paths=paths[:1], headers=same))
    return [read for read in found if len(read.paths) > 1 or read.name != "sample"]


def _counts(asked: Asked, keys: list[str]) -> Read:
    query = urlencode([("thread", key) for key in keys[:COUNTED]])
    path = f"/api/v1/sites/{SLUG}/counts?{query}"
    title = f"counts of {min(COUNTED, len(keys))} threads"
    return Read(name="counts", title=title, paths=[path], headers=asked.headers)


def _measured_reads(
    asked: Asked, tools: Tools, *, target: Target, wanted: list[Read]
) -> Iterator[Row]:
    chosen = [read for read in wanted if asked.wants(read.name)]
    if chosen:
        yield from workloads.reads(tools, target, wanted=chosen)


def _writes(
    asked: Asked, tools: Tools, *, target: Target, beside: Beside
) -> Iterator[Row]:
    requests = workloads.written(target, asked.posted(), headers=asked.headers)
    if asked.wants("posts"):
        yield workloads.posts(tools, target, requests=requests, beside=beside)
    if asked.wants("mix"):
        paths = list(asked.path) or [asked.kind.read(key) for key in asked.keys]
        often = [target.get(path, asked.headers) for path in paths]
        yield workloads.mix(tools, target, often=often, seldom=requests)


def _loop(asked: Asked, made: Scratch, *, key: str) -> str:
    """Write down what the bare loop is to do."""
    return json.dumps(
        {
            "environ": made.environ,
            "key": key,
            "languages": asked.languages,
            "texts": _TEXTS,
            "seed": asked.seed + 2,
            "seconds": asked.seconds,
        }
    )


def _with_fsyncs(
    asked: Asked, tools: Tools, *, target: Target, row: Row, made: Scratch
) -> Row:
    """Let some more posts be watched by strace, outside of what is timed."""
    if not made.settings.is_sqlite:
        return replace(row, note="fsyncs a post: not counted (PostgreSQL makes them)")
    requests = workloads.written(target, asked.posted(), headers=asked.headers)
    plan = tools.plan(target, requests, connections=workloads.POST_CONNECTIONS)
    plan = replace(plan, seconds=min(_STRACE_SECONDS, asked.seconds))
    own = replace(tools, generator="own")
    note = fsyncs.a_post(
        target.pid, tools.folder, run=lambda: own.measure(plan, pid=None)
    )
    return replace(row, note=note)
