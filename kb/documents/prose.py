"""The Markdown of a practice's body as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markdown_it.token import Token

from kb.documents.parts import Block, Heading, Paragraph
from kb.documents.wording import Said
from kb.markdown import reader

_READER = reader()
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def blocks(text: str, numbers: Mapping[str, int], lang: str, level: int) -> Iterator[Block]:
    """Return headings of `level`, paragraphs and items; a row of a table becomes an item.

    `numbers` gives the number of each source id.
    """
    tokens = _READER.parse(text, {"numbers": dict(numbers)})
    opened: list[str] = []
    row: list[Said] = []
    for token in tokens:
        if token.nesting:
            opened = [*opened, token.type] if token.nesting > 0 else opened[:-1]
        if token.type == "tr_close":
            yield Paragraph(tuple(row), "bullet")
            row = []
        elif token.type in {"code_block", "fence"}:
            yield Paragraph((Said(token.content.strip("\n"), lang),))
        elif token.type == "inline":
            parts = tuple(_said(token.children or (), lang))
            if "tr_open" in opened:
                row += [Said("–", lang), *parts] if row else parts
            elif "heading_open" in opened:
                yield Heading(" ".join(part.text for part in parts), level)
            else:
                yield Paragraph(parts, "bullet" if "list_item_open" in opened else "body")


def _said(tokens: Iterable[Token], lang: str) -> Iterator[Said]:
    """Cut a line of text after each group of citations; the address of a link stands behind its words."""
    text, notes, address = "", [], ""
    for token in tokens:
        if token.type == "citation":
            notes.append(token.meta["number"])
            continue
        piece = _BREAKS.get(token.type, token.content)
        if token.type == "link_open":
            address = str(token.attrs["href"])
        elif token.type == "link_close" and address not in text:
            piece = f" <{address}>"
        if notes and piece:
            yield Said(text.strip(), lang, notes=tuple(notes))
            text, notes = "", []
        text += piece
    if text.strip() or notes:
        yield Said(text.strip(), lang, notes=tuple(notes))
