"""Cards of good practices: institution, country, years, topics and summary; the full text is for members."""

from __future__ import annotations

from bs4 import BeautifulSoup

from corpus.sources import html
from corpus.sources.listed import ListedPages, Listing
from corpus.sources.model import Candidate, FieldName, Page, Source

LABELS: dict[str, FieldName] = {
    "Institution": "institution",
    "Country": "country",
    "Summary": "summary",
    "Topics": "topic",
    "Topic": "topic",
    "Implementation year": "year",
}
IGNORED = {"Region", "Award year", "Award", "Language", "Full text", "Related guidelines", "Contact"}


def _record(soup: BeautifulSoup, page: Page, source: Source) -> Candidate:
    article = html.only(soup, "article", page)
    fields = html.labelled(article, page, LABELS, IGNORED)
    title = html.read(html.only(soup, "h1", page), "h1")
    return html.candidate(page, {"title": (title,), **fields}, html.digest_of(article))


_pages = ListedPages(Listing(row=".views-row", link="h3 a[href*='/gp/']", none=".view-empty"), _record)
start, read = _pages.start, _pages.read
