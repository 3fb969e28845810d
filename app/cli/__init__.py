"""The command line: `rejoinder`, for the operator.

Commands are loaded when they are named, so that `--help` answers at once.
"""

from importlib import import_module

import click

from app import __version__

# Each command's module, and the first sentence of its help: to load them all for
# `--help` would take longer than to serve a thousand readers.
_COMMANDS = {
    "init": (
        "app.cli.init",
        "Make the data folder, the secret key and the database; print a setup link.",
    ),
    "serve": (
        "app.cli.serve",
        "Run the server until it is told to stop; SIGTERM ends requests in peace.",
    ),
    "demo": (
        "app.cli.demo",
        "Migrate, make the demo site once, and serve it.",
    ),
    "migrate": (
        "app.cli.migrate",
        "Bring the database's schema up to date; safe to run at any time.",
    ),
    "site": (
        "app.cli.site",
        "Add, list and set sites.",
    ),
    "user": (
        "app.cli.user",
        "Add, invite and list owners and moderators, and say what they may do.",
    ),
    "moderate": (
        "app.cli.moderate",
        "Look at what waits, decide, close and reopen threads.",
    ),
    "import": (
        "app.cli.import_",
        "Bring in what was written elsewhere.",
    ),
    "export": (
        "app.cli.export",
        "Take everything along; docs/export.md has the format.",
    ),
    "backup": (
        "app.cli.backup",
        "Back up the database into FILE while the service runs.",
    ),
    "restore": (
        "app.cli.restore",
        "Put the backup FILE in the place of the database; all of it or nothing.",
    ),
    "tidy": (
        "app.cli.tidy",
        "Forget what is due: addresses' pseudonyms, keys, tokens, deleted texts.",
    ),
    "worker": (
        "app.cli.worker",
        "Deliver mail until told to stop.",
    ),
    "doctor": (
        "app.cli.doctor",
        "Look at settings, folders, database, sites and logins.",
    ),
    "bench": (
        "app.cli.bench.command",
        "Measure how fast the service is on this machine, and beside what.",
    ),
}


class _Commands(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of their use."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = import_module(module).command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, each[1]) for name, each in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rejoinder")
def main() -> None:
    """Comments for any web page: the service and its tools.

    Settings come from the environment (REJOINDER_…); docs/settings.md has them all.
    """
