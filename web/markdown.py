"""Markdown of a practice's body as HTML: no raw HTML, no images, safe links only, citations as links to the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import escape

from kb.markdown import reader


def render(text: str, numbers: Mapping[str, int], page: str = "") -> str:
    """Return HTML; `numbers` gives the number of each source id. What is no source id stays as written.

    `page` is the address of the page that lists the sources, empty for the page on which the text itself stands.
    """
    return str(_markdown.render(text, {"numbers": numbers, "page": page}))


def _build() -> MarkdownIt:
    markdown = reader()
    markdown.add_render_rule("citation", _render_citation)
    return markdown


def _render_citation(self: object, tokens: Sequence[Token], index: int, options: object, env: Mapping[str, str]) -> str:
    meta = tokens[index].meta
    return f'<sup class="cite"><a href="{escape(env["page"])}#source-{meta["source"]}">{meta["number"]}</a></sup>'


_markdown = _build()
