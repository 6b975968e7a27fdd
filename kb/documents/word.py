"""A Word document (ISO/IEC 29500) in the look of the house: landscape A4, its language set, tables with names."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kb.documents.wording import label, xml_text

LOCALES = {"en": "en-GB", "id": "id-ID"}
_LINK = RGBColor(0x0B, 0x53, 0x94)


def new_document(title: str, subject: str, lang: str, made_on: date) -> Doc:
    """Return an empty document with language, properties, page and footer."""
    document = Document()
    properties = document.core_properties
    properties.title = xml_text(title)[:255]
    properties.subject = xml_text(subject)[:255]
    properties.author = label("creator", lang)
    properties.language = LOCALES[lang]
    properties.created = properties.modified = datetime.combine(made_on, time())
    properties.comments = ""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LOCALES[lang])
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    footer = section.footer.paragraphs[0]
    add_text(footer, f"{label('page', lang)} ")
    footer._p.append(element("w:fldSimple", {"w:instr": "PAGE"}))
    return document


def saved(document: Doc) -> bytes:
    """Return the document as a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def add_heading(document: Doc, text: str, level: int) -> None:
    """Add a heading; level 0 is the title."""
    document.add_heading(xml_text(text), level)


def add_text(paragraph: Paragraph, text: str) -> Run:
    """Add a text without the characters that no document can hold."""
    return paragraph.add_run(xml_text(text))


def add_link(paragraph: Paragraph, text: str, target: dict[str, str]) -> None:
    """Add a link: python-docx reads hyperlinks but has no call that makes one."""
    run = add_text(paragraph, text)
    run.font.color.rgb = _LINK
    run.font.underline = True
    link = element("w:hyperlink", target)
    link.append(run._r)
    paragraph._p.append(link)


def add_address(paragraph: Paragraph, url: str) -> None:
    """Add an address that leads out of the document."""
    address = xml_text(url)
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    add_link(paragraph, address, {"r:id": target})


def name_table(table: Table, caption: str) -> None:
    """Name a table for those who hear it (ISO/IEC 29500-1 §17.4.58)."""
    table._tbl.tblPr.append(element("w:tblCaption", {"w:val": xml_text(caption)}))


def fill_header(table: Table, headings: Sequence[str]) -> None:
    """Write the first row, which comes again on every page."""
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell, name in zip(header.cells, headings, strict=True):
        add_text(cell.paragraphs[0], name).bold = True


def set_widths(table: Table, widths: Sequence[float]) -> None:
    """Give the columns their widths in centimetres; programs read them from the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def element(name: str, attributes: dict[str, str] | None = None) -> Any:
    """Return an XML element, such as `w:tblHeader`, with its attributes."""
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made
