"""A comparison as a Word document (ISO/IEC 29500): headings, tables with header rows, numbered notes with links."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kb.comparison import Comparison, Note
from kb.documents.wording import Said, as_at, label, note_text, practice_line, said, xml_text
from kb.results import date_text

COUNTRIES = 4  # side by side at most: a fifth column on a landscape A4 page is too narrow to read
_LOCALES = {"en": "en-GB", "id": "id-ID"}
_LINK = RGBColor(0x0B, 0x53, 0x94)


def write(comparison: Comparison) -> bytes:
    """Return the comparison as a DOCX file; more than four countries go into several tables."""
    document = Document()
    _set_up(document, comparison)
    lang = comparison.lang
    _heading(document, label("title", lang), 0)
    made = date_text(comparison.made_on.isoformat(), lang)
    _text(document.add_paragraph(), f"{label('made-on', lang)}: {made}. {label('as-at', lang)}: {as_at(comparison)}.")
    if comparison.notice:
        _text(document.add_paragraph(), comparison.notice).bold = True
    _practices(document, comparison)
    _tables(document, comparison)
    _heading(document, label("sources", lang), 1)
    for note in comparison.notes:
        _note(document, note, lang)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Doc, comparison: Comparison) -> None:
    """Set language, properties, page and footer."""
    lang = comparison.lang
    properties = document.core_properties
    properties.title = label("title", lang)
    properties.subject = xml_text(", ".join(column.name for column in comparison.columns))[:255]
    properties.author = label("creator", lang)
    properties.language = _LOCALES[lang]
    properties.created = properties.modified = datetime.combine(comparison.made_on, time())
    properties.comments = ""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LOCALES[lang])
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    footer = section.footer.paragraphs[0]
    _text(footer, f"{label('page', lang)} ")
    footer._p.append(_element("w:fldSimple", {"w:instr": "PAGE"}))


def _practices(document: Doc, comparison: Comparison) -> None:
    _heading(document, label("practices", comparison.lang), 1)
    for column in comparison.columns:
        _heading(document, column.name, 2)
        for practice in column.practices:
            line = practice_line(practice, comparison.lang)
            verified = f"{label('verified', comparison.lang)} {date_text(practice.verified_on, comparison.lang)}"
            _text(document.add_paragraph(style="List Bullet"), f"{line}. {verified}.")
        if not column.practices:
            _text(document.add_paragraph(), label("no-practice", comparison.lang))


def _tables(document: Doc, comparison: Comparison) -> None:
    _heading(document, label("comparison", comparison.lang), 1)
    everything = range(len(comparison.columns))
    groups = [everything[start : start + COUNTRIES] for start in everything[::COUNTRIES]]
    for group in groups:
        names = ", ".join(comparison.columns[index].name for index in group)
        if len(groups) > 1:
            _heading(document, names, 2)
        _table(document, comparison, group, names)


def _table(document: Doc, comparison: Comparison, group: Sequence[int], names: str) -> None:
    table = document.add_table(rows=1, cols=len(group) + 1, style="Table Grid")
    # The name of the table for those who hear it (ISO/IEC 29500-1 §17.4.58).
    caption = xml_text(f"{label('comparison', comparison.lang)}: {names}")
    table._tbl.tblPr.append(_element("w:tblCaption", {"w:val": caption}))
    headings = [label("row", comparison.lang), *(comparison.columns[index].name for index in group)]
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for cell, name in zip(header.cells, headings, strict=True):
        _text(cell.paragraphs[0], name).bold = True
    for row in comparison.rows:
        first, *cells = table.add_row().cells
        _text(first.paragraphs[0], row.label).bold = True
        for index, cell in zip(group, cells, strict=True):
            _fill(cell, said(comparison, row, index), comparison.lang)


def _fill(cell: _Cell, parts: Sequence[Said], lang: str) -> None:
    for number, part in enumerate(parts):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if part.heading:
            _text(paragraph, f"{part.heading}\n").bold = True
        if part.codes:
            _text(paragraph, f"{part.codes}\n").italic = True
        run = _text(paragraph, part.text)
        if part.lang != lang:
            run._r.get_or_add_rPr().append(_element("w:lang", {"w:val": _LOCALES.get(part.lang, part.lang)}))
        for note in part.notes:
            _link(paragraph, f" [{note}]", {"w:anchor": _bookmark(note)})
        if part.as_of:
            _text(paragraph, f" ({part.as_of})")


def _note(document: Doc, note: Note, lang: str) -> None:
    paragraph = document.add_paragraph()
    mark = {"w:id": str(note.number), "w:name": _bookmark(note.number)}
    paragraph._p.append(_element("w:bookmarkStart", mark))
    _text(paragraph, f"[{note.number}] ")
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": mark["w:id"]}))
    _text(paragraph, f"{note_text(note, lang)} ")
    address = xml_text(note.source.url)
    target = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    _link(paragraph, address, {"r:id": target})


def _bookmark(number: int) -> str:
    return f"source{number}"


def _heading(document: Doc, text: str, level: int) -> None:
    document.add_heading(xml_text(text), level)


def _text(paragraph: Paragraph, text: str) -> Run:
    return paragraph.add_run(xml_text(text))


def _link(paragraph: Paragraph, text: str, target: dict[str, str]) -> None:
    """Add a link: python-docx reads hyperlinks but has no call that makes one."""
    run = _text(paragraph, text)
    run.font.color.rgb = _LINK
    run.font.underline = True
    link = _element("w:hyperlink", target)
    link.append(run._r)
    paragraph._p.append(link)


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element
