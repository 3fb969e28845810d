"""`rejoinder doctor`: whether all is well, and what to register where."""

import click

from app.cli.common import load_settings
from app.cli.server import refuse_moved_issuers
from app.compose import build_container
from app.domain.delivery import DeliveryError
from app.services.schema import is_current, may_be_shared
from app.settings import PREFIX, Settings
from app.web.signin.providers import BRANDS, callback_url, made


@click.command("doctor")
def command() -> None:
    """Look at settings, database, mail and providers; asks the mail server alone.

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
    has_mail = _check_mail(settings)
    _show_providers(settings)
    if current:
        refuse_moved_issuers(settings)
    if not current or not has_mail or (settings.workers > 1 and not shared):
        raise click.exceptions.Exit(1)


def _check_mail(settings: Settings) -> bool:
    """Ask the mail server whether it takes us in; tell whether all is well."""
    if settings.smtp_url is None:
        click.echo(f"Mail            off; set {PREFIX}SMTP_URL and {PREFIX}MAIL_FROM")
        return True
    container = build_container(settings)
    try:
        container.mailer.check()
    except DeliveryError as error:
        click.echo(f"Mail            the server does not take us in: {error.code}")
        return False
    finally:
        container.store.close()
    click.echo(f"Mail            comes from {settings.mail_from}")
    return True


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
