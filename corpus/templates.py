"""The templates that people download, fill in without the site, and upload: a Word file and a workbook."""

from __future__ import annotations

from datetime import date

from corpus.extraction.template import PARTS, Part
from kb.documents import as_docx, as_xlsx
from kb.documents.parts import Block, Document, Heading, Paragraph, Sheet, Workbook
from kb.documents.wording import Said
from kb.text import LocalText

TITLE = LocalText(en="A good practice", id="Praktik baik")
_LIMIT = LocalText(en="At most {words} words.", id="Paling banyak {words} kata.")
_ROWS = LocalText(
    en="One good practice in each row. Do not change the first row.",
    id="Satu praktik baik dalam setiap baris. Jangan ubah baris pertama.",
)
_MADE = date(2026, 11, 24)  # templates change with the project, not with the day


def word_template(lang: str) -> bytes:
    """Return the Word file to fill in: a heading for each part, and below it what belongs there."""
    blocks: list[Block] = []
    for part in PARTS:
        blocks += [Heading(part.heading.get(lang)), Paragraph((Said(_help(part, lang), lang),))]
    return as_docx.write(Document(lang, TITLE.get(lang), "", _MADE, tuple(blocks)))


def sheet_template(lang: str) -> bytes:
    """Return the workbook to fill in: a column for each part, and a second sheet that says what belongs there."""
    widths = tuple(24.0 if part.short else 48.0 for part in PARTS)
    rows = Sheet(
        "Praktik" if lang == "id" else "Practices", tuple(part.heading.get(lang) for part in PARTS), (), widths
    )
    lines = ((_ROWS.get(lang), ""), *((part.heading.get(lang), _help(part, lang)) for part in PARTS))
    guide = Sheet("Petunjuk" if lang == "id" else "How to fill in", (), lines, (36.0, 90.0))
    return as_xlsx.write(Workbook(lang, TITLE.get(lang), _MADE, (rows, guide)))


def _help(part: Part, lang: str) -> str:
    return f"{part.help.get(lang)} {_LIMIT.get(lang).format(words=part.words) if part.words else ''}".strip()
