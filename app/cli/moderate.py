"""`rejoinder moderate`: look at what waits, and decide."""

from collections.abc import Callable
from uuid import UUID

import click

from app.cli.common import as_sentences, opened
from app.domain.identity import Role
from app.domain.moderation import Verb
from app.domain.queue import Pile, QueueFilters
from app.services import moderation, threads
from app.services.moderation import QueueRequest
from app.services.steps.credentials import Credentials

_BY = ("operator", "cli")
# Whoever runs commands here has the database anyway.
OPERATOR = Credentials(role=Role.OWNER)
_PILES = [*(pile.value for pile in Pile), "any"]


@click.group("moderate")
def command() -> None:
    """Look at what waits, decide, close and reopen threads."""


@command.command("list")
@click.argument("site")
@click.option(
    "--status", type=click.Choice(_PILES), default="pending", show_default=True
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@as_sentences
def list_(site: str, *, status: str, limit: int) -> None:
    """List comments of SITE, the longest waiting first, with why they wait."""
    pile = None if status == "any" else Pile(status)
    request = QueueRequest(
        filters=QueueFilters(pile=pile), newest_first=False, limit=limit
    )
    with opened() as container:
        page = moderation.queue_page(
            container, [site], request=request, credentials=OPERATOR
        )
    if not page.comments:
        click.echo("Nothing here. Well done.")
    for view in page.comments:
        why = "; ".join(f"{code} {proof}".strip() for code, proof in view.reasons)
        click.echo(f"{view.id}  {view.status}  {view.created_at:%Y-%m-%d %H:%M}")
        click.echo(f"  {view.author.name} on {view.thread_key}")
        click.echo(f"  why: {why}" if why else "  no reason recorded")
        click.echo("".join(f"  | {line}\n" for line in view.body.splitlines()))


def _verb(verb: Verb, help_text: str) -> Callable[..., None]:
    @command.command(verb.value, help=help_text)
    @click.argument("site")
    @click.argument("ids", nargs=-1, required=True, type=click.UUID, metavar="ID...")
    @as_sentences
    def run(site: str, ids: tuple[UUID, ...]) -> None:
        with opened() as container:
            outcomes = moderation.decide(container, site, verb=verb, ids=ids, by=_BY)
        for outcome in outcomes:
            click.echo(f"{outcome.comment_id}: {outcome.problem or 'done'}")
        if any(outcome.problem for outcome in outcomes):
            raise SystemExit(1)

    return run


_verb(Verb.APPROVE, "Let everybody see comments.")
_verb(Verb.REJECT, "Hide comments that do not belong here.")
_verb(Verb.SPAM, "Hide comments that are spam.")
_verb(Verb.DELETE, "Delete comments; restore brings them back.")
_verb(Verb.RESTORE, "Take the last decision back.")
_verb(Verb.PIN, "Mark comments as pinned.")
_verb(Verb.UNPIN, "Take that mark away.")


@command.command("close")
@click.argument("site")
@click.argument("thread")
@as_sentences
def close(site: str, thread: str) -> None:
    """Take no more comments in THREAD."""
    with opened() as container:
        threads.close(container, site, key=thread)
    click.echo("Closed.")


@command.command("reopen")
@click.argument("site")
@click.argument("thread")
@as_sentences
def reopen(site: str, thread: str) -> None:
    """Take comments in THREAD again."""
    with opened() as container:
        threads.reopen(container, site, key=thread)
    click.echo("Open.")


@command.command("alias")
@click.argument("site")
@click.argument("thread")
@click.argument("alias")
@as_sentences
def alias(*, site: str, thread: str, alias: str) -> None:
    """Let ALIAS lead to THREAD, as after a page has moved."""
    with opened() as container:
        threads.add_alias(container, site, alias=alias, key=thread)
    click.echo("Done.")
