"""The `kb` command: a group whose subcommands each package brings through the entry points `kb.commands`."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import click

from kb.errors import KbError


class _Group(click.Group):
    """Finds subcommands by entry point and loads only the one that is called, so that every call starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(entry.name for entry in entry_points(group="kb.commands"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for entry in entry_points(group="kb.commands", name=cmd_name):
            command = entry.load()
            assert isinstance(command, click.Command)
            return command
        return None


@click.command(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kb-social-security", prog_name="kb")
def main() -> None:
    """Best practices on social security for platform workers: search, compare, check, serve."""


def run() -> None:
    """Run the command; print an error on one line of stderr and exit 1 for a failure, 2 for wrong use."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2 if isinstance(error, click.UsageError) else 1)
    except click.Abort:
        sys.exit(130)
    except KbError as error:
        click.echo(f"kb: {error}", err=True)
        sys.exit(error.exit_code)
