"""Cuts the text of a document into sentences, and into pieces that an encoder reads well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.extraction.model import Block, BlockKind

PIECE_WORDS = 120  # as a passage of the index
MAX_PIECES = 200  # of a document; what follows in a long report is seldom about something else

# A full stop ends a sentence before a space and a capital, not after an initial or an abbreviation, nor in a number.
_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:No|Nr|Dr|Mr|St|vs|cf|Rp|Rs)\.)(?<!\b(?:Art|art|nos|Nos|Pub|Sec)\.)"
    r"(?:[\"”’)\]]*)\s+(?=[\"“‘(\[]*[^\W\d_a-z]|[\"“‘(\[]*\d)"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document; `page` is None where the format has none, `heading` tells a title from a statement."""

    text: str
    page: int | None = None
    heading: bool = False


@dataclass(frozen=True)
class Piece:
    """Sentences that follow each other, some 120 words of them."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """What the encoder reads."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def text_hash(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def sentences(blocks: Iterable[Block]) -> Iterator[Sentence]:
    """Yield the sentences of a document in their order; a row of a table counts as one."""
    for block in blocks:
        parts = block.text.split("\n") if block.kind is BlockKind.TABLE else split(block.text)
        for part in parts:
            if part.strip():
                yield Sentence(part.replace("\t", " · ").strip(), block.page, block.kind is BlockKind.HEADING)


def split(text: str) -> list[str]:
    """Return the sentences of a text."""
    starts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(starts) if text[start:end].strip()]


def pieces(told: Sequence[Sentence]) -> list[Piece]:
    """Return sentences in pieces of at most `PIECE_WORDS` words; a longer sentence is a piece of its own."""
    made: list[Piece] = []
    waiting: list[Sentence] = []
    words = 0
    for sentence in told:
        length = len(sentence.text.split())
        if waiting and (words + length > PIECE_WORDS or (sentence.heading and not waiting[-1].heading)):
            made.append(Piece(tuple(waiting)))
            waiting, words = [], 0
        waiting.append(sentence)
        words += length
    if waiting:
        made.append(Piece(tuple(waiting)))
    return made[:MAX_PIECES]
