"""`rejoinder export`: everything taken along."""

import sys
from pathlib import Path

import click

from app.cli.common import as_sentences, load_settings, opened, progress_bar
from app.domain.errors import TakenError
from app.services import transfer
from app.services.schema import is_current


@click.group("export")
def command() -> None:
    """Take everything along; docs/export.md has the format."""


@command.command("json")
@click.argument(
    "file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
)
@click.option("--site", help="Only this site: without accounts, they are everybody's.")
@as_sentences
def json(file: Path, *, site: str | None) -> None:
    """Write JSON Lines to FILE, or to the standard output.

    Lossless, and while the service runs. E-mail addresses are in it; credentials,
    and what was made from network addresses, are not.
    """
    refuse_old_schema()
    if str(file) == "-":
        counts = _export(site, write=sys.stdout.buffer.write)
    else:
        counts = _export_to(file, site=site)
    click.echo(f"Exported {sum(counts.values()):,} rows.", err=True)


def refuse_old_schema() -> None:
    """End the command where the database is not of this version."""
    if not is_current(load_settings().database_url):
        message = "The database wants `rejoinder migrate` first."
        raise click.ClickException(message)


def _export_to(file: Path, *, site: str | None) -> dict[str, int]:
    if file.exists():
        message = f"{file} is there already."
        raise TakenError(message)
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.touch(mode=0o600)
        with draft.open("wb") as out:
            counts = _export(site, write=out.write)
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def _export(site: str | None, *, write: transfer.Write) -> dict[str, int]:
    with opened() as container, progress_bar("Exporting") as progress:
        return transfer.export_json(container, write, site=site, progress=progress)
