"""A document as a Word file (ISO/IEC 29500): headings, tables with header rows, numbered notes with links."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import docx
from docx.document import Document as File
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph as Lines
from docx.text.run import Run

from kb.comparison import Note
from kb.documents.parts import Block, Cell, Document, Heading, Notes, Paragraph, Table
from kb.documents.wording import Said, note_text, xml_text
from kb.labels import label

_LOCALES = {"en": "en-GB", "id": "id-ID"}
_LINK = RGBColor(0x0B, 0x53, 0x94)
_MARGIN, _FIRST_COLUMN = Cm(1.8), Cm(3.6)
_STYLES = {"body": "Normal", "strong": "Normal", "bullet": "List Bullet"}


def write(document: Document) -> bytes:
    """Return the document as a DOCX file."""
    file = docx.Document()
    _set_up(file, document)
    _heading(file, Heading(document.title, 0))
    for block in document.blocks:
        _block(file, block, document.lang)
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def _set_up(file: File, document: Document) -> None:
    """Set language, properties, page and footer."""
    properties = file.core_properties
    properties.title = xml_text(document.title)[:255]
    properties.subject = xml_text(document.subject)[:255]
    properties.author = label("creator", document.lang)
    properties.language = _LOCALES[document.lang]
    properties.created = properties.modified = datetime.combine(document.made_on, time())
    properties.comments = ""
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LOCALES[document.lang])
    file.styles["Normal"].font.size = Pt(10)
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    footer = section.footer.paragraphs[0]
    _text(footer, f"{label('page', document.lang)} ")
    footer._p.append(_element("w:fldSimple", {"w:instr": "PAGE"}))


def _block(file: File, block: Block, lang: str) -> None:
    match block:
        case Heading():
            _heading(file, block)
        case Paragraph():
            lines = file.add_paragraph(style=_STYLES[block.style])
            for number, part in enumerate(block.parts):
                _said(lines, part, lang, " ", strong=block.style == "strong", first=number == 0)
        case Table():
            _table(file, block, lang)
        case Notes():
            for note in block.notes:
                _note(file, note, lang)


def _heading(file: File, heading: Heading) -> None:
    file.add_heading(xml_text(heading.text), heading.level)


def _table(file: File, block: Table, lang: str) -> None:
    table = file.add_table(rows=1, cols=len(block.head), style="Table Grid")
    # The name of the table for those who hear it (ISO/IEC 29500-1 §17.4.58).
    table._tbl.tblPr.append(_element("w:tblCaption", {"w:val": xml_text(block.caption)}))
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for cell, name in zip(header.cells, block.head, strict=True):
        _text(cell.paragraphs[0], name).bold = True
    _set_widths(file, table)
    for name, cells in block.lines:
        first, *others = table.add_row().cells
        _text(first.paragraphs[0], name).bold = True
        for cell, parts in zip(others, cells, strict=True):
            _fill(cell, parts, lang)


def _set_widths(file: File, table: Grid) -> None:
    """Make the first column narrow and the others alike; cells that are added take the widths of the columns."""
    room = (file.sections[0].page_width or 0) - 2 * _MARGIN - _FIRST_COLUMN
    table.autofit = False
    for number, column in enumerate(table.columns):
        column.width = _FIRST_COLUMN if number == 0 else Emu(room // (len(table.columns) - 1))


def _fill(cell: Any, parts: Cell, lang: str) -> None:
    for number, part in enumerate(parts):
        lines = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _said(lines, part, lang, "\n")


def _said(lines: Lines, part: Said, lang: str, between: str, *, strong: bool = False, first: bool = True) -> None:
    """Write a part with its notes as links and its date; `between` stands after its heading and its codes."""
    if not first:
        _text(lines, " ")
    if part.heading:
        _text(lines, f"{part.heading}{between}").bold = True
    if part.codes:
        _text(lines, f"{part.codes}{between if part.text else ''}").italic = True
    run = _text(lines, part.text)
    run.bold = strong or None
    if part.lang != lang:
        run._r.get_or_add_rPr().append(_element("w:lang", {"w:val": _LOCALES.get(part.lang, part.lang)}))
    for note in part.notes:
        _text(lines, " ")
        _link(lines, f"[{note}]", {"w:anchor": _bookmark(note)})
    if part.as_of:
        _text(lines, f" ({part.as_of})")


def _note(file: File, note: Note, lang: str) -> None:
    lines = file.add_paragraph()
    mark = {"w:id": str(note.number), "w:name": _bookmark(note.number)}
    lines._p.append(_element("w:bookmarkStart", mark))
    _text(lines, f"[{note.number}] ")
    lines._p.append(_element("w:bookmarkEnd", {"w:id": mark["w:id"]}))
    _text(lines, f"{note_text(note, lang)} ")
    address, target = xml_text(note.source.url), f"rIdSource{note.number}"
    # Named here: python-docx looks through all relationships for each new one.
    file.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, target, is_external=True)
    _link(lines, address, {"r:id": target})


def _bookmark(number: int) -> str:
    return f"source{number}"


def _text(lines: Lines, text: str) -> Run:
    return lines.add_run(xml_text(text))


def _link(lines: Lines, text: str, target: dict[str, str]) -> None:
    """Add a link: python-docx reads hyperlinks but has no call that makes one."""
    run = _text(lines, text)
    run.font.color.rgb = _LINK
    run.font.underline = True
    link = _element("w:hyperlink", target)
    link.append(run._r)
    lines._p.append(link)


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element
