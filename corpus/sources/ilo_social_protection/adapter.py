"""Thematic modules lead to resources: pages that are read as any page is, and PDFs."""

from __future__ import annotations

from corpus.fetching.ledger import Link
from corpus.sources import document, html
from corpus.sources.listed import LIST, RECORD
from corpus.sources.model import Page, Reading, Source

RESOURCES = ", ".join(
    f"a[href*='{name}.action']"
    for name in ("ShowRessource", "RessourcePDF", "ShowRessourceDownload", "ShowCountryProfile")
)


def start(source: Source, since: str) -> list[Link]:
    """See `Adapter.start`."""
    return [Link(address, LIST) for address in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`."""
    if page.kind == RECORD:
        return document.read(source, page)
    nodes = html.some(html.parsed(page), RESOURCES, page)
    told = {link.address: {"title": html.text_of(node)} for node in nodes for link in html.links([node], page, RECORD)}
    return Reading(links=tuple(Link(address, RECORD, title) for address, title in told.items()))
