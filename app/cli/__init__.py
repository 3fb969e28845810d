"""The command line: `rejoinder`, for the operator.

Commands are loaded when they are named, so that `--help` answers at once.
"""

from importlib import import_module

import click

from app import __version__

_COMMANDS = {
    "init": "app.cli.init",
    "serve": "app.cli.serve",
    "demo": "app.cli.demo",
    "migrate": "app.cli.migrate",
    "site": "app.cli.site",
    "user": "app.cli.user",
    "moderate": "app.cli.moderate",
    "import": "app.cli.import_",
    "export": "app.cli.export",
    "backup": "app.cli.backup",
    "restore": "app.cli.restore",
    "tidy": "app.cli.tidy",
    "worker": "app.cli.worker",
    "doctor": "app.cli.doctor",
    "bench": "app.cli.bench.command",
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
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rejoinder")
def main() -> None:
    """Comments for any web page: the service and its tools.

    Settings come from the environment (REJOINDER_…); docs/settings.md has them all.
    """
