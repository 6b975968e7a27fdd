"""`kb check`: hold practice files to the record and its rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb.check import check_files


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(paths: tuple[Path, ...]) -> None:
    """Validate practice files or folders of them (default: corpus/practices); one line per fault, exit 1 if any."""
    from kb.settings import settings

    sound, faults = check_files(paths or (settings().practices,))
    for fault in faults:
        click.echo(str(fault))
    files = len({fault.path for fault in faults})
    click.echo(f"{len(sound)} practices sound, {files} with faults ({len(faults)})", err=True)
    sys.exit(1 if faults else 0)
