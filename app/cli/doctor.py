"""`rejoinder doctor`: whether all is well, and what to register where."""

import platform

import click

from app import __version__
from app.cli.common import load_settings
from app.cli.examination import ALWAYS, WITH_DATABASE
from app.cli.findings import Check, Finding, Level, Patient
from app.cli.insides import database
from app.compose import build_container, build_own_fetcher
from app.services.schema import sqlite_version
from app.settings import PREFIX, Settings
from app.web.signin.providers import BRANDS, callback_url, made


@click.command("doctor")
@click.option("--online", is_flag=True, help="Fetch the public address as well.")
def command(*, online: bool) -> None:
    """Look at settings, folders, database, sites and logins.

    Asks nobody outside but the mail server, unless told to. What it prints has no
    secret in it and may be shown to others. Ends with code 1 where something has to
    be mended.
    """
    settings = load_settings()
    click.echo(
        f"Rejoinder {__version__}, Python {platform.python_version()}, "
        f"SQLite {sqlite_version()}, {platform.system()} {platform.machine()}"
    )
    container = build_container(settings)
    fetcher = build_own_fetcher(settings) if online else None
    patient = Patient(settings, container, fetcher)
    worst = _examine(patient, ALWAYS)
    if database(patient).level is Level.OK:
        worst |= _examine(patient, WITH_DATABASE)
    container.store.close()
    _show_providers(settings)
    if Level.FAIL in worst:
        raise click.exceptions.Exit(1)


def _examine(patient: Patient, checks: dict[str, Check]) -> set[Level]:
    findings = {name: check(patient) for name, check in checks.items()}
    for name, finding in findings.items():
        _show(name, finding)
    return {finding.level for finding in findings.values()}


def _show(name: str, finding: Finding) -> None:
    click.echo(f"{finding.level:<5} {name:<11} {finding.sentence}")
    if finding.remedy:
        click.echo(f"{'':<17} > {finding.remedy}")


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
