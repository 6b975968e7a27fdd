"""Reads a PDF by pdfplumber: paragraphs and headings with their pages, tables, and what has no text layer."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.layout import LAParams, LTChar, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from corpus.extraction.blocks import clean, limited, table
from corpus.extraction.languages import language_of
from corpus.extraction.model import Block, BlockKind, Extracted, ExtractionError, MediaType, Published, text_of
from corpus.extraction.page_metadata import partial_date
from kb.messages import Message

MAX_PAGES = 300
MAX_SECONDS = 60  # of reading pages; what is read by then is kept
MAX_LINES = 2_000  # of a page on which tables are looked for; drawings have more
LARGER = 1.12  # a heading's letters by those of the text
EDGE = 0.1  # share of the page's height at top and bottom in which running heads and feet stand
FURNITURE = 0.4  # share of the pages on which a line there is one of them
SHORT = 15  # letters of a page that has no text layer, but perhaps a page number

_BULLET = re.compile(r"^(?:[•●▪◦‣–-]|\(?[a-z\d]{1,2}[.)])\s+", re.I)


@dataclass
class _Box:
    """A box of text on a page; `size` in points, `at_edge` where running heads and feet stand."""

    page: int
    lines: list[str]
    size: float
    bold: bool
    at_edge: bool
    letters: int = 0


@dataclass
class _Content:
    boxes: list[_Box | Block] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    read: int = 0


def read(content: bytes) -> Extracted:
    """Return the text of a PDF, page by page."""
    try:
        with pdfplumber.open(io.BytesIO(content), laparams=LAParams().__dict__) as file:
            pages, said = len(file.pages), dict(file.metadata)
            found = _content(file)
    except PdfminerException as error:
        if any(isinstance(part, PDFPasswordIncorrect) for part in error.args):
            raise ExtractionError(Message("The PDF is protected by a password; save it without one.")) from error
        raise
    if not pages:
        raise ExtractionError(Message("The PDF has no pages."))
    if len(found.unreadable) == found.read:
        raise ExtractionError(Message("No page of the PDF can be read; open it in a PDF reader and save it again."))
    blocks, cut = limited(_blocks(found))
    title = _title(said, blocks)
    day = partial_date(re.sub(r"^D:(\d{4})(\d{2})(\d{2}).*", r"\1-\2-\3", str(said.get("CreationDate", ""))))
    return Extracted(
        media_type=MediaType.PDF,
        title=title,
        published=Published(date=day, read_in="date on which the PDF was made") if day else None,
        language=language_of(text_of(blocks)),
        blocks=blocks,
        notes=(*_notes(found, pages), *cut),
    )


def _content(file: Any) -> _Content:
    found = _Content()
    started = time.monotonic()
    for number, page in enumerate(file.pages[:MAX_PAGES], start=1):
        if time.monotonic() - started > MAX_SECONDS:
            break
        try:
            on_page = list(_page(page, number))
        except (MemoryError, RecursionError):
            raise
        except Exception:  # noqa: BLE001 - one broken page must not cost the others
            found.unreadable.append(number)
            on_page = []
        else:
            letters = sum(box.letters if isinstance(box, _Box) else len(box.text) for box in on_page)
            if letters < SHORT and page.images:
                found.without_text.append(number)
        found.boxes += on_page
        found.read = number
        page.close()
    return found


def _page(page: Any, number: int) -> Iterator[_Box | Block]:
    """Yield the boxes of a page in reading order (pdfminer's layout analysis), with tables in their place."""
    few = len(page.lines) + len(page.rects) <= MAX_LINES
    tables = [found for found in page.find_tables() if len(found.rows) > 1 and len(found.columns) > 1] if few else []
    waiting = dict(enumerate(tables))
    for element in page.layout:
        if not isinstance(element, LTTextBox):
            continue
        middle = ((element.x0 + element.x1) / 2, page.height - (element.y0 + element.y1) / 2)
        inside = next((at for at, found in enumerate(tables) if _within(middle, found.bbox)), None)
        if inside is None:
            yield _box(element, number, not EDGE < middle[1] / page.height < 1 - EDGE)
        elif inside in waiting:
            rows = [[cell or "" for cell in row] for row in waiting.pop(inside).extract()]
            if made := table(rows, number):
                yield made


def _within(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    (x, y), (left, top, right, bottom) = point, box
    return left <= x <= right and top <= y <= bottom


def _box(element: Any, number: int, at_edge: bool) -> _Box:
    lines = [line for line in element if isinstance(line, LTTextLine)]
    chars = [char for line in lines for char in line if isinstance(char, LTChar)]
    sizes = Counter(round(char.size * 2) / 2 for char in chars)
    bold = sum(bool(re.search("bold|black|heavy", char.fontname, re.I)) for char in chars)
    return _Box(
        page=number,
        lines=[text for line in lines if (text := clean(line.get_text()))],
        size=sizes.most_common(1)[0][0] if sizes else 0.0,
        bold=bool(chars) and bold > len(chars) * 0.9,
        at_edge=at_edge,
        letters=sum(char.get_text().isalpha() for char in chars),
    )


def _blocks(found: _Content) -> Iterator[Block]:
    furniture = _furniture(found)
    sizes = Counter[float]()
    for box in found.boxes:
        if isinstance(box, _Box):
            sizes[box.size] += box.letters
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({size for size in sizes if size >= body * LARGER}, reverse=True)
    for box in found.boxes:
        if isinstance(box, Block):
            yield box
            continue
        text = joined([line for line in box.lines if _shape(line) not in furniture])
        if not text:
            continue
        if _is_heading(box, text, body):
            level = larger.index(box.size) + 1 if box.size in larger else len(larger) + 1
            yield Block(kind=BlockKind.HEADING, text=text, level=min(level, 6), page=box.page)
        else:
            kind = BlockKind.LIST_ITEM if _BULLET.match(text) else BlockKind.PARAGRAPH
            yield Block(kind=kind, text=_BULLET.sub("", text) if kind is BlockKind.LIST_ITEM else text, page=box.page)


def _is_heading(box: _Box, text: str, body: float) -> bool:
    short = len(text) <= 200 and len(box.lines) <= 3 and any(char.isalpha() for char in text)
    return short and (box.size >= body * LARGER or (box.bold and not text.endswith((".", ";", ","))))


def _furniture(found: _Content) -> frozenset[str]:
    """Return the running heads and feet: lines at the edge of many pages, whatever numbers are in them."""
    counted = Counter[str]()
    pages: dict[int, set[str]] = {}
    for box in found.boxes:
        if isinstance(box, _Box) and box.at_edge:
            pages.setdefault(box.page, set()).update(map(_shape, box.lines))
    for shapes in pages.values():
        counted.update(shapes)
    return frozenset(shape for shape, times in counted.items() if times >= max(3, found.read * FURNITURE))


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def joined(lines: Sequence[str]) -> str:
    """Return lines as one text; a word divided at the end of a line is put together again."""
    text = ""
    for line in lines:
        if re.search(r"[^\W\d_]-$", text) and re.match(r"[^\W\d_]", line) and line[0].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}".strip()
    return text


def _title(said: dict[str, Any], blocks: Sequence[Block]) -> str:
    """Return the title: the highest heading of the first pages, or what the file declares if that is no file name."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and (block.page or 1) <= 2]
    if headings:
        return min(headings, key=lambda block: block.level).text
    declared = clean(str(said.get("Title") or ""))
    return "" if re.search(r"\.(?:docx?|pdf|indd|pptx?)\b|^(?:untitled|microsoft word)", declared, re.I) else declared


def _notes(found: _Content, pages: int) -> Iterator[str]:
    if found.read < pages:
        yield Message(
            "Cut after %(read)s of %(pages)s pages: the PDF is too long to be read whole.", read=found.read, pages=pages
        )
    if found.without_text:
        where = "" if len(found.without_text) == found.read else _on(found.without_text)
        yield Message("Scanned: no text layer%(where)s; have the text recognised (OCR) and give that PDF.", where=where)
    if found.unreadable:
        yield Message("Damaged and left out: page %(pages)s.", pages=_ranges(found.unreadable))


def _on(pages: Sequence[int]) -> str:
    return Message(" on page %(pages)s", pages=_ranges(pages))


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in words: 1–3, 7."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in spans)
