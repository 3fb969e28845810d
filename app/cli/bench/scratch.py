"""The database of a measurement: never the operator's by accident.

By default it lies in a folder of its own that goes at the end. A database that is
named must be empty, or have been filled by an earlier run with the same numbers.
"""

import contextlib
import secrets
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from app.cli.bench.processes import Cores, free_port, running
from app.cli.bench.wire import Target
from app.compose import build_container
from app.services import filling, schema
from app.services.container import Container
from app.settings import PREFIX, Settings, from_environ, process_environ


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """A folder, a database and the environment that leads a server to it."""

    folder: Path
    environ: dict[str, str]
    settings: Settings

    @contextlib.contextmanager
    def container(self) -> Iterator[Container]:
        """Open the database in this process."""
        made = build_container(self.settings)
        try:
            yield made
        finally:
            made.store.close()

    @contextlib.contextmanager
    def served(self, cores: Cores) -> Iterator[Target]:
        """Run `rejoinder serve` over the database, in a process of its own."""
        port = free_port()
        command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
        environ = self.environ | {f"{PREFIX}PUBLIC_URL": f"http://localhost:{port}"}
        with running(
            command,
            port=port,
            log=self.folder / "server.log",
            wanted=cores.server,
            environ=environ,
        ) as pid:
            yield Target("127.0.0.1", port, pid=pid)


@contextlib.contextmanager
def scratch(database_url: str | None = None) -> Iterator[Scratch]:
    """Make a folder that goes at the end, and a database in it unless one is named."""
    with tempfile.TemporaryDirectory(prefix="rejoinder-bench-") as name:
        folder = Path(name)
        environ = {
            key: value
            for key, value in process_environ().items()
            if not key.startswith(PREFIX)
        }
        environ |= {
            f"{PREFIX}DATA_DIR": name,
            f"{PREFIX}DATABASE_URL": _checked(database_url, folder),
            f"{PREFIX}SECRET_KEY": secrets.token_hex(32),
            f"{PREFIX}RATE_LIMITS": "off",
        }
        settings = from_environ(environ)
        yield Scratch(folder=folder, environ=environ, settings=settings)


def _checked(database_url: str | None, folder: Path) -> str:
    if database_url is None:
        return f"sqlite:///{folder / 'bench.sqlite3'}"
    if database_url == process_environ().get(f"{PREFIX}DATABASE_URL"):
        message = f"This is {PREFIX}DATABASE_URL, the service's own; give a fresh one."
        raise click.ClickException(message)
    if schema.revision(database_url) is not None and not schema.is_current(
        database_url
    ):
        message = "That database has another version's schema; give a fresh one."
        raise click.ClickException(message)
    return database_url


def prepare(made: Scratch, plan: filling.Plan) -> tuple[int, int]:
    """Fill the database, or find it filled; gives the numbers of threads and comments.

    Raises TakenError where it holds anything else.
    """
    with made.container() as container:
        schema.migrate(made.settings.database_url)
        there = filling.found(container)
        wanted = (len(plan.sizes), sum(plan.sizes))
        if there is None:
            return _fill(container, plan)
        # What earlier runs have posted came on top.
        if there[0] < wanted[0] or there[1] < wanted[1]:
            message = (
                f"That database was filled with {there[1]} comments in {there[0]} "
                f"threads, not {wanted[1]} in {wanted[0]}; give a fresh one."
            )
            raise click.ClickException(message)
        return there


def _fill(container: Container, plan: filling.Plan) -> tuple[int, int]:
    total = sum(plan.sizes)
    label = f"Filling {total:,} comments in {len(plan.sizes):,} threads"
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        return filling.fill(container, plan, tell=bar.update)
