"""A comparison as text for a terminal: a table where the columns find room, country below country where they do not."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from kb.comparison import Comparison
from kb.documents.wording import as_at, note_text, practice_line, said
from kb.labels import label

WIDTH = 100
_LEAST_COLUMN, _FIRST_COLUMN = 28, 20


def write(comparison: Comparison, width: int = WIDTH, *, styled: bool = False) -> bytes:
    """Return the comparison in lines of at most `width` characters, with terminal styles if `styled`."""
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, force_terminal=styled, no_color=not styled)
    for part in _parts(comparison, width):
        console.print(part, soft_wrap=isinstance(part, Text))  # an address stays whole, to be copied
    return file.getvalue().encode("utf-8", "replace")


def _parts(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    lang = comparison.lang
    if comparison.notice:
        yield Text(comparison.notice, style="italic")
    fits = width >= _FIRST_COLUMN + _LEAST_COLUMN * len(comparison.columns)
    yield from [_table(comparison)] if fits else _stacked(comparison, width)
    yield Text(f"\n{label('practices', lang)}", style="bold")
    for column in comparison.columns:
        for practice in column.practices:
            yield Text(f"{column.name}: {practice_line(practice, lang)} {practice.id}")
    yield Text(f"\n{label('sources', lang)}", style="bold")
    for note in comparison.notes:
        yield Text(f"[{note.number}] {note_text(note, lang)} {note.source.url}")
    yield Text(f"\n{label('as-at', lang)}: {as_at(comparison) or '–'}")


def _table(comparison: Comparison) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column(Text(label("row", comparison.lang)), style="bold", ratio=_FIRST_COLUMN)
    for column in comparison.columns:
        table.add_column(Text(column.name), ratio=_LEAST_COLUMN)
    for row in comparison.rows:
        cells = (
            Text("\n\n".join(part.plain() for part in said(comparison, row, index)))
            for index in range(len(comparison.columns))
        )
        table.add_row(Text(row.label), *cells)
    return table


def _stacked(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    for row in comparison.rows:
        yield Text(f"\n{row.label}", style="bold underline")
        for index, column in enumerate(comparison.columns):
            yield Text(f"  {column.name}", style="bold")
            for part in said(comparison, row, index):
                yield Text("\n".join(_indented(line, width) for line in part.plain().splitlines()))


def _indented(line: str, width: int) -> str:
    return textwrap.fill(line, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
