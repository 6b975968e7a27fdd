"""What the commands share: how they open the base and show progress and tables."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer.base import Base
from indexer.embeddings import Progress as Report
from indexer.encoder import Encoder, EncoderUnavailable
from kb.settings import settings

_log = logging.getLogger(__name__)


@contextmanager
def opened_base() -> Iterator[Base]:
    """Open a base whose store exists, and close it at the end."""
    base = Base(settings())
    try:
        base.store.require()
        yield base
    finally:
        base.close()


def encoder_or_none(base: Base) -> Encoder | None:
    """Load the encoder; say on stderr why when there is none, since all but search by meaning works without."""
    try:
        return base.load_encoder()
    except EncoderUnavailable as error:
        click.echo(f"kb: {error} Search goes by words only until then.", err=True)
        return None


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """Show a bar on stderr: a live one on a terminal, one line at the end elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=False)
    task = bar.add_task(label, total=None)

    def report(done: int, total: int) -> None:
        if total:
            bar.start()
            bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()
