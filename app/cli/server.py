"""Running the production server around our application."""

import os

import click

from app.cli import granian
from app.compose import build_container
from app.services import accounts, setup
from app.services.container import Container
from app.services.schema import may_be_shared
from app.settings import Settings
from app.web.gate import server_threads
from app.web.signin.providers import made


def default_public_url(port: int) -> None:
    """Let readers come by this port where nobody has said otherwise.

    The server's processes read their settings from the environment.
    """
    environ = os.environ  # noqa: TID251 -- hands a setting on, reads none
    if "REJOINDER_PUBLIC_URL_FILE" not in environ:
        environ.setdefault("REJOINDER_PUBLIC_URL", f"http://localhost:{port}")


def moved_issuers(settings: Settings) -> list[str]:
    """List the providers whose names have come to mean other issuers."""
    container = build_container(settings)
    now = {each.id: made(each).identity_issuer for each in settings.providers}
    moved = accounts.moved_issuers(container, now)
    container.store.close()
    return list(moved)


def refuse_moved_issuers(settings: Settings) -> None:
    """End the command where a provider's name has come to mean another issuer."""
    moved = moved_issuers(settings)
    if moved:
        message = (
            f"{', '.join(moved)}: this name stood for another issuer before, and has "
            "accounts from there. Give the new issuer another name."
        )
        raise click.ClickException(message)


def show_setup(container: Container) -> None:
    """Where nobody owns the service yet, print the link with which to become it."""
    if setup.has_owner(container):
        return
    if setup.has_link(container):
        click.echo(
            "The link to set up that was printed before is still good; "
            "`rejoinder init` prints a new one.",
            err=True,
        )
        return
    link = setup.new_link(container)
    click.echo(f"Set up within an hour, once: {link}", err=True)


def run(settings: Settings, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests that have begun are ended in peace."""
    if settings.workers > 1 and not may_be_shared(settings.database_url):
        message = (
            "This SQLite library must not be written by several processes; "
            "set REJOINDER_WORKERS to 1, or use PostgreSQL."
        )
        raise click.ClickException(message)
    refuse_moved_issuers(settings)
    container = build_container(settings)
    show_setup(container)
    container.store.close()
    click.echo(f"Rejoinder listens on {settings.public_url}/", err=True)
    granian.serve(
        "app.factory:create_served_app",
        host=host,
        port=port,
        workers=settings.workers,
        threads=server_threads(settings.threads),
    )
