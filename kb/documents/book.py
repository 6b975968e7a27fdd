"""A workbook (ISO/IEC 29500) in the look of the house, in which no text is computed."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kb.documents.wording import xml_text

MAX_CELL = 32_767  # characters, by Excel's own specification
MAX_HEIGHT = 409  # points of a row, by the same
LINE = 13.5  # points of a line of the text
A4 = 9

# A text stays text, whatever it begins with: nothing that was written in a practice is computed or linked.
_TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """A workbook with the formats of the house."""

    def __init__(self, file: io.BytesIO) -> None:
        self.workbook = Workbook(file, _TEXT_ONLY)
        base = {"text_wrap": True, "valign": "top", "font_size": 10}
        self.cell = self.workbook.add_format({**base, "border": 1, "border_color": "#B0B0B0"})
        self.head = self.workbook.add_format({**base, "bold": True, "bg_color": "#DCE6F1", "border": 1})
        self.link = self.workbook.add_format({**base, "font_color": "#0B5394", "underline": 1, "border": 1})

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        """Add a sheet that prints on landscape A4, as wide as the page, with its first row on every page."""
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def fit(self, sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        """Make a row as high as its texts need in columns of those widths: not every program does it on opening."""
        needed = (
            sum(max(1, math.ceil(len(line) / width)) for line in text.split("\n"))
            for text, width in zip(texts, widths, strict=True)
        )
        sheet.set_row(row, min(MAX_HEIGHT, LINE * max(needed)))

    def write(self, sheet: Worksheet, row: int, texts: Iterable[str], *formats: Format) -> None:
        """Write a row of texts; the last format holds for all the cells that are left."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, shortened(text), formats[min(column, len(formats) - 1)])


def shortened(text: str) -> str:
    """Return a text that a cell can hold; one that is too long ends with a mark that says so."""
    text = xml_text(text)
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 3]}[…]"
