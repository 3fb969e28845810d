"""How often a server makes a file safe for each post, as strace counts."""

import contextlib
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from app.cli.bench.figures import Figures
from app.cli.bench.processes import tree

_CALLS = re.compile(
    r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*\b(?:fsync|fdatasync)$", re.MULTILINE
)
_ATTACH_SECONDS = 0.5


def counted(summary: str) -> int:
    """Add up the calls in what `strace -c` has written."""
    return sum(int(calls) for calls in _CALLS.findall(summary))


def a_post(pid: int | None, folder: Path, *, run: Callable[[], Figures]) -> str:
    """Say how many calls each post of a run made, or why that is not known."""
    program, pids = shutil.which("strace"), tree(pid) if pid else []
    if program is None or not pids:
        return "fsyncs a post: not counted (no strace here)"
    summary = folder / "strace.txt"
    command = [program, "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(summary)]
    attach = [f"--attach={each}" for each in pids]
    strace = subprocess.Popen(  # noqa: S603 -- strace, as found
        [*command, *attach], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(_ATTACH_SECONDS)
    if strace.poll() is not None:
        return "fsyncs a post: not counted (strace may not attach)"
    ran = run()
    strace.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        strace.wait(timeout=10)
    good = ran.requests - ran.errors
    text = summary.read_text(encoding="utf-8") if summary.exists() else ""
    return f"fsyncs a post: {counted(text) / good:.2f}" if good else ""
