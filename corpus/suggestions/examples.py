"""The practices of the base as documents, from which the suggestions learn what a code reads like."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.extraction.model import Block, BlockKind, Extracted, MediaType
from kb.model import SECTIONS, Practice
from kb.practice_file import CITATION
from kb.sections import section_name
from kb.text import LocalText

_MARKS = re.compile(r"[*_`]+|^\s*(?:[-*+]|\d+\.)\s+|^>\s*", re.MULTILINE)
_DETAILS = LocalText(en="Details", id="Rincian")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


PARTS = ("summary", *SECTIONS, "rows")


def as_document(practice: Practice, lang: str, parts: Collection[str] = PARTS) -> Extracted:
    """Return what a practice says in one language as if it had been read, without its codes.

    `parts` are the summary with the title, sections, and the texts of the comparison's rows. Sections are written in
    English only, so that a practice in Indonesian is its title, its summary and its rows.
    """
    title = practice.title.get(lang)
    blocks: list[Block] = []
    if "summary" in parts:
        blocks += [_heading(title, 1), _paragraph(practice.summary.get(lang))]
    for section, markdown in practice.sections.items():
        if lang == "en" and section in parts:
            blocks += [_heading(section_name(section, lang), 2), *map(_paragraph, _paragraphs(markdown))]
    if "rows" in parts:
        texts = [fact.text.get(lang) for fact in practice.facts.values() if fact.text]
        blocks += [_heading(_DETAILS.get(lang), 2), *map(_paragraph, texts)]
    return Extracted(media_type=MediaType.TEXT, title=title, language=lang, blocks=tuple(blocks))


def _heading(text: str, level: int) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, level=level)


def _paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text)


def _paragraphs(markdown: str) -> list[str]:
    plain = _LINK.sub(r"\1", re.sub(rf"\s*{CITATION}", "", markdown))
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", plain)
    return [text for part in parts if (text := " ".join(_MARKS.sub("", part).split()).lstrip("# "))]
