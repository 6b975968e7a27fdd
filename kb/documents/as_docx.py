"""A comparison as a Word document (ISO/IEC 29500): headings, tables with header rows, numbered notes with links."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.table import _Cell

from kb.comparison import Comparison, Note
from kb.documents.word import (
    LOCALES,
    add_address,
    add_heading,
    add_link,
    add_text,
    element,
    fill_header,
    name_table,
    new_document,
    saved,
)
from kb.documents.wording import Said, as_at, label, note_text, practice_line, said
from kb.results import date_text

COUNTRIES = 4  # side by side at most: a fifth column on a landscape A4 page is too narrow to read


def write(comparison: Comparison) -> bytes:
    """Return the comparison as a DOCX file; more than four countries go into several tables."""
    lang = comparison.lang
    countries = ", ".join(column.name for column in comparison.columns)
    document = new_document(label("title", lang), countries, lang, comparison.made_on)
    add_heading(document, label("title", lang), 0)
    made = date_text(comparison.made_on.isoformat(), lang)
    add_text(
        document.add_paragraph(), f"{label('made-on', lang)}: {made}. {label('as-at', lang)}: {as_at(comparison)}."
    )
    if comparison.notice:
        add_text(document.add_paragraph(), comparison.notice).bold = True
    _practices(document, comparison)
    _tables(document, comparison)
    add_heading(document, label("sources", lang), 1)
    for note in comparison.notes:
        _note(document, note, lang)
    return saved(document)


def _practices(document: Document, comparison: Comparison) -> None:
    add_heading(document, label("practices", comparison.lang), 1)
    for column in comparison.columns:
        add_heading(document, column.name, 2)
        for practice in column.practices:
            line = practice_line(practice, comparison.lang)
            verified = f"{label('verified', comparison.lang)} {date_text(practice.verified_on, comparison.lang)}"
            add_text(document.add_paragraph(style="List Bullet"), f"{line}. {verified}.")
        if not column.practices:
            add_text(document.add_paragraph(), label("no-practice", comparison.lang))


def _tables(document: Document, comparison: Comparison) -> None:
    add_heading(document, label("comparison", comparison.lang), 1)
    everything = range(len(comparison.columns))
    groups = [everything[start : start + COUNTRIES] for start in everything[::COUNTRIES]]
    for group in groups:
        names = ", ".join(comparison.columns[index].name for index in group)
        if len(groups) > 1:
            add_heading(document, names, 2)
        _table(document, comparison, group, names)


def _table(document: Document, comparison: Comparison, group: Sequence[int], names: str) -> None:
    table = document.add_table(rows=1, cols=len(group) + 1, style="Table Grid")
    name_table(table, f"{label('comparison', comparison.lang)}: {names}")
    headings = [label("row", comparison.lang), *(comparison.columns[index].name for index in group)]
    fill_header(table, headings)
    for row in comparison.rows:
        first, *cells = table.add_row().cells
        add_text(first.paragraphs[0], row.label).bold = True
        for index, cell in zip(group, cells, strict=True):
            _fill(cell, said(comparison, row, index), comparison.lang)


def _fill(cell: _Cell, parts: Sequence[Said], lang: str) -> None:
    for number, part in enumerate(parts):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if part.heading:
            add_text(paragraph, f"{part.heading}\n").bold = True
        if part.codes:
            add_text(paragraph, f"{part.codes}\n").italic = True
        run = add_text(paragraph, part.text)
        if part.lang != lang:
            run._r.get_or_add_rPr().append(element("w:lang", {"w:val": LOCALES.get(part.lang, part.lang)}))
        for note in part.notes:
            add_link(paragraph, f" [{note}]", {"w:anchor": _bookmark(note)})
        if part.as_of:
            add_text(paragraph, f" ({part.as_of})")


def _note(document: Document, note: Note, lang: str) -> None:
    paragraph = document.add_paragraph()
    mark = {"w:id": str(note.number), "w:name": _bookmark(note.number)}
    paragraph._p.append(element("w:bookmarkStart", mark))
    add_text(paragraph, f"[{note.number}] ")
    paragraph._p.append(element("w:bookmarkEnd", {"w:id": mark["w:id"]}))
    add_text(paragraph, f"{note_text(note, lang)} ")
    add_address(paragraph, note.source.url)


def _bookmark(number: int) -> str:
    return f"source{number}"
