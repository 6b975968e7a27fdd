"""The Markdown of a practice's body: CommonMark with tables and citations, without raw HTML and images."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kb.practice_file import CITATION

_CITATION = re.compile(CITATION)


def reader() -> MarkdownIt:
    """Return a parser whose environment is `{"numbers": {source id: number}}`.

    `[^s1]` gives a token `citation` with `meta` {"source", "number"}; what is no source id stays as written.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.inline.ruler.before("link", "citation", _citation)
    return markdown


def _citation(state: StateInline, silent: bool) -> bool:
    match = _CITATION.match(state.src, state.pos)
    number = state.env["numbers"].get(match[1]) if match else None
    if match is None or number is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"source": match[1], "number": number}
    state.pos = match.end()
    return True
