"""The `kb` command: a group whose subcommands each package brings through the entry points `kb.commands`."""

from __future__ import annotations

import difflib
import sqlite3
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
        near = difflib.get_close_matches(cmd_name, self.list_commands(ctx), n=1)
        raise click.UsageError(f"no command {cmd_name!r}{f'; did you mean {near[0]!r}?' if near else ''}", ctx)


@click.command(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kb-social-security", prog_name="kb")
def main() -> None:
    """Best practices on social security for platform workers: search, compare, check, serve."""


def run() -> None:
    """Run the command; print an error on one line of stderr and exit 1 for a failure, 2 for wrong use."""
    try:
        main(prog_name="kb", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "kb"
        _fail(f"{error.format_message().removesuffix('.')}; see '{path} --help'", 2)
    except click.ClickException as error:
        _fail(error.format_message(), 1)
    except click.Abort:
        sys.exit(130)
    except KbError as error:
        _fail(str(error), error.exit_code)
    except sqlite3.DatabaseError as error:
        _fail(f"a database file is damaged ({error}); run 'kb index --repair', or restore the store from a backup", 1)


def _fail(message: str, code: int) -> None:
    click.echo(f"kb: {message}", err=True)
    sys.exit(code)
