"""`rejoinder worker`: bring news to people, and see what did not arrive."""

import signal
from uuid import UUID

import click

from app import logs
from app.cli.common import as_sentences, opened
from app.services import outbox, turns
from app.worker import Worker, work_off


@click.group("worker", invoke_without_command=True)
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.pass_context
@as_sentences
def command(context: click.Context, *, once: bool) -> None:
    """Deliver mail until told to stop.

    `rejoinder serve` does the same by itself unless REJOINDER_WORKER is `apart`.
    """
    if context.invoked_subcommand is not None:
        return
    logs.configure()
    with opened() as container:
        if once:
            work_off(container)
            return
        worker = Worker(container)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()


@command.command("status")
@as_sentences
def status() -> None:
    """Show what waits, and what was given up."""
    with opened() as container:
        found, dead = turns.standing(container), outbox.dead_letters(container)
    click.echo(f"A worker is at work: {'yes' if found.works else 'no'}")
    click.echo(f"Waiting {found.queued}, delivered {found.done}, given up {found.dead}")
    if found.waiting_since:
        click.echo(f"Due since {found.waiting_since:%Y-%m-%d %H:%M} UTC")
    for each in dead:
        about = f" about comment {each.comment_id}" if each.comment_id else ""
        click.echo(f"{each.id}  {each.site or '-'}  {each.kind}{about}")
        click.echo(f"  {each.error} after {each.attempts} attempts")


@command.command("retry")
@click.argument("ids", nargs=-1, type=click.UUID, metavar="[ID...]")
@click.option("--all", "everything", is_flag=True, help="All that was given up.")
@as_sentences
def retry(*, ids: tuple[UUID, ...], everything: bool) -> None:
    """Try again what was given up."""
    if everything == bool(ids):
        message = "Name deliveries by their ids, or say --all."
        raise click.UsageError(message)
    with opened() as container:
        count = outbox.retry(container, None if everything else ids)
    click.echo(f"Will be tried again: {count}")
