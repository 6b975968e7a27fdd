"""Reads a Word document: its blocks, and the parts of a template if it is made from one that is known."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from corpus.extraction.archives import require_safe
from corpus.extraction.blocks import clean, limited, table
from corpus.extraction.languages import language_of
from corpus.extraction.model import Block, BlockKind, Extracted, MediaType, Published, text_of
from corpus.extraction.template import filled_in

MAX_ROWS = 2_000  # of a table


def read(content: bytes) -> Extracted:
    """Return the text of a Word document; `sections` are filled when it follows ISSA's template or ours."""
    require_safe(content)
    file = docx.Document(io.BytesIO(content))
    blocks, cut = limited(_blocks(file))
    properties = file.core_properties
    made = properties.created
    sections = filled_in(blocks)
    first = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    return Extracted(
        media_type=MediaType.DOCX,
        title=sections.get("title") or first or clean(properties.title or ""),
        published=Published(date=made.date().isoformat(), read_in="date on which the file was made") if made else None,
        language=language_of(text_of(blocks), str(properties.language or "")),
        blocks=blocks,
        notes=cut,
        sections=sections,
    )


def _blocks(file: Any) -> Iterator[Block]:
    for item in file.iter_inner_content():
        match item:
            case Paragraph():
                yield from _paragraph(item)
            case Table():
                rows = [[cell.text for cell in row.cells] for row in item.rows[:MAX_ROWS]]
                if made := table(rows):
                    yield made


def _paragraph(item: Paragraph) -> Iterator[Block]:
    text = clean(item.text)
    if not text:
        return
    style = (item.style.name or "") if item.style is not None else ""
    listed = style.startswith("List") or item._p.find(".//{*}numPr") is not None
    if style == "Title":
        yield Block(kind=BlockKind.HEADING, text=text, level=1)
    elif numbered := re.fullmatch(r"Heading (\d)", style):
        yield Block(kind=BlockKind.HEADING, text=text, level=min(int(numbered[1]) + 1, 6))
    elif _all_bold(item) and len(text) <= 200:
        yield Block(kind=BlockKind.HEADING, text=text, level=6)
    else:
        yield Block(kind=BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH, text=text)


def _all_bold(item: Paragraph) -> bool:
    """Tell whether the paragraph is wholly bold, as many write a heading."""
    runs = [run for run in item.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)
