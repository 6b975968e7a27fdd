"""`kb compare`: countries side by side, on the terminal or as a document."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from indexer.ask import ask
from indexer.base import Base
from indexer.commands.terminal import encoder_or_none, opened_base
from kb.comparison import AskedRow, Comparison, check_countries, check_rows, compare
from kb.documents import FORMATS, Edition, as_text
from kb.documents.parts import Orientation
from kb.errors import KbError, UsageError
from kb.lessons import lessons

TABLE = "table"


@click.command("compare")
@click.option("--country", "countries", multiple=True, metavar="ISO3", help="A country by code or name; repeat it.")
@click.option("--row", "rows", multiple=True, metavar="ROW", help="Only this row of the record; may be repeated.")
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="TEXT",
    help="Add a row: the best evidence of each country on a question; may be repeated.",
)
@click.option(
    "--lang", type=click.Choice(["en", "id"]), default="en", show_default=True, help="Language of the output."
)
@click.option(
    "--format",
    "name",
    type=click.Choice([TABLE, *FORMATS]),
    default=TABLE,
    show_default=True,
    help="Form of the output.",
)
@click.option(
    "--countries-as",
    "countries_as",
    type=click.Choice(["columns", "rows"]),
    default="columns",
    show_default=True,
    help="How the countries stand in the tables of xlsx, docx and brief.docx.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def command(
    countries: tuple[str, ...],
    rows: tuple[str, ...],
    questions: tuple[str, ...],
    lang: str,
    name: str,
    countries_as: Orientation,
    output: Path | None,
) -> None:
    """Lay countries side by side, row by row, every cell with its sources."""
    form = FORMATS.get(name)
    codes, row_ids = check_countries(countries), check_rows(rows or (form.rows if form else ()))
    if form and form.binary and output is None and is_terminal():
        raise UsageError(f"{name} is no text for a terminal; name a file with -o, such as -o comparison.{name}")
    with opened_base() as base:
        practices = list(base.store.all_published())
        comparison = compare(practices, codes, row_ids, lang, _asked(base, codes, questions, lang))
    taught = lessons(comparison, {practice.id: practice for practice in practices})
    content = form.write(comparison, Edition("", countries_as, taught)) if form else _text(comparison, output)
    _deliver(content, output)


def _asked(base: Base, codes: tuple[str, ...], questions: tuple[str, ...], lang: str) -> tuple[AskedRow, ...]:
    if not questions:
        return ()
    encoder_or_none(base)
    return ask(base.searcher, questions, codes, lang)


def _text(comparison: Comparison, output: Path | None) -> bytes:
    styled = output is None and is_terminal()
    width = shutil.get_terminal_size((as_text.WIDTH, 0)).columns
    return as_text.write(comparison, width, styled=styled)


def _deliver(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise KbError(f"cannot write {output}: {error.strerror}; choose another file with -o") from None
    click.echo(f"written to {output}", err=True)


def is_terminal() -> bool:
    """Tell whether a person would see what is written to standard output."""
    return sys.stdout.isatty()
