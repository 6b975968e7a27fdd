"""`kb import`: practice files into the store."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.commands.init import report
from corpus.intake import import_files
from indexer.commands.terminal import encoder_or_none, opened_base, progress
from kb.errors import KbError


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--author", default="import", show_default=True, help="Name that the timeline shows.")
def command(paths: tuple[Path, ...], author: str) -> None:
    """Publish practice files or folders of them; files with faults are named and left out, exit 1."""
    with opened_base() as base:
        intake = import_files(base.store, paths, author)
        report(intake)
        if intake.published:
            with progress("embedding passages") as report_progress:
                base.index.ensure(encoder_or_none(base), report_progress)
    if intake.faults:
        raise KbError(f"{len(intake.faults)} faults; nothing was changed for the files named above")
