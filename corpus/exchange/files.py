"""The tables as files: a workbook, or a folder with one CSV file for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from corpus.exchange.shape import COLUMNS, PRACTICES, Place, Row, Tables, tables
from corpus.extraction.archives import require_safe
from corpus.extraction.model import ExtractionError
from kb.documents import as_xlsx
from kb.documents.parts import Sheet, Workbook
from kb.documents.wording import xml_text
from kb.errors import UsageError
from kb.model import Practice

MOST_ROWS = 200_000  # of a sheet
MOST_BYTES = 50 * 1024 * 1024
_GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t")
_WIDTHS = (34.0, *(24.0,) * 20)

csv.field_size_limit(MOST_BYTES)


def workbook(practices: Iterable[Practice]) -> bytes:
    """Return the workbook; raise `UsageError` for a text that no cell can hold as it is."""
    made = tables(practices)
    for name, lines in made.items():
        for number, line in enumerate(lines, start=2):
            for column, cell in zip(COLUMNS[name], line, strict=True):
                if len(cell) > as_xlsx.MAX_CELL or xml_text(cell) != cell:
                    raise UsageError(f"{Place(name, number, column)}: no cell holds this text; export CSV or Markdown")
    sheets = tuple(Sheet(name, COLUMNS[name], tuple(lines), _WIDTHS[: len(COLUMNS[name])])
                   for name, lines in made.items())  # fmt: skip
    return as_xlsx.write(Workbook("en", "Practices", datetime.now(UTC).date(), sheets))


def csv_files(practices: Iterable[Practice]) -> dict[str, bytes]:
    """Return the CSV files by name. An apostrophe stands before what a spreadsheet would take for a formula."""
    found = {}
    for name, lines in tables(practices).items():
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(COLUMNS[name])
        writer.writerows([f"'{cell}" if cell.startswith(_GUARDED) else cell for cell in line] for line in lines)
        found[f"{name}.csv"] = file.getvalue().encode("utf-8-sig")
    return found


def read_workbook(path: Path) -> tuple[Tables, list[tuple[Place, str]]]:
    """Return the tables of a workbook, and what is wrong with their heads; raise `UsageError` for no workbook."""
    content = _content(path)
    try:
        require_safe(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = {sheet.title: [[_text(cell) for cell in row] for row in _of(sheet)] for sheet in book.worksheets}
    except ExtractionError as error:
        raise UsageError(f"{path}: {error}") from None
    except Exception as error:  # noqa: BLE001 - a damaged workbook fails in many ways
        raise UsageError(f"{path}: not a workbook ({type(error).__name__}); save it as .xlsx again") from None
    return _tables(path, rows)


def read_csv_folder(path: Path) -> tuple[Tables, list[tuple[Place, str]]]:
    """Return the tables of a folder of CSV files; see `read_workbook`."""
    rows: dict[str, list[list[str]]] = {}
    for file in sorted(path.glob("*.csv")):
        try:
            text = _content(file).decode("utf-8-sig")
            rows[file.stem] = [[cell.removeprefix("'") for cell in row]
                               for row in csv.reader(io.StringIO(text, newline=""), strict=True)]  # fmt: skip
        except (UnicodeDecodeError, csv.Error) as error:
            raise UsageError(f"{file}: not CSV in UTF-8 ({error})") from None
    return _tables(path, rows)


def _content(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise UsageError(f"{path}: larger than {MOST_BYTES >> 20} MiB")
    return path.read_bytes()


def _of(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # a workbook may claim a million rows
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=40)):
        if number > MOST_ROWS:
            raise ExtractionError(f"the sheet {sheet.title} has more than {MOST_ROWS} rows")
        yield row


def _tables(path: Path, sheets: dict[str, list[list[str]]]) -> tuple[Tables, list[tuple[Place, str]]]:
    found: dict[str, list[Row]] = {}
    wrong: list[tuple[Place, str]] = []
    if PRACTICES not in sheets:
        raise UsageError(f"{path}: no sheet or file {PRACTICES!r}; 'kb export' shows the shape")
    for name, rows in sheets.items():
        if name not in COLUMNS:
            wrong.append((Place(name, 1), f"is no table of the base; they are {', '.join(COLUMNS)}"))
            continue
        head = [cell.strip() for cell in rows[0]] if rows else []
        for column in head:
            if column and (column not in COLUMNS[name] or head.count(column) > 1):
                wrong.append((Place(name, 1, column), f"is no column, or stands twice; they are "
                                                      f"{', '.join(COLUMNS[name])}"))  # fmt: skip
        wrong += [(Place(name, 1, column), "is missing") for column in COLUMNS[name] if column not in head]
        found[name] = [
            Row(number, dict(zip(head, row, strict=False)))
            for number, row in enumerate(rows[1:], start=2)
            if any(cell.strip() for cell in row)
        ]
    return found, wrong


def _text(cell: Any) -> str:
    """Return a cell as text: a spreadsheet turns what looks like a date or a number into one."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)
