"""Publications: a description, and labels with values."""

from __future__ import annotations

from bs4 import BeautifulSoup

from corpus.sources import html
from corpus.sources.listed import ListedPages, Listing
from corpus.sources.model import Candidate, FieldName, Page, Source

LABELS: dict[str, FieldName] = {
    "Authors": "institution",
    "Author": "institution",
    "Publisher": "publisher",
    "Country": "country",
    "Countries": "country",
    "Publication date": "published",
    "Year": "year",
    "Language": "language",
    "Topics": "topic",
    "Keywords": "topic",
    "Description": "summary",
    "Type of publication": "type",
}
IGNORED = {"Region", "Regions", "Pages", "Isbn", "ISBN", "Citation", "Cross-cutting areas", "Rating"}


def _record(soup: BeautifulSoup, page: Page, source: Source) -> Candidate:
    article = html.only(soup, "article", page)
    fields = html.labelled(article, page, LABELS, IGNORED)
    fields["title"] = (html.read(html.only(soup, "h1", page), "h1"),)
    return html.candidate(page, fields, html.digest_of(article))


_pages = ListedPages(Listing(row=".views-row", link="h3 a, h2 a", none=".view-empty"), _record)
start, read = _pages.start, _pages.read
