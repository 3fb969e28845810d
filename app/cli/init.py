"""`rejoinder init`: everything made ready, and the link with which to begin."""

import click

from app.cli.common import as_sentences, load_settings
from app.compose import build_container
from app.services import setup
from app.services.schema import migrate


@click.command("init")
@as_sentences
def command() -> None:
    """Make the data folder, the secret key and the database; print a setup link.

    The link works once, for an hour, and only while nobody owns the service. Run the
    command again for a new one.
    """
    settings = load_settings()
    migrate(settings.database_url)
    container = build_container(settings)
    link = setup.new_link(container)
    container.store.close()
    if link is None:
        click.echo("All is ready, and there is an owner. Next: rejoinder serve")
        return
    click.echo("All is ready. Next: rejoinder serve, and within an hour open, once,")
    click.echo(link)
