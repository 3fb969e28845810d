"""`rejoinder migrate`: bring the database's schema up to date."""

import click

from app.cli.common import as_sentences, load_settings
from app.services.schema import migrate


@click.command("migrate")
@as_sentences
def command() -> None:
    """Bring the database's schema up to date; safe to run at any time."""
    revision = migrate(load_settings().database_url)
    click.echo(f"Migrated to {revision}." if revision else "Nothing to do.")
