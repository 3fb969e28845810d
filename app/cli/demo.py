"""`rejoinder demo`: everything made ready once, then served."""

import click

from app.cli import server
from app.cli.common import as_sentences, load_settings
from app.compose import build_container
from app.services import demo
from app.services.schema import migrate


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@as_sentences
def command(host: str, port: int) -> None:
    """Migrate, make the demo site once, and serve it."""
    server.default_public_url(port)
    settings = load_settings()
    migrate(settings.database_url)
    container = build_container(settings)
    made = demo.prepare(container)
    container.store.close()
    if made:
        click.echo(f"Made a demo site with {made} comments.", err=True)
    server.run(settings, host=host, port=port)
