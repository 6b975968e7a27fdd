"""The hub on platform workers leads to articles, each with a title and a body."""

from __future__ import annotations

from bs4 import BeautifulSoup

from corpus.fetching.ledger import Link
from corpus.sources import html
from corpus.sources.listed import LIST, RECORD
from corpus.sources.model import Candidate, FieldName, Page, Read, Reading, Source

ARTICLES = "main a[href*='/analysis/'], main a[href*='/news/']"
HUB_PAGES = "main a[href*='/platform-workers/']"


def start(source: Source, since: str) -> list[Link]:
    """See `Adapter.start`."""
    return [Link(address, LIST) for address in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`."""
    soup = html.parsed(page)
    if page.kind == RECORD:
        return Reading(candidates=(_article(soup, page),))
    articles = html.links(html.some(soup, ARTICLES, page), page, RECORD)
    return Reading(links=(*articles, *html.links(soup.select(HUB_PAGES), page, LIST)))


def _article(soup: BeautifulSoup, page: Page) -> Candidate:
    article = html.only(soup, "article", page)
    paragraphs = html.some(article, ".field--name-body p", page)
    fields: dict[FieldName, tuple[Read, ...]] = {
        "title": (html.read(html.only(soup, "h1", page), "h1"),),
        "summary": (html.read(paragraphs[0], ".field--name-body p"),),
    }
    if (time := article.select_one("time[datetime]")) is not None:
        fields["published"] = (Read(value=html.iso_day(str(time["datetime"]), page), where="time[datetime]"),)
    return html.candidate(page, fields, html.digest_of(article))
