"""`kb export`: the published practices as files."""

from __future__ import annotations

from pathlib import Path

import click

from kb.practice_file import write_practice
from kb.settings import settings
from kb.store import Store


@click.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write every published practice to FOLDER/<iso3>/<id>.md, in the form that `kb import` reads."""
    store = Store(settings().store_path)
    store.require()
    count = 0
    for practice in store.all_published():
        path = folder / practice.country.lower() / f"{practice.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_practice(practice), encoding="utf-8")
        count += 1
    store.close()
    click.echo(f"{count} practices written to {folder}")
