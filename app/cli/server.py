"""Running the production server around our application."""

import os

import click

from app.cli import granian
from app.compose import build_container
from app.services import accounts
from app.services.schema import may_be_shared
from app.settings import Settings
from app.web.signin.providers import made


def default_public_url(port: int) -> None:
    """Let readers come by this port where nobody has said otherwise.

    The server's processes read their settings from the environment.
    """
    environ = os.environ  # noqa: TID251 -- hands a setting on, reads none
    if "REJOINDER_PUBLIC_URL_FILE" not in environ:
        environ.setdefault("REJOINDER_PUBLIC_URL", f"http://localhost:{port}")


def refuse_moved_issuers(settings: Settings) -> None:
    """End the command where a provider's name has come to mean another issuer."""
    container = build_container(settings)
    now = {each.id: made(each).identity_issuer for each in settings.providers}
    moved = accounts.moved_issuers(container, now)
    container.store.close()
    if moved:
        message = (
            f"{', '.join(moved)}: this name stood for another issuer before, and has "
            "accounts from there. Give the new issuer another name."
        )
        raise click.ClickException(message)


def run(settings: Settings, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests that have begun are ended in peace."""
    if settings.workers > 1 and not may_be_shared(settings.database_url):
        message = (
            "This SQLite library must not be written by several processes; "
            "set REJOINDER_WORKERS to 1, or use PostgreSQL."
        )
        raise click.ClickException(message)
    refuse_moved_issuers(settings)
    click.echo(f"Rejoinder listens on {settings.public_url}/", err=True)
    granian.serve(
        "app.factory:create_served_app",
        host=host,
        port=port,
        workers=settings.workers,
        threads=settings.threads,
    )
