"""`rejoinder doctor`: whether all is well, and what to register where."""

import click

from app.cli.common import load_settings
from app.cli.server import refuse_moved_issuers
from app.services.schema import is_current, may_be_shared
from app.settings import PREFIX, Settings
from app.web.signin.providers import BRANDS, callback_url, made


@click.command("doctor")
def command() -> None:
    """Look at settings, database and providers; asks nobody outside.

    Ends with code 1 where something has to be mended.
    """
    settings = load_settings()
    click.echo(f"Public address  {settings.public_url}")
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    current = is_current(settings.database_url)
    state = "up to date" if current else "wants `rejoinder migrate`"
    click.echo(f"Database        {kind}, {state}")
    shared = may_be_shared(settings.database_url)
    if settings.workers > 1 and not shared:
        click.echo(f"Workers         set {PREFIX}WORKERS to 1 with this SQLite library")
    _show_providers(settings)
    if current:
        refuse_moved_issuers(settings)
    if not current or (settings.workers > 1 and not shared):
        raise click.exceptions.Exit(1)


def _show_providers(settings: Settings) -> None:
    on = {each.id: made(each) for each in settings.providers}
    click.echo("Ways to log in")
    for provider in on.values():
        click.echo(f"  {provider.label}: on; its callback address is")
        click.echo(f"    {callback_url(settings.public_url, provider.id)}")
    for name, brand in BRANDS.items():
        if name not in on:
            url = callback_url(settings.public_url, name)
            click.echo(f"  {brand.label}: off; register {url}")
            click.echo(f"    at {brand.register_at} (costs {brand.cost}), then set")
            click.echo(f"    {PREFIX}{name.upper()}_CLIENT_ID and …_CLIENT_SECRET")
