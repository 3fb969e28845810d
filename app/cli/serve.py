"""`rejoinder serve`: run the production server."""

import click

from app.cli import server
from app.cli.common import as_sentences, load_settings
from app.services.schema import is_current


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@as_sentences
def command(host: str, port: int) -> None:
    """Run the server until it is told to stop; SIGTERM ends requests in peace."""
    server.default_public_url(port)
    settings = load_settings()
    if not is_current(settings.database_url):
        message = "The database wants `rejoinder migrate` first."
        raise click.ClickException(message)
    server.run(settings, host=host, port=port)
