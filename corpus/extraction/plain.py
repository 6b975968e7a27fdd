"""Reads plain text: paragraphs parted by empty lines."""

from __future__ import annotations

import re

from corpus.extraction.blocks import clean, cleaned_lines, limited
from corpus.extraction.languages import language_of
from corpus.extraction.model import Block, BlockKind, Extracted, MediaType, text_of
from corpus.extraction.web_page import decoded

MAX_TITLE = 200  # characters; a longer first line is no title


def read(content: bytes, declared: str | None) -> Extracted:
    """Return the paragraphs of a text; its first line is its title if it stands alone."""
    parts = [part for part in re.split(r"\n\s*\n", cleaned_lines(decoded(content, declared))) if part.strip()]
    blocks, cut = limited(Block(kind=BlockKind.PARAGRAPH, text=clean(part)) for part in parts)
    first = parts[0] if parts else ""
    title = clean(first) if len(first) <= MAX_TITLE and "\n" not in first and len(parts) > 1 else ""
    return Extracted(
        media_type=MediaType.TEXT, title=title, language=language_of(text_of(blocks)), blocks=blocks, notes=cut
    )
