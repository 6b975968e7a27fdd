"""Initiatives and court decisions: a description, and a list of labels with values."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from corpus.fetching.ledger import Link
from corpus.sources import html
from corpus.sources.listed import LIST, RECORD
from corpus.sources.model import Candidate, FieldName, Page, Read, Reading, Source

RECORD_ADDRESS = re.compile(r"/platformeconomydb/[^/?#]+-\d+$")
LABELS: dict[str, FieldName] = {
    "Country": "country",
    "Countries": "country",
    "Geographical scope": "country",
    "Year": "year",
    "Start date": "year",
    "Type of initiative": "type",
    "Keywords": "topic",
    "Organisations": "institution",
    "Source": "document",
}
IGNORED = {
    "Actors",
    "Actors involved",
    "Sector",
    "Sectors",
    "Platforms",
    "Companies",
    "Language",
    "Coverage",
    "Status",
    "End date",
}


def start(source: Source, since: str) -> list[Link]:
    """See `Adapter.start`."""
    return [Link(address, LIST) for address in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`."""
    soup = html.parsed(page)
    if page.kind == RECORD:
        return Reading(candidates=(_record(soup, page),))
    found = html.links(html.some(soup, "main a[href*='/platformeconomydb/']", page), page, RECORD)
    records = [link for link in found if RECORD_ADDRESS.search(link.address)]
    following = html.links(soup.select("a[rel='next']")[:1], page, LIST)
    return Reading(links=(*records, *following))


def _record(soup: BeautifulSoup, page: Page) -> Candidate:
    main = html.only(soup, "main", page)
    title = html.read(html.only(main, "h1", page), "h1")
    description = html.read(html.only(main, ".description", page), ".description")
    labels = html.labelled(main, page, LABELS, IGNORED, field="dl > div", label="dt", item="dd")
    fields: dict[FieldName, tuple[Read, ...]] = {"title": (title,), "summary": (description,), **labels}
    return html.candidate(page, fields, html.digest_of(main))
