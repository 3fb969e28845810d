"""`rejoinder user token`: tokens with which programs read the queue and moderate."""

from datetime import datetime
from uuid import UUID

import click

from app.cli.common import as_sentences, opened
from app.services import api_tokens
from app.services.api_tokens import TokenOrder


@click.group("token")
def command() -> None:
    """Make, list and revoke tokens for programs that moderate."""


@command.command("create")
@click.argument("who")
@click.option("--name", required=True, help="What the token is for.")
@click.option(
    "--scope",
    type=click.Choice(["read", "moderate"]),
    default="read",
    show_default=True,
    help="See the queue and the log, or decide as well.",
)
@click.option("--site", metavar="SLUG", help="This site alone; else all of WHO's.")
@click.option(
    "--days", type=click.IntRange(1, 3650), help="For how long; else for good."
)
@as_sentences
def create(
    *, who: str, name: str, scope: str, site: str | None, days: int | None
) -> None:
    """Make a token that acts for WHO, an address or an account's id; print it once."""
    order = TokenOrder(who=who, name=name, scope=scope, site=site, days=days)
    with opened() as container:
        click.echo(api_tokens.create(container, order))
    click.echo("Keep it: it is not shown again.", err=True)


@command.command("list")
@click.argument("who", required=False)
@as_sentences
def list_(who: str | None) -> None:
    """List the tokens, WHO's or everybody's."""
    with opened() as container:
        found = api_tokens.listed(container, who)
    if not found:
        click.echo("There is no token.")
    for view in found:
        where = view.site or "all sites"
        click.echo(f"{view.id}  {view.name}: {view.scope} on {where}, as {view.who}")
        click.echo(
            f"  made {_day(view.created_at)}, ends {_day(view.expires_at)}, "
            f"last used {_day(view.used_at)}"
        )


@command.command("revoke")
@click.argument("token_id", metavar="ID", type=click.UUID)
@as_sentences
def revoke(token_id: UUID) -> None:
    """End a token at once."""
    with opened() as container:
        api_tokens.revoke(container, token_id)
    click.echo("Done.")


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else "never"
