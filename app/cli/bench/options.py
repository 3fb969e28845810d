"""The options of `rejoinder bench`."""

from collections.abc import Callable
from pathlib import Path

import click

from app.cli.bench.asked import WORKLOADS
from app.cli.bench.flavours import FLAVOURS
from app.cli.bench.tools import GENERATORS
from app.services import bodies

FILE = click.Path(dir_okay=False, path_type=Path)
_COUNT = click.IntRange(1)
_ENCODINGS = ("gzip", "br", "zstd")


def _languages(value: str) -> tuple[str, ...]:
    """Read a list of languages."""
    found = tuple(part.strip() for part in value.split(",") if part.strip())
    unknown = [name for name in found if name not in bodies.LANGUAGES]
    if unknown or not found:
        message = f"Choose from {', '.join(bodies.LANGUAGES)}."
        raise click.BadParameter(message)
    return found


def numbers(value: str) -> tuple[int, ...]:
    """Read a list of sizes."""
    try:
        return tuple(int(part) for part in value.split(",") if part.strip())
    except ValueError:
        message = "is a list of numbers such as 100,1000"
        raise click.BadParameter(message) from None


_OF_A_SITE = (
    click.option(
        "--comments",
        default=100_000,
        show_default=True,
        type=_COUNT,
        help="How many comments to fill the site with; a million takes minutes.",
    ),
    click.option(
        "--threads",
        default=1_000,
        show_default=True,
        type=_COUNT,
        help="Among how many threads; of another server, how many to ask for.",
    ),
    click.option(
        "--depth",
        default=4,
        show_default=True,
        type=click.IntRange(0, 10),
        help="How deep replies nest; about every second comment is one.",
    ),
    click.option(
        "--languages",
        default=",".join(bodies.LANGUAGES),
        show_default=True,
        type=_languages,
        metavar="LANG,LANG",
        help="The languages of the comments, in turn.",
    ),
    click.option(
        "--seed",
        default=1,
        show_default=True,
        type=int,
        help="The same seed makes the same comments.",
    ),
)

_OF_A_RUN = (
    *_OF_A_SITE,
    click.option(
        "--database-url",
        help="Fill this empty database, and leave it filled: the next run with the "
        "same numbers takes it as it is. By default a SQLite file that goes away.",
    ),
    click.option(
        "--against",
        metavar="URL",
        help="Measure a server that runs already, such as http://127.0.0.1:8080.",
    ),
    click.option(
        "--flavour",
        type=click.Choice(list(FLAVOURS)),
        help="What kind of server that is: how its threads are named /bench/0, "
        "/bench/1 …, and how it takes a post.",
    ),
    click.option(
        "--path",
        multiple=True,
        help="With --against: read this path instead; several are asked in turn.",
    ),
    click.option(
        "--header",
        multiple=True,
        metavar="NAME: VALUE",
        help="Send this with every request, such as a token that a server wants.",
    ),
    click.option(
        "--posts",
        is_flag=True,
        help="With --against and --flavour: write to that server as well (where "
        "there are sites, to the one called bench).",
    ),
    click.option(
        "--pid",
        type=_COUNT,
        help="With --against: the server's process, whose processor time is counted.",
    ),
    click.option(
        "--only",
        multiple=True,
        type=click.Choice(WORKLOADS),
        help="Run this workload alone; may be repeated.",
    ),
    click.option(
        "--seconds",
        default=3.0,
        show_default=True,
        type=click.FloatRange(0.05),
        help="How long each run takes.",
    ),
    click.option(
        "--rounds",
        default=3,
        show_default=True,
        type=_COUNT,
        help="How often each pair is run in turn; the median counts.",
    ),
    click.option(
        "--generator",
        default="auto",
        show_default=True,
        type=click.Choice(GENERATORS),
        help="What makes the load: wrk for reads where it is found, else our own.",
    ),
    click.option(
        "--encoding",
        type=click.Choice(_ENCODINGS),
        help="Ask for compressed answers.",
    ),
    click.option(
        "--json", "json_file", type=FILE, metavar="FILE", help="Write JSON as well."
    ),
    click.option(
        "--markdown",
        type=FILE,
        metavar="FILE",
        help="Write the table as Markdown as well: between the marks "
        "<!-- bench:run --> and <!-- /bench:run --> of a page, as docs/performance.md "
        "has them, or as a new file. Of another server the mark is its flavour.",
    ),
)


def of_a_run(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a run."""
    for option in reversed(_OF_A_RUN):
        function = option(function)
    return function


def of_a_site(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a site that is filled."""
    for option in reversed(_OF_A_SITE):
        function = option(function)
    return function
