"""wrk as the load generator, where it is installed: a C program that costs little.

It is used for reads; its script gives it the same requests, and prints JSON.
"""

import json
import resource
import shutil
import subprocess
from pathlib import Path
from typing import Any

from app.cli.bench.load import LoadPlan
from app.cli.bench.processes import on

_SCRIPT = """\
local requests = %s
local at = 0
function request()
  at = at %% #requests + 1
  return requests[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\\n{"requests": %%d, "seconds": %%f, "bytes": %%d, "broken": %%d, "bad": %%d, ' ..
    '"p50": %%f, "p99": %%f}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    e.connect + e.read + e.write + e.timeout, e.status,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end
"""


def find() -> str | None:
    """Find wrk."""
    return shutil.which("wrk")


def run(
    program: str, plan: LoadPlan, *, folder: Path, cores: frozenset[int]
) -> dict[str, Any]:
    """Carry out a plan of reads; what comes back is what our own generator tells."""
    script = folder / "wrk.lua"
    listed = ",\n".join(_quoted(text) for text in plan.often)
    script.write_text(_SCRIPT % f"{{{listed}}}", encoding="utf-8")
    command = [
        *(program, "--threads", "1", "--connections", str(plan.connections)),
        *("--duration", f"{max(1, round(plan.seconds))}s", "--timeout", "10s"),
        *("--script", str(script), f"http://{plan.host}:{plan.port}"),
    ]
    before = _cpu()
    with on(cores):
        ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- wrk, as found
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    broken, bad = told.pop("broken"), told.pop("bad")
    return {
        **told,
        "generator": "wrk",
        "errors": broken + bad,
        "cpu": _cpu() - before,
        # It knows above 399 from below, no more.
        "statuses": {"ok": told["requests"] - bad, "bad": bad},
    }


def _cpu() -> float:
    """Read the processor time of our children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _quoted(text: str) -> str:
    """Write a string of Lua: every byte that is not plain by its number."""
    plain = (
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03d}"  # noqa: PLR2004 -- printable ASCII
        for byte in text.encode()
    )
    return '"' + "".join(plain) + '"'
