"""What commands share: settings, container, and errors as sentences."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from app.compose import build_container
from app.domain.errors import DomainError
from app.services.container import Container
from app.settings import (
    Settings,
    SettingsError,
    from_environ,
    process_environ,
    unknown_variables,
)

Params = ParamSpec("Params")
Result = TypeVar("Result")


def load_settings() -> Settings:
    """Read the settings; what is wrong ends the command with a line for each."""
    environ = process_environ()
    for name in unknown_variables(environ):
        click.echo(f"Warning: {name} is not a setting.", err=True)
    try:
        return from_environ(environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def opened() -> Iterator[Container]:
    """Open the database for one command."""
    container = build_container(load_settings())
    try:
        yield container
    finally:
        container.store.close()


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show on the terminal how far a long work has come, beside its output.

    What it gives is told how much is done, and how much there is to do.
    """
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            # Often enough for the eye; each step asks the clock and the terminal.
            if done == total or done - bar.pos > total // 200:
                bar.update(done - bar.pos)

        yield show


def as_sentences(command: Callable[Params, Result]) -> Callable[Params, Result]:
    """Print a DomainError as its sentence, and end with code 1."""

    @wraps(command)
    def wrapped(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except DomainError as error:
            raise click.ClickException(error.detail) from None

    return wrapped
