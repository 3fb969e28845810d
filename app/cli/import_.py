"""`rejoinder import`: what was written elsewhere, brought in."""

from pathlib import Path

import click

from app.cli.common import as_sentences, opened, progress_bar
from app.cli.export import refuse_old_schema
from app.services import transfer


@click.group("import")
def command() -> None:
    """Bring in what was written elsewhere."""


@command.command("json")
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
)
@click.option("--dry-run", is_flag=True, help="Do all of it, and take it back.")
@as_sentences
def json(file: Path, *, dry_run: bool) -> None:
    """Bring in the export FILE; all of it or nothing.

    What is there already stays as it is, so to import once more adds nothing. A file
    of a whole instance brings its accounts along: import only what you trust.
    """
    refuse_old_schema()
    with (
        opened() as container,
        file.open("rb") as source,
        progress_bar("Importing") as progress,
    ):
        report = transfer.import_json(
            container, source, dry_run=dry_run, progress=progress
        )
    _show(report)
    click.echo("Nothing was changed: a dry run." if dry_run else "Done.")


def _show(report: transfer.ImportReport) -> None:
    click.echo(f"{'in the file':>11} {'added':>9} {'there':>9} {'merged':>9}")
    for name, tally in report.tallies.items():
        click.echo(
            f"{tally.read:>11,} {tally.added:>9,} {tally.there:>9,} "
            f"{tally.merged:>9,}  {name}"
        )
    if report.cleaned:
        click.echo(f"{report.cleaned:,} texts held HTML that was not let in.")
