"""A comparison as a workbook (ISO/IEC 29500) with three sheets: the matrix, its numbered sources, and what it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kb.comparison import Comparison
from kb.documents.wording import as_at, label, practice_line, said, xml_text
from kb.results import date_text
from kb.vocabulary import scheme

MAX_CELL = 32_767  # characters, by Excel's own specification
A4 = 9
_NOTE_FIELDS = ("number", "practice", "source", "publisher", "published", "accessed", "lang", "kind", "url")
_NOTE_WIDTHS = (6, 34, 60, 34, 14, 14, 10, 24, 60)

# A text stays text, whatever it begins with: nothing that was written in a practice is computed or linked.
_TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Book:
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

    def write(self, sheet: Worksheet, row: int, texts: Iterable[str], *formats: Format) -> None:
        """Write a row of texts; the last format holds for all the cells that are left."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, shortened(text), formats[min(column, len(formats) - 1)])


def write(comparison: Comparison) -> bytes:
    """Return the comparison as an XLSX file."""
    file = io.BytesIO()
    book = _Book(file)
    lang = comparison.lang
    made = datetime.combine(comparison.made_on, time())
    names = {"title": label("title", lang), "author": label("creator", lang), "created": made, "comments": ""}
    book.workbook.set_properties(names)
    _matrix(book, comparison)
    _notes(book, comparison)
    _about(book, comparison)
    book.workbook.close()
    return file.getvalue()


def shortened(text: str) -> str:
    """Return a text that a cell can hold; one that is too long ends with a mark that says so."""
    text = xml_text(text)
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 3]}[…]"


def _matrix(book: _Book, comparison: Comparison) -> None:
    # Excel makes no row higher than 409 points: a column of many practices is made wider, so that its cells stay short.
    widths = [28, *(min(100, 40 + 15 * len(column.practices)) for column in comparison.columns)]
    sheet = book.sheet(label("comparison", comparison.lang), widths)
    names = [f"{column.name} ({column.country})" for column in comparison.columns]
    book.write(sheet, 0, [label("row", comparison.lang), *names], book.head)
    for number, row in enumerate(comparison.rows, start=1):
        cells = (
            "\n\n".join(part.plain() for part in said(comparison, row, index))
            for index in range(len(comparison.columns))
        )
        book.write(sheet, number, [row.label, *cells], book.head, book.cell)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)


def _notes(book: _Book, comparison: Comparison) -> None:
    lang = comparison.lang
    sheet = book.sheet(label("notes", lang), _NOTE_WIDTHS)
    book.write(sheet, 0, [label(field, lang) for field in _NOTE_FIELDS], book.head)
    for row, note in enumerate(comparison.notes, start=1):
        source = note.source
        kind = scheme("source-kind")[source.kind].label.get(lang)
        texts = [note.practice, source.title, source.publisher, source.published or "", source.accessed.isoformat()]
        book.write(sheet, row, ["", *texts, source.language, kind], book.cell)
        sheet.write_number(row, 0, note.number, book.cell)
        sheet.write_url(row, len(_NOTE_FIELDS) - 1, xml_text(source.url), book.link)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if comparison.notes:
        sheet.autofilter(0, 0, len(comparison.notes), len(_NOTE_FIELDS) - 1)


def _about(book: _Book, comparison: Comparison) -> None:
    lang = comparison.lang
    sheet = book.sheet(label("about", lang), (28, 100))
    practices = [
        f"{column.name}: {practice_line(practice, lang)}, {label('verified', lang)} {practice.verified_on}"
        for column in comparison.columns
        for practice in column.practices
    ]
    facts = (
        (label("comparison", lang), label("title", lang)),
        (label("made-on", lang), date_text(comparison.made_on.isoformat(), lang)),
        (label("as-at", lang), as_at(comparison)),
        (label("lang", lang), label("lang-name", lang)),
        (label("countries", lang), ", ".join(column.name for column in comparison.columns)),
        (label("rows", lang), "\n".join(row.label for row in comparison.rows)),
        (label("practices", lang), "\n".join(practices)),
        (label("notice", lang), comparison.notice),
        (label("publisher", lang), label("creator", lang)),
    )
    for number, (name, text) in enumerate(facts):
        book.write(sheet, number, [name, text], book.head, book.cell)
