"""What was measured, for people (a table, Markdown) and for programs (JSON)."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from app import __version__
from app.cli.bench.figures import Figures, Row
from app.cli.bench.growth import Point
from app.cli.bench.processes import Cores

FORMAT = 1
Table = list[list[str]]
# Below so many a second the tenth counts.
_MANY = 100

_HEAD = [
    *("workload", "answers/s", "p50 ms", "p99 ms", "errors", "CPU µs each"),
    *("bytes each", "generator", "ratio"),
]


def machine(cores: Cores) -> dict[str, Any]:
    """Say what it was measured on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "one_core_each": cores.pinned,
    }


def document(
    kind: str, rows: Iterable[Row | Point], *, cores: Cores, asked: dict[str, Any]
) -> dict[str, Any]:
    """Give all of it for a program; `format` counts changes of these names."""
    return {
        "format": FORMAT,
        "kind": kind,
        "program": "rejoinder",
        "version": __version__,
        "machine": machine(cores),
        "asked": asked,
        "rows": [row.to_json() for row in rows],
    }


def table(rows: Iterable[Row]) -> Table:
    """Give a line for each workload, and one for each thing that it is beside."""
    lines = [list(_HEAD)]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append([row.title, *_cells(row.ours), ratio])
        lines += [[f"· {name}", *_cells(each), ""] for name, each in row.beside.items()]
    return lines


def notes(rows: Iterable[Row]) -> list[str]:
    """List what is to be said of single workloads."""
    return [f"{row.title}: {row.note}" for row in rows if row.note]


def _cells(figures: Figures) -> list[str]:
    cpu, good = figures.cpu_each, figures.requests > figures.errors
    return [
        f"{figures.rate:,.{0 if figures.rate >= _MANY else 1}f}",
        f"{figures.p50 * 1000:,.2f}" if good else "none",
        f"{figures.p99 * 1000:,.2f}" if good else "none",
        f"{figures.errors:,}",
        "?" if cpu is None else f"{cpu * 1_000_000:,.0f}",
        f"{figures.bytes_each:,.0f}" if figures.bytes else "",
        f"{figures.generator} {figures.load:.0%}",
    ]


def as_text(lines: Table) -> str:
    """Align a table for a terminal: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_markdown(lines: Table) -> str:
    """Write a table as Markdown."""
    rule = ["---", *["---:"] * (len(lines[0]) - 1)]
    marked = [lines[0], rule, *lines[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in marked)


def put(path: Path, name: str, *, text: str) -> None:
    """Write text between the marks of its name in a page, which is made if missing.

    The marks are `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`.
    """
    first, last = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    block = f"{first}\n\n{text.strip()}\n\n{last}"
    page = path.read_text(encoding="utf-8") if path.exists() else block + "\n"
    marked = re.compile(f"{re.escape(first)}.*?{re.escape(last)}", re.DOTALL)
    if not marked.search(page):
        message = f"{path} has no {first} … {last} to write between."
        raise click.ClickException(message)
    path.write_text(marked.sub(lambda _: block, page), encoding="utf-8")


def machine_line(cores: Cores, *, more: Sequence[str] = ()) -> str:
    """Say in a sentence what it was measured on."""
    facts = machine(cores)
    alone = "server and load on a core each" if cores.pinned else "cores shared"
    parts = [
        f"Rejoinder {__version__}",
        f"{facts['system']}, {facts['cores']} cores, {alone}",
        f"Python {facts['python']}",
        *more,
    ]
    return "; ".join(parts) + "."
