"""A comparison as a workbook (ISO/IEC 29500) with three sheets: the matrix, its numbered sources, and what it is."""

from __future__ import annotations

import io
from datetime import datetime, time

from kb.comparison import Comparison
from kb.documents.book import Book
from kb.documents.wording import as_at, label, practice_line, said, xml_text
from kb.results import date_text
from kb.vocabulary import scheme

_NOTE_FIELDS = ("number", "practice", "source", "publisher", "published", "accessed", "lang", "kind", "url")
_NOTE_WIDTHS = (6, 34, 60, 34, 14, 14, 10, 24, 60)


def write(comparison: Comparison) -> bytes:
    """Return the comparison as an XLSX file."""
    file = io.BytesIO()
    book = Book(file)
    lang = comparison.lang
    made = datetime.combine(comparison.made_on, time())
    names = {"title": label("title", lang), "author": label("creator", lang), "created": made, "comments": ""}
    book.workbook.set_properties(names)
    _matrix(book, comparison)
    _notes(book, comparison)
    _about(book, comparison)
    book.workbook.close()
    return file.getvalue()


def _matrix(book: Book, comparison: Comparison) -> None:
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


def _notes(book: Book, comparison: Comparison) -> None:
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


def _about(book: Book, comparison: Comparison) -> None:
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
