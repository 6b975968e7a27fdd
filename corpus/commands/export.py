"""`kb export`: the published practices as files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from kb.errors import UsageError
from kb.model import Practice
from kb.practice_file import write_practice
from kb.settings import settings
from kb.store import Store


@click.command("export")
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["md", "csv", "xlsx"]), default="md", show_default=True,
              help="Markdown files, a folder of CSV tables, or one workbook.")  # fmt: skip
@click.option("--country", "countries", multiple=True, help="Only practices of this country (ISO 3166-1 alpha-3).")
def command(target: Path, form: str, countries: tuple[str, ...]) -> None:
    """Write every published practice to FOLDER, in a form that `kb import` reads.

    Markdown goes to FOLDER/<iso3>/<id>.md, CSV to FOLDER/practices.csv and others, a workbook to the file FOLDER.
    """
    store = Store(settings().store_path)
    store.require()
    try:
        practices = [one for one in store.all_published() if not countries or one.country in countries]
        _write(target, form, practices)
    finally:
        store.close()
    click.echo(f"{len(practices)} practices written to {target}")


def _write(target: Path, form: str, practices: Iterable[Practice]) -> None:
    if form == "md":
        for practice in practices:
            path = target / practice.country.lower() / f"{practice.id}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(write_practice(practice), encoding="utf-8")
        return
    from corpus.exchange.files import csv_files, workbook

    if form == "xlsx":
        if target.suffix.lower() != ".xlsx":
            raise UsageError(f"{target}: name a file that ends with .xlsx")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(workbook(practices))
        return
    target.mkdir(parents=True, exist_ok=True)
    for name, content in csv_files(practices).items():
        (target / name).write_bytes(content)
