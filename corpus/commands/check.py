"""`kb check`: hold practice files to the record and its rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.near_duplicates import near_duplicates
from indexer.encoder import EncoderUnavailable, load_encoder
from kb.check import check_files
from kb.model import Practice
from kb.settings import settings


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(paths: tuple[Path, ...]) -> None:
    """Validate practice files or folders of them (default: all curated practices); a line per fault, exit 1 if any.

    Practices that are checked together are also compared with each other: words in common, and cases recorded twice.
    """
    sound, faults = check_files(paths or (settings().practices,))
    lines = [str(fault) for fault in faults] + _recorded_twice(sound)
    for line in lines:
        click.echo(line)
    files = len({fault.path for fault in faults})
    click.echo(f"{len(sound)} practices sound, {files} with faults ({len(lines)})", err=True)
    sys.exit(1 if lines else 0)


def _recorded_twice(practices: list[Practice]) -> list[str]:
    """Return a line for each pair that seems to be one case; needs the encoder, and says so when it is missing."""
    countries = [practice.country for practice in practices]
    if len(set(countries)) == len(countries):
        return []
    try:
        encoder = load_encoder(settings().encoder, settings().cache)
    except EncoderUnavailable as error:
        click.echo(f"not looked for cases that are recorded twice: {error}", err=True)
        return []
    return [str(pair) for pair in near_duplicates(practices, encoder)]
