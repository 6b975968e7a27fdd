"""Markdown of a practice's body as HTML: no raw HTML, no images, safe links only, citations as links to the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.markdown import reader


def render(text: str, numbers: Mapping[str, int]) -> str:
    """Return HTML; `numbers` gives the number of each source id. What is no source id stays as written."""
    return str(_markdown.render(text, {"numbers": numbers}))


def _build() -> MarkdownIt:
    markdown = reader()
    markdown.add_render_rule("citation", _render_citation)
    return markdown


def _render_citation(self: object, tokens: Sequence[Token], index: int, options: object, env: object) -> str:
    meta = tokens[index].meta
    return f'<sup class="cite"><a href="#source-{meta["source"]}">{meta["number"]}</a></sup>'


_markdown = _build()
