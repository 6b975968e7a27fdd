"""`kb index`: keep the index in line with the store."""

from __future__ import annotations

import click

from indexer.commands.terminal import encoder_or_none, opened_base, progress
from indexer.engines import NAMES
from kb.errors import KbError, UsageError


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Build a new generation beside the live one and swap it in.")
@click.option(
    "--verify", is_flag=True, help="Compare ids and hashes with the store; change nothing; exit 1 if they differ."
)
@click.option("--repair", is_flag=True, help="Verify, and rebuild what is wrong, embedding only what is missing.")
@click.option("--to", "engine", type=click.Choice(NAMES), help="Rebuild with the vectors kept there.")
def command(rebuild: bool, verify: bool, repair: bool, engine: str | None) -> None:
    """Bring the index in line with the store (practice by practice, without an option)."""
    if (rebuild or bool(engine)) + verify + repair > 1:
        raise UsageError("choose one of --rebuild (with or without --to), --verify and --repair")
    with opened_base() as base:
        if verify:
            encoder = encoder_or_none(base)
            _report(base.index.verify(encoder.fingerprint if encoder else None))
            return
        with progress("embedding passages") as report:
            if repair:
                for fault in base.index.repair(base.load_encoder(), report):
                    click.echo(f"mended: {fault}")
            elif engine:
                base.index.rebuild(base.load_encoder(), report, engine)
            elif rebuild:
                base.index.rebuild(encoder_or_none(base), report)
            else:
                base.index.ensure(encoder_or_none(base), report)
        manifest = base.index.live().manifest()
        click.echo(f"generation {manifest.number} is live, {manifest.passages} passages when built")
        if engine and engine != base.settings.vectors:
            click.echo(f"set KB_VECTORS={engine}, so that later builds keep their vectors there too")


def _report(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault)
    if faults:
        raise KbError(f"{len(faults)} differences; run 'kb index --repair'")
    click.echo("the index matches the store")
