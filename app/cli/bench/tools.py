"""Carrying a plan out: which generator, on which cores, and whose time is counted."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from app.cli.bench import wrk
from app.cli.bench.figures import Figures
from app.cli.bench.load import LoadPlan, to_text
from app.cli.bench.processes import Cores, cpu_seconds, on
from app.cli.bench.wire import Target

GENERATORS = ("auto", "own", "wrk")
# wrk counts in whole seconds.
_WRK_SECONDS = 1.0
_WARM_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every measurement of one command shares."""

    folder: Path
    cores: Cores
    seconds: float
    rounds: int
    generator: str = "auto"

    def plan(
        self, target: Target, requests: list[str], *, connections: int
    ) -> LoadPlan:
        """Plan a run of the usual length."""
        return LoadPlan(
            host=target.host,
            port=target.port,
            connections=connections,
            seconds=self.seconds,
            often=requests,
        )

    def measure(self, plan: LoadPlan, *, pid: int | None) -> Figures:
        """Carry a plan out, and read what the server used meanwhile."""
        program = self._wrk(plan)
        before = cpu_seconds(pid)
        if program:
            told = wrk.run(program, plan, folder=self.folder, cores=self.cores.others)
        else:
            told = self._own("app.cli.bench.load", to_text(plan))
        after = cpu_seconds(pid)
        used = None if before is None or after is None else after - before
        return Figures(**told, server_cpu=used)

    def warm(self, plan: LoadPlan) -> None:
        """Send each request of a plan before it counts, if that takes not too long."""
        count = max(len(plan.often), plan.connections)
        quiet = replace(plan, seldom=[], share=0.0, count=count, seconds=_WARM_SECONDS)
        self._own("app.cli.bench.load", to_text(quiet))

    def loop(self, text: str) -> Figures:
        """Run the bare loop where the server would run; its time is the server's."""
        told = self._own("app.cli.bench.loop", text, cores=self.cores.server)
        return Figures(**told, server_cpu=told["cpu"])

    def _wrk(self, plan: LoadPlan) -> str | None:
        fits = not plan.seldom and plan.seconds >= _WRK_SECONDS
        if self.generator == "own" or not (fits or self.generator == "wrk"):
            return None
        program = wrk.find() if fits else None
        if self.generator == "wrk" and wrk.find() is None:
            message = "There is no wrk on this machine; take --generator own."
            raise click.ClickException(message)
        return program

    def _own(
        self, module: str, text: str, *, cores: frozenset[int] | None = None
    ) -> dict[str, Any]:
        command = [sys.executable, "-m", module]
        with on(self.cores.others if cores is None else cores):
            ran = subprocess.run(  # noqa: S603 -- a module of ours
                command, input=text, capture_output=True, text=True, check=False
            )
        if ran.returncode:
            message = f"{module} failed.\n{ran.stderr[-2000:]}"
            raise click.ClickException(message)
        told: dict[str, Any] = json.loads(ran.stdout)
        return told
