"""Reads workbooks and CSV files: a table for each sheet, and records where the columns are those of our template."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import openpyxl

from corpus.extraction.archives import require_safe
from corpus.extraction.blocks import clean, cleaned_lines, limited, table
from corpus.extraction.languages import language_of
from corpus.extraction.model import Block, BlockKind, Extracted, ExtractionError, MediaType, text_of
from corpus.extraction.template import part_of
from corpus.extraction.web_page import decoded
from kb.messages import Message

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS = 20, 5_000, 100
MAX_CELL = 50_000  # characters

Rows = list[tuple[str, ...]]


def read_workbook(content: bytes) -> Extracted:
    """Return the sheets of a workbook; formulas count as the values that were last computed."""
    require_safe(content)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    named = [(sheet.title, *_rows(sheet)) for sheet in book.worksheets[:MAX_SHEETS]]
    return _extracted(MediaType.XLSX, named, clean(book.properties.title or ""))


def read_csv(content: bytes, declared: str | None) -> Extracted:
    """Return the rows of a CSV file, parted by comma, semicolon or tab, whichever its first line has most of."""
    text = decoded(content, declared)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows, more = _limited(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return _extracted(MediaType.CSV, [("", rows, more)], "")


def _rows(sheet: Any) -> tuple[Rows, bool]:
    sheet.reset_dimensions()  # a workbook may claim a million rows
    return _limited(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS))


def _limited(rows: Iterable[Sequence[Any]]) -> tuple[Rows, bool]:
    """Return the rows that say something, without empty cells at their ends, and whether there were more."""
    kept: Rows = []
    for row in islice(rows, MAX_ROWS * 10):
        cells = ["" if cell is None else cleaned_lines(str(cell))[:MAX_CELL] for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells and len(kept) == MAX_ROWS:
            return kept, True
        if cells:
            kept.append(tuple(cells))
    return kept, False


def _extracted(media_type: MediaType, named: list[tuple[str, Rows, bool]], title: str) -> Extracted:
    blocks, cut = limited(_blocks(named))
    if not blocks:
        raise ExtractionError(Message("The table has no cell with text in it."))
    notes = [
        Message("Cut after %(n)s rows of the table “%(name)s”.", n=MAX_ROWS, name=name)
        for name, _, more in named
        if more
    ]
    records = [record for _, rows, _ in named for record in _records(rows)]
    return Extracted(
        media_type=media_type,
        title=title,
        language=language_of(text_of(blocks)),
        blocks=blocks,
        notes=(*notes, *cut),
        records=tuple(records),
    )


def _blocks(named: list[tuple[str, Rows, bool]]) -> Iterator[Block]:
    for name, rows, _ in named:
        if made := table(rows):
            if name:
                yield Block(kind=BlockKind.HEADING, text=clean(name), level=2)
            yield made


def _records(rows: Rows) -> Iterator[dict[str, str]]:
    """Yield the rows below a header that names at least a title and two other parts of our template."""
    columns = {number: name for number, cell in enumerate(rows[0] if rows else ()) if (name := part_of(cell))}
    if "title" not in columns.values() or len(columns) < 3:
        return
    for row in rows[1:]:
        record = {columns[number]: cell for number, cell in enumerate(row) if number in columns and cell}
        if record.get("title"):
            yield record
