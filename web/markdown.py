"""Markdown of a practice's body as HTML: no raw HTML, no images, safe links only, citations as links to the sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import escape

from kb.practice_file import CITATION

_CITATION = re.compile(CITATION)


def render(text: str, numbers: Mapping[str, int], page: str = "") -> str:
    """Return HTML; `numbers` gives the number of each source id. What is no source id stays as written.

    `page` is the address of the page that lists the sources, empty for the page on which the text itself stands.
    """
    return str(_markdown.render(text, {"numbers": numbers, "page": page}))


def _citation(state: StateInline, silent: bool) -> bool:
    """Turn `[^s1]` into a raised number that links to the source."""
    match = _CITATION.match(state.src, state.pos)
    number = state.env["numbers"].get(match[1]) if match else None
    if match is None or number is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"source": match[1], "number": number, "page": state.env["page"]}
    state.pos = match.end()
    return True


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.inline.ruler.before("link", "citation", _citation)
    markdown.add_render_rule("citation", _render_citation)
    return markdown


def _render_citation(self: object, tokens: Sequence[Token], index: int, options: object, env: object) -> str:
    meta = tokens[index].meta
    return f'<sup class="cite"><a href="{escape(meta["page"])}#source-{meta["source"]}">{meta["number"]}</a></sup>'


_markdown = _build()
