"""Sheets as a workbook (ISO/IEC 29500) in which nothing is computed."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kb.documents.parts import Link, Sheet, Value, Workbook
from kb.documents.wording import xml_text
from kb.labels import label

MAX_CELL = 32_767  # characters, by Excel's own specification
FIRST_YEAR = 1900  # Excel counts days from it and knows none before
A4 = 9

# A text stays text, whatever it begins with: nothing that was written in a practice is computed or linked.
_TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Book:
    """A workbook with the formats of the house."""

    def __init__(self, file: io.BytesIO) -> None:
        self.workbook = xlsxwriter.Workbook(file, _TEXT_ONLY)
        base = {"text_wrap": True, "valign": "top", "font_size": 10}
        framed = {**base, "border": 1, "border_color": "#B0B0B0"}
        self.cell = self.workbook.add_format(framed)
        self.day = self.workbook.add_format({**framed, "num_format": "yyyy-mm-dd"})
        self.head = self.workbook.add_format({**base, "bold": True, "bg_color": "#DCE6F1", "border": 1})
        self.link = self.workbook.add_format({**base, "font_color": "#0B5394", "underline": 1, "border": 1})

    def add(self, sheet: Sheet) -> None:
        """Add a sheet that prints on landscape A4, as wide as the page, with its first row on every page."""
        page = self.workbook.add_worksheet(sheet.name)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&A&R&P / &N")
        for column, name in enumerate(sheet.head):
            page.write_string(0, column, shortened(name), self.head)
        for row, line in enumerate(sheet.lines, start=1 if sheet.head else 0):
            for column, value in enumerate(line):
                self._write(page, row, column, value)
        if sheet.head:
            page.freeze_panes(1, 1)
            page.repeat_rows(0)
            page.repeat_columns(0)
            page.autofilter(0, 0, len(sheet.lines), len(sheet.head) - 1)

    def _write(self, page: Worksheet, row: int, column: int, value: Value) -> None:
        match value:
            case Link():
                page.write_url(row, column, xml_text(value.url), self.link)
            case date() if value.year >= FIRST_YEAR:
                page.write_datetime(row, column, datetime.combine(value, time()), self.day)
            case int() | Decimal():
                page.write_number(row, column, float(value), self.cell)
            case _:
                page.write_string(row, column, shortened(str(value)), self.head if column == 0 else self.cell)


def write(workbook: Workbook) -> bytes:
    """Return the workbook as an XLSX file."""
    file = io.BytesIO()
    book = _Book(file)
    made = datetime.combine(workbook.made_on, time())
    author = label("creator", workbook.lang)
    book.workbook.set_properties({"title": workbook.title, "author": author, "created": made, "comments": ""})
    for sheet in workbook.sheets:
        book.add(sheet)
    book.workbook.close()
    return file.getvalue()


def shortened(text: str) -> str:
    """Return a text that a cell can hold; one that is too long ends with a mark that says so."""
    text = xml_text(text)
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 3]}[…]"
