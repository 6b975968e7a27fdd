"""A sheet as CSV (RFC 4180) in which nothing is computed.

It begins with a byte order mark, without which Excel does not read it as UTF-8.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from kb.documents.parts import Link, Sheet, Value

# First characters by which a spreadsheet takes a cell for a formula (OWASP, "CSV Injection"), wide forms included.
_FORMULA = tuple("=+-@＝＋－＠")


def write(sheet: Sheet) -> bytes:
    """Return the sheet as CSV."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(sheet.head)
    for line in sheet.lines:
        writer.writerow([_cell(value) for value in line])
    return file.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet computes it: with an apostrophe before what would begin a formula."""
    begins_formula = cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if begins_formula else cell


def _cell(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"  # a number, a negative one too, is no formula
    return harmless(value.url if isinstance(value, Link) else str(value))
