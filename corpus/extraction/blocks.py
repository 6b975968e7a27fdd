"""Makes blocks of a text: clean, and never more of it than is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from corpus.extraction.model import Block, BlockKind
from kb.messages import Message

MAX_CHARACTERS = 2_000_000  # of text; a book has about one million
MAX_BLOCKS = 50_000

# Control characters, halves of characters and what is not assigned: neither files nor databases hold them well.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]|\u00ad")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """Return the text on one line: composed (Unicode NFC), without control characters, spaces folded."""
    return " ".join(cleaned_lines(text).split())


def cleaned_lines(text: str) -> str:
    """Return the text composed (Unicode NFC), without control characters, spaces folded and line breaks kept."""
    unbroken = re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    folded = _SPACES.sub(" ", _UNPRINTABLE.sub("", unicodedata.normalize("NFC", unbroken)))
    return "\n".join(line.strip() for line in folded.split("\n")).strip()


def table(rows: Iterable[Sequence[str]], page: int | None = None) -> Block | None:
    """Return a table of the rows in which a cell says something; None if there is no such row."""
    kept = tuple(tuple(clean(cell) for cell in row) for row in rows)
    kept = tuple(row for row in kept if any(row))
    text = "\n".join("\t".join(row).rstrip("\t") for row in kept)
    return Block(kind=BlockKind.TABLE, text=text, rows=kept, page=page) if kept else None


def limited(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks up to the limits, and notes that say so when there were more."""
    kept: list[Block] = []
    characters = 0
    for block in blocks:
        characters += len(block.text)
        if characters > MAX_CHARACTERS or len(kept) == MAX_BLOCKS:
            cut = Message("Cut after %(n)s paragraphs: the document is too long to be read whole.", n=len(kept))
            return tuple(kept), (cut,)
        kept.append(block)
    return tuple(kept), ()
