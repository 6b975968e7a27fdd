"""What is read from a document: its text in blocks, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from kb.errors import KbError
from kb.messages import PackedMessage
from kb.model import PartialDate


class ExtractionError(KbError):
    """The document cannot be read; the message says why, in a sentence for the person who gave it."""


class MediaType(StrEnum):
    """The media types that are read, each recognised by content."""

    HTML = "text/html"
    TEXT = "text/plain"
    CSV = "text/csv"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BlockKind(StrEnum):
    """What a block of text is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE = "table"


class Block(BaseModel):
    """A stretch of text that stands by itself; a list has one block for each item.

    `level` is that of a heading, 1 the highest, and 0 for all else. `page` counts from 1 and is None where a format
    has no pages. A table has its cells in `rows`, and in `text` a line for each row with cells parted by tabs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: BlockKind
    text: str
    level: int = Field(0, ge=0, le=6)
    page: int | None = Field(None, ge=1)
    rows: tuple[tuple[str, ...], ...] = ()


class Published(BaseModel):
    """The date that a document says it was published: YYYY, YYYY-MM or YYYY-MM-DD, and where it says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: PartialDate
    read_in: str


class Extracted(BaseModel):
    """A document as read. Texts are empty and dates None where the document does not say.

    `media_type` is found by content, whatever name or header came with it. `language` is an ISO 639-1 code. `notes`
    are sentences on what could not be read. `sections` are the parts of a known template (a practice's fields and
    sections) by its names, `records` the rows of a spreadsheet made from our template by column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    media_type: MediaType
    title: str = ""
    publisher: str = ""
    published: Published | None = None
    language: str = ""
    licence: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[PackedMessage, ...] = ()
    sections: dict[str, str] = Field(default_factory=dict)
    records: tuple[dict[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The plain text: blocks parted by empty lines."""
        return text_of(self.blocks)


def text_of(blocks: Sequence[Block]) -> str:
    """Return the plain text of blocks, parted by empty lines."""
    return "\n\n".join(block.text for block in blocks)
