"""Reads a web page: its main text by trafilatura, without menus and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import trafilatura
from bs4.dammit import UnicodeDammit
from lxml import etree, html

from corpus.extraction.blocks import clean, limited, table
from corpus.extraction.languages import language_of
from corpus.extraction.model import Block, BlockKind, Extracted, ExtractionError, MediaType, text_of
from corpus.extraction.page_metadata import PageMetadata, read_metadata
from kb.messages import Message

MAX_DEPTH = 400  # elements within each other; pages have some dozens
_NOTHING = Message("The page has no text: it may be empty, need a login, or be drawn by scripts in the browser.")
_ALL = Message("No main text was found; everything that stands on the page was taken.")


def read(content: bytes, declared: str | None, url: str) -> Extracted:
    """Return what stands on a web page. `declared` is its media type as sent, `url` its address."""
    page = decoded(content, declared)
    tree = _parsed(page)
    said = read_metadata(tree, url)
    notes: tuple[str, ...] = ()
    found, main = _main_text(page, url)
    if not main:
        main, notes = tuple(_everything(tree)), (_ALL,)
    if not main:
        raise ExtractionError(_NOTHING)
    blocks, cut = limited(main)
    said = said.completed(found, page, url)
    return Extracted(
        media_type=MediaType.HTML,
        title=said.title,
        publisher=said.publisher,
        published=said.published,
        language=language_of(text_of(blocks), said.language),
        licence=said.licence,
        blocks=blocks,
        notes=(*notes, *cut),
    )


def decoded(content: bytes, declared: str | None) -> str:
    """Return the page as text, by its byte order mark, the encoding sent with it, the one it declares, or a guess.

    That is the order of the HTML standard (WHATWG, §13.2.3.2).
    """
    _, _, charset = (declared or "").lower().partition("charset=")
    sent = charset.partition(";")[0].strip("\"' ")
    text = UnicodeDammit(content, known_definite_encodings=[sent] if sent else [], is_html=True).unicode_markup
    return text if text is not None else content.decode("utf-8", "replace")


def _parsed(page: str) -> Any:
    """Return the tree of a page; libxml2 itself stops at elements 256 deep, and at very long texts."""
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ExtractionError(_NOTHING) from error
    for comment in tree.iter(etree.Comment, etree.ProcessingInstruction):
        comment.text = ""
    return tree


def _main_text(page: str, url: str) -> tuple[PageMetadata, tuple[Block, ...]]:
    """Return what trafilatura takes for the article, with its metadata."""
    try:
        found: Any = trafilatura.bare_extraction(page, url=url or None, include_comments=False, with_metadata=True)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - whatever the library raises on a broken page, the page has a text
        found = None
    if found is None:
        return PageMetadata(), ()
    said = PageMetadata(
        title=clean(found.title or ""), publisher=clean(found.sitename or ""), licence=clean(found.license or "")
    )
    return said, tuple(_blocks(found.body)) if found.body is not None else ()


def _blocks(body: Any) -> Iterator[Block]:
    """Yield the blocks of trafilatura's own tree (its elements are those of TEI)."""
    for element in body:
        match element.tag:
            case "head":
                level = int(element.get("rend", "h2")[1:] or 2) if element.get("rend", "h2")[1:].isdigit() else 2
                yield from _block(BlockKind.HEADING, _said(element), level=min(max(level, 1), 6))
            case "list":
                yield from _items(element)
            case "table":
                rows = [[_said(cell) for cell in row.iter("cell")] for row in element.iter("row")]
                if made := table(rows):
                    yield made
            case "quote" | "div" if len(element) and not (element.text or "").strip():
                yield from _blocks(element)
            case _:
                yield from _block(BlockKind.PARAGRAPH, _said(element))
        yield from _block(BlockKind.PARAGRAPH, element.tail or "")


def _items(element: Any) -> Iterator[Block]:
    """Yield a block for each item of a list; those of a list within an item follow it."""
    for item in element.iter("item"):
        yield from _block(BlockKind.LIST_ITEM, _said(item, without="list"))


def _said(element: Any, without: str = "") -> str:
    """Return the text of an element, parted where an element within it begins a line."""
    parts = [element.text or ""]
    for child in element:
        if child.tag != without:
            line = child.tag in {"lb", "p", "head", "list", "item", "quote", "row", "cell"}
            parts.append(f"{' ' if line else ''}{_said(child, without)}{' ' if line else ''}")
        parts.append(child.tail or "")
    return "".join(parts)


def _block(kind: BlockKind, text: str, level: int = 0) -> Iterator[Block]:
    if text := clean(text):
        yield Block(kind=kind, text=text, level=level)


def _everything(tree: Any) -> Iterator[Block]:
    """Yield all that a reader sees on the page."""
    for element in tree.xpath("//script | //style | //noscript | //template | //svg"):
        element.drop_tree()
    body = tree.find("body")
    for line in ("" if body is None else body.text_content()).split("\n"):
        yield from _block(BlockKind.PARAGRAPH, line)
