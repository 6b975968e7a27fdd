"""`kb init`: from nothing to a base that can be searched."""

from __future__ import annotations

import click

from corpus.intake import Intake, load_seed
from indexer.base import Base
from indexer.commands.terminal import encoder_or_none, progress
from indexer.encoder import EncoderUnavailable, encoder_identity
from kb.errors import KbError
from kb.settings import settings


@click.command("init")
def command() -> None:
    """Create the store, load the curated practices and build the index; safe to run again."""
    base = Base(settings())
    try:
        base.store.create()
        intake = load_seed(base.store, settings().practices)
        report(intake)
        if not _is_current(base):
            click.echo("loading the encoder …", err=True)
            encoder = encoder_or_none(base)
            with progress("embedding passages") as report_progress:
                base.index.ensure(encoder, report_progress)
        click.echo(f"ready: {len(base.store.published_hashes())} practices in {settings().home}")
    finally:
        base.close()
    if intake.faults:
        raise KbError(f"{len(intake.faults)} faults; mend the files named above and run 'kb init' again")


def _is_current(base: Base) -> bool:
    """Tell, without loading the encoder, whether there is nothing to do, so that a second start is quick."""
    try:
        identity = encoder_identity(base.settings.encoder, base.settings.cache)
    except EncoderUnavailable:
        return False
    return base.index.is_current(identity)


def report(intake: Intake) -> None:
    """Say on stderr what became of the files."""
    for fault in intake.faults:
        click.echo(str(fault), err=True)
    click.echo(f"{len(intake.published)} practices published, {len(intake.unchanged)} unchanged", err=True)
    if intake.kept:
        click.echo(f"kept as edited in the store: {', '.join(intake.kept)}", err=True)
