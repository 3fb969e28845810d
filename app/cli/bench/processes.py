"""The processes of a measurement: each on its core, its processor time counted.

Where the system lets us, the server has one core for itself and whoever loads it the
others; where it does not (macOS, a single core), `pinned` says so and all share.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

START_SECONDS = 60.0
STOP_SECONDS = 15.0
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Cores:
    """Which cores the measured server has, and which the others have."""

    server: frozenset[int]
    others: frozenset[int]

    @property
    def pinned(self) -> bool:
        """Tell whether server and load have cores of their own."""
        return bool(self.server)


def cores() -> Cores:
    """Divide the cores that this process may use."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(frozenset(), frozenset())
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:  # noqa: PLR2004 -- one for each side
        return Cores(frozenset(), frozenset())
    return Cores(frozenset(usable[:1]), frozenset(usable[1:]))


@contextlib.contextmanager
def on(wanted: frozenset[int]) -> Iterator[None]:
    """Let processes that begin in here run on these cores alone."""
    if not wanted:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, wanted)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end what was begun as Ctrl-C does, instead of leaving it behind."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def free_port() -> int:
    """Let the system choose a port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str],
    *,
    port: int,
    log: Path,
    wanted: frozenset[int],
    environ: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Run a server until the end of the block; gives its process id once it listens."""
    with log.open("ab") as said, on(wanted):
        process = subprocess.Popen(  # noqa: S603 -- our own programs, and nginx
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        _wait(process, port=port, log=log)
        yield process.pid
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], *, port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=1),
        ):
            return
        # Mostly waits for a moment to pass.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
            break
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    message = f"A server of this measurement did not start.\n{said}".strip()
    raise click.ClickException(message)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and whatever it has begun."""
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def tree(pid: int) -> list[int]:
    """List a process and all that it has begun; empty where there is no /proc."""
    if not _PROC.is_dir():
        return []
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            children.setdefault(int(stat[1]), []).append(int(folder.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def cpu_seconds(pid: int | None) -> float | None:
    """Add up the processor time of a process and its children; None where unknown."""
    if pid is None:
        return None
    stats = [stat for each in tree(pid) if (stat := _stat(each))]
    if not stats:
        return None
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in stats)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str] | None:
    """Read a process's state, from its letter on; None when it is gone."""
    with contextlib.suppress(OSError):
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        # The name in front may hold blanks and brackets.
        return text.rpartition(")")[2].split()
    return None
