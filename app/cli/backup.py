"""`rejoinder backup`: everything in one file, while the service runs."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from app.cli.common import as_sentences, load_settings, progress_bar
from app.compose import system_clock
from app.services import backup


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--verify", is_flag=True, help="Restore it for trial as well, and count the rows."
)
@as_sentences
def command(file: Path | None, *, verify: bool) -> None:
    """Back up the database into FILE while the service runs.

    By default FILE is made in the folder `backups` of the data folder, named after
    the time. The secret key is not in it: keep a copy of that elsewhere. Logins and
    sessions are not in it either, so after a restore everybody logs in again.
    """
    settings = load_settings()
    now = system_clock()
    path = file or settings.data_dir / "backups" / _name(now)
    with progress_bar("Copying") as progress:
        made = backup.make(settings.database_url, path, now=now, progress=progress)
    show_counts(made.counts)
    click.echo(f"{made.path}: {made.size:,} bytes, schema {made.schema}, checked.")
    if verify:
        found = backup.drill(settings.database_url, path)
        click.echo(f"Restored for trial: {sum(found.values()):,} rows, all there.")
    click.echo("The secret key is not in it; keep a copy of that elsewhere.")


def show_counts(counts: Mapping[str, int]) -> None:
    """List how many rows each table has, the empty ones aside."""
    for name, count in sorted(counts.items()):
        if count:
            click.echo(f"{count:>10,}  {name}")


def _name(now: datetime) -> str:
    return f"rejoinder-{now:%Y%m%d-%H%M%S}.zip"
