"""`rejoinder restore`: a backup in the place of the database."""

from pathlib import Path

import click

from app.cli.backup import show_counts
from app.cli.common import as_sentences, load_settings, progress_bar
from app.services import backup


@click.command("restore")
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
)
@click.option("--force", is_flag=True, help="Replace a database that is in use.")
@click.option(
    "--check", is_flag=True, help="Restore for trial only, and throw that away."
)
@as_sentences
def command(file: Path, *, force: bool, check: bool) -> None:
    """Put the backup FILE in the place of the database; all of it or nothing.

    Stop the service first, so that nobody posts what would be lost. The backup may
    be of an older version: the database is migrated afterwards.
    """
    settings = load_settings()
    found = backup.describe(file)
    click.echo(
        f"{file}: of {found.made_at:%Y-%m-%d %H:%M} UTC, by Rejoinder {found.program}, "
        f"schema {found.schema}."
    )
    if check:
        counts = backup.drill(settings.database_url, file)
        show_counts(counts)
        click.echo("Restored for trial, all there. Nothing was changed.")
        return
    with progress_bar("Restoring") as progress:
        counts = backup.restore(
            settings.database_url, file, force=force, progress=progress
        )
    show_counts(counts)
    click.echo("Restored and migrated. Everybody has to log in again.")
