"""`rejoinder bench`: how fast the service is here, and beside what."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from app.cli.bench import corpus, growth, report, sides
from app.cli.bench.asked import Asked, plan_of
from app.cli.bench.figures import Row
from app.cli.bench.growth import Point, Sizes
from app.cli.bench.manual import MANUAL
from app.cli.bench.options import FILE, numbers, of_a_run, of_a_site
from app.cli.bench.processes import cores, stoppable
from app.cli.common import as_sentences


@click.group("bench", invoke_without_command=True, help=MANUAL)
@of_a_run
@click.pass_context
@as_sentences
def command(ctx: click.Context, /, **options: object) -> None:
    """Measure as the manual says."""
    del options  # ctx.params has them all
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx)
        return
    asked = Asked(**ctx.params)
    _check(asked)
    with stoppable():
        rows = _measured(asked)
    _show(asked, rows)


def _measured(asked: Asked) -> list[Row]:
    """Measure what is wanted; when stopped, what was measured is not lost."""
    find = sides.ours if asked.against is None else sides.theirs
    rows: list[Row] = []
    try:
        for row in find(asked):
            click.echo(f"measured: {row.title}", err=True)
            rows.append(row)
    except (KeyboardInterrupt, SystemExit):
        if not rows:
            raise
        click.echo("Stopped; this is what was measured until then.", err=True)
    return rows


def _refuse_options(ctx: click.Context) -> None:
    for name in ctx.params:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            message = f"Put the options of {ctx.invoked_subcommand} after it ({name})."
            raise click.UsageError(message)


def _check(asked: Asked) -> None:
    """Refuse options that mean nothing together."""
    if asked.against is None:
        lost = asked.path or asked.posts or asked.pid or asked.flavour
        if lost:
            message = "--path, --flavour, --posts and --pid go with --against."
            raise click.UsageError(message)
    elif asked.flavour is None and (asked.posts or not asked.path):
        message = "Say --flavour, or at least one --path to read."
        raise click.UsageError(message)
    if asked.threads > asked.comments:
        message = "There are more threads than comments."
        raise click.UsageError(message)


def _show(asked: Asked, rows: list[Row]) -> None:
    lines, told = report.table(rows), report.notes(rows)
    size = f"{asked.comments:,} comments in {asked.threads:,} threads"
    if asked.against is not None:
        size = f"another server ({asked.flavour or 'by path'})"
    more = [f"{asked.rounds} rounds of {asked.seconds:g} s", size]
    about = report.machine_line(cores(), more=more)
    click.echo("\n".join([about, "", report.as_text(lines), *told]))
    if asked.json_file:
        _write_json(asked.json_file, "run", rows=rows, asked=asked.to_json())
    if asked.markdown:
        text = "\n\n".join([about, report.as_markdown(lines), *told])
        report.put(asked.markdown, asked.flavour or "run", text=text)


def _write_json(
    path: Path, kind: str, *, rows: Sequence[Row | Point], asked: dict[str, Any]
) -> None:
    document = report.document(kind, rows, cores=cores(), asked=asked)
    text = json.dumps(document, indent=2, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _grown(sizes: Sizes) -> list[Point]:
    if not sizes.threads and not sizes.sites:
        message = "Give at least one size."
        raise click.UsageError(message)
    with stoppable():
        return growth.measure(sizes)


@command.command("growth")
@click.option(
    "--thread-sizes",
    default="100,1000,10000,100000",
    show_default=True,
    type=numbers,
    metavar="N,N",
    help="Comments of a thread; empty leaves these out.",
)
@click.option(
    "--site-sizes",
    default="10000,1000000",
    show_default=True,
    type=numbers,
    metavar="N,N",
    help="Comments of a site, a hundred in each thread.",
)
@click.option(
    "--seconds",
    default=3.0,
    show_default=True,
    type=click.FloatRange(0.05),
    help="How long each measurement takes.",
)
@click.option("--svg", type=FILE, metavar="FILE", help="Draw it as well.")
@click.option(
    "--json", "json_file", type=FILE, metavar="FILE", help="Write JSON as well."
)
@click.option(
    "--markdown",
    type=FILE,
    metavar="FILE",
    help="Write the table between <!-- bench:growth --> and its end in a page.",
)
@as_sentences
def growth_(
    *,
    thread_sizes: tuple[int, ...],
    site_sizes: tuple[int, ...],
    seconds: float,
    svg: Path | None,
    json_file: Path | None,
    markdown: Path | None,
) -> None:
    """Measure what a page costs as threads and sites grow.

    `cold` is the first page of a thread (50 roots with up to five replies each) read
    from the database by the use case itself: no HTTP, no finished pages; milliseconds
    of the processor, the median, in each order. All sizes are filled first and then
    measured in turn. `warm` is the same page by HTTP from a running server, 16
    connections; of a site, up to 1,000 of its threads in turn.
    """
    sizes = Sizes(
        threads=thread_sizes, sites=site_sizes, seconds=seconds, cores=cores()
    )
    points = _grown(sizes)
    lines = growth.table(points)
    about = report.machine_line(sizes.cores, more=[f"{seconds:g} s each"])
    click.echo("\n".join([about, "", report.as_text(lines)]))
    if svg:
        svg.write_text(growth.drawn(points), encoding="utf-8")
    if json_file:
        asked = {"threads": thread_sizes, "sites": site_sizes, "seconds": seconds}
        _write_json(json_file, "growth", rows=points, asked=asked)
    if markdown:
        text = f"{about}\n\n{report.as_markdown(lines)}"
        report.put(markdown, "growth", text=text)


@command.command("corpus")
@click.argument("file", type=FILE)
@of_a_site
@as_sentences
def corpus_(
    *,
    file: Path,
    comments: int,
    threads: int,
    depth: int,
    languages: tuple[str, ...],
    seed: int,
) -> None:
    """Write made-up comments to FILE, for `isso import -t generic FILE`.

    The texts are of the kind that `rejoinder bench` fills a site with, as many in each
    thread, so that the two can be measured side by side. Replies are written as roots.
    """
    plan = plan_of(comments, threads, depth=depth, languages=languages, seed=seed)
    corpus.write(file, plan)
    click.echo(f"{comments:,} comments in {threads:,} threads.")
