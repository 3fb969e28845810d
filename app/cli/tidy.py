"""`rejoinder tidy`: forget what has been kept for long enough."""

import click

from app.cli.common import as_sentences, opened
from app.services import retention


@click.command("tidy")
@as_sentences
def command() -> None:
    """Forget what is due: addresses' pseudonyms, keys, tokens, deleted texts.

    Safe at any time and while the service runs; docs/operating.md has what is kept
    for how long. A worker does the same by itself, every hour.
    """
    with opened() as container:
        report = retention.tidy(container)
    for name, count in report.counts.items():
        if count:
            click.echo(f"{count:>8}  {name}")
    click.echo("Done." if report.total else "Nothing was due.")
