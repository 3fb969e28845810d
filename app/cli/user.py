"""`rejoinder user`: those who keep and moderate sites, and their programs."""

import click

from app.cli import token


@click.group("user")
def command() -> None:
    """Say who may do what."""


command.add_command(token.command)
