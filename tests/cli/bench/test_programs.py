"""The programs of others that take part, where they are and where they are not."""

import os
import signal
import sys
from pathlib import Path

import click
import pytest

from app.cli.bench import fsyncs, nginx, processes, wrk
from app.cli.bench.bare import Finished
from app.cli.bench.load import LoadPlan
from app.cli.bench.processes import Cores
from app.cli.bench.tools import Tools
from tests.cli.bench.test_report import CORES

PLAN = LoadPlan(
    host="127.0.0.1", port=1, connections=2, seconds=2.4, often=['GET /"ä\\ x\r\n\r\n']
)
TOLD = (
    '{"requests": 10, "seconds": 2.0, "bytes": 1000, "broken": 1, "bad": 2, '
    '"p50": 0.001, "p99": 0.002}'
)


def _program(folder: Path, text: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def test_wrk_is_told_and_understood(tmp_path: Path) -> None:
    """Its script has the requests byte by byte; its errors are ours."""
    program = _program(
        tmp_path, f"echo \"$@\" > {tmp_path}/args; echo noise; echo '{TOLD}'"
    )
    told = wrk.run(program, PLAN, folder=tmp_path, cores=frozenset())
    assert (told["requests"], told["errors"], told["generator"]) == (10, 3, "wrk")
    assert told["p99"] == 0.002
    args = (tmp_path / "args").read_text("utf-8")
    assert "--connections 2 --duration 2s" in args
    script = (tmp_path / "wrk.lua").read_text("utf-8")
    assert r'"GET /\034\195\164\092 x\013\010\013\010"' in script


def test_wrk_may_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without it our own generator is taken; asked for, it is missed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    tools = Tools(folder=tmp_path, cores=CORES, seconds=2, rounds=1)
    assert tools._wrk(PLAN) is None
    strict = Tools(folder=tmp_path, cores=CORES, seconds=2, rounds=1, generator="wrk")
    with pytest.raises(click.ClickException, match="no wrk"):
        strict._wrk(PLAN)


def test_nginx_may_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without nginx there is nothing beside the bare answer, and no error."""
    monkeypatch.setattr(nginx, "find", lambda: None)
    answers = {"/hot": Finished("200 OK", [], b"x")}
    with nginx.serving(tmp_path, answers, cores=CORES) as target:
        assert target is None


def test_strace_may_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without strace the report says that fsyncs were not counted."""
    monkeypatch.setenv("PATH", str(tmp_path))
    said = fsyncs.a_post(1, tmp_path, run=pytest.fail)
    assert said == "fsyncs a post: not counted (no strace here)"


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    """What it wrote before it ended is in the error."""
    program = _program(tmp_path, "echo no such luck >&2; exit 3")
    running = processes.running(
        [program],
        port=processes.free_port(),
        log=tmp_path / "log",
        wanted=frozenset(),
    )
    with pytest.raises(click.ClickException, match="no such luck"), running:
        pytest.fail("it did not start")


def test_sigterm_leaves_nothing_behind(tmp_path: Path) -> None:
    """A server that runs is stopped, and the old handler is back."""
    before = signal.getsignal(signal.SIGTERM)
    port = processes.free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    seen: list[int] = []

    def stopped() -> None:
        with (
            processes.stoppable(),
            processes.running(
                command, port=port, log=tmp_path / "log", wanted=frozenset()
            ) as pid,
        ):
            seen.extend(processes.tree(pid) or [pid])
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit):
        stopped()
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)
    assert signal.getsignal(signal.SIGTERM) is before


def test_one_core_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two cores each side has its own, with one nobody is pinned."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3, 5}, raising=False)
    assert processes.cores() == Cores(frozenset({3}), frozenset({5}))
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3}, raising=False)
    assert not processes.cores().pinned
    monkeypatch.delattr("os.sched_getaffinity")
    assert not processes.cores().pinned
