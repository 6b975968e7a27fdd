"""A comparison as CSV (RFC 4180) in the long form: one line for each entry, so that a spreadsheet can filter and pivot.

It begins with a byte order mark, without which Excel does not read it as UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kb.comparison import Comparison, Entry
from kb.documents.wording import absence, label

COLUMNS = ("row", "country-code", "country", "practice", "codes", "text", "as-at", "sources")

# First characters by which a spreadsheet takes a cell for a formula (OWASP, "CSV Injection"), wide forms included.
_FORMULA = tuple("=+-@＝＋－＠")


def write(comparison: Comparison) -> bytes:
    """Return the comparison as CSV; an empty cell gives a line that says why it is empty."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([label(name, comparison.lang) for name in COLUMNS])
    for line in _lines(comparison):
        writer.writerow([harmless(cell) for cell in line])
    return file.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet computes it: with an apostrophe before what would begin a formula."""
    begins_formula = cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if begins_formula else cell


def _lines(comparison: Comparison) -> Iterator[list[str]]:
    addresses = {note.number: note.source.url for note in comparison.notes}
    for row in comparison.rows:
        for column, cell in zip(comparison.columns, row.cells, strict=True):
            start = [row.label, column.country, column.name]
            for entry in cell:
                yield [*start, *_entry(entry, addresses, comparison.lang)]
            if not cell:
                yield [*start, "", "", absence(row, column, comparison.lang), "", ""]


def _entry(entry: Entry, addresses: dict[int, str], lang: str) -> list[str]:
    text = label("not-reported", lang) if entry.not_reported else entry.text
    sources = " ".join(addresses[number] for number in entry.notes)
    return [entry.practice, "; ".join(entry.codes), text, entry.as_of, sources]
