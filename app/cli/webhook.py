"""`rejoinder site webhook`: programs and chats that are told what happens on a site."""

from uuid import UUID

import click

from app.cli.common import as_sentences, opened
from app.domain.identity import Role
from app.domain.webhooks import KINDS, SELECTABLE, STANDARD
from app.services import webhooks
from app.services.steps.credentials import Credentials
from app.services.webhooks import WebhookOrder

# Whoever runs commands here has the database anyway.
_OPERATOR = Credentials(role=Role.OWNER)
_EVENTS = click.Choice([event.value for event in SELECTABLE])


@click.group("webhook")
def command() -> None:
    """Tell programs, Slack, Discord, Telegram or ntfy what happens on a site."""


@command.command("add")
@click.argument("slug")
@click.argument("url")
@click.option("--preset", type=click.Choice(KINDS), default=STANDARD, show_default=True)
@click.option(
    "--event",
    "events",
    multiple=True,
    type=_EVENTS,
    help="What to tell; without it new, held and reported comments.",
)
@as_sentences
def add(*, slug: str, url: str, preset: str, events: tuple[str, ...]) -> None:
    """Add a receiver at URL to the site SLUG; print the secret that signs."""
    order = WebhookOrder(url=url, preset=preset, events=events)
    with opened() as container:
        made = webhooks.add(container, slug, order=order, credentials=_OPERATOR)
    click.echo(str(made.webhook_id))
    if made.text:
        click.echo(made.text)


@command.command("list")
@click.argument("slug")
@as_sentences
def list_(slug: str) -> None:
    """List the site's webhooks; of their addresses only the host is shown."""
    with opened() as container:
        found = webhooks.listed(container, slug, credentials=_OPERATOR)
    if not found:
        click.echo("There is no webhook. Add one: rejoinder site webhook add SLUG URL")
    for view in found:
        state = "on" if view.enabled else "off"
        trouble = f", {view.failures} failures in a row" if view.failures else ""
        click.echo(f"{view.id}  {view.preset} at {view.host}: {state}{trouble}")
        click.echo(f"  told of {', '.join(view.events)}")


@command.command("test")
@click.argument("slug")
@click.argument("webhook_id", metavar="ID", type=click.UUID)
@as_sentences
def test(slug: str, webhook_id: UUID) -> None:
    """Send a test now, and print what was answered."""
    with opened() as container:
        trial = webhooks.test(
            container, slug, webhook_id=webhook_id, credentials=_OPERATOR
        )
    click.echo(f"{'It works' if trial.worked else 'It does not work'}: {trial.answer}")
    if not trial.worked:
        raise SystemExit(1)


@command.command("rotate")
@click.argument("slug")
@click.argument("webhook_id", metavar="ID", type=click.UUID)
@as_sentences
def rotate(slug: str, webhook_id: UUID) -> None:
    """Print a new secret; the one before signs beside it for a day."""
    with opened() as container:
        made = webhooks.rotate(
            container, slug, webhook_id=webhook_id, credentials=_OPERATOR
        )
    click.echo(made.text or "This kind of receiver checks no signature.")


@command.command("enable")
@click.argument("slug")
@click.argument("webhook_id", metavar="ID", type=click.UUID)
@click.option("--off", is_flag=True, help="Switch it off instead.")
@as_sentences
def enable(slug: str, webhook_id: UUID, *, off: bool) -> None:
    """Switch a webhook on again, as after its receiver had said it was gone."""
    with opened() as container:
        webhooks.set_enabled(
            container,
            slug,
            webhook_id=webhook_id,
            enabled=not off,
            credentials=_OPERATOR,
        )
    click.echo("Off." if off else "On.")


@command.command("remove")
@click.argument("slug")
@click.argument("webhook_id", metavar="ID", type=click.UUID)
@as_sentences
def remove(slug: str, webhook_id: UUID) -> None:
    """Forget a webhook."""
    with opened() as container:
        webhooks.remove(container, slug, webhook_id=webhook_id, credentials=_OPERATOR)
    click.echo("Done.")
