"""Publications: a date in words, an abstract, and the file."""

from __future__ import annotations

from bs4 import BeautifulSoup

from corpus.sources import html
from corpus.sources.listed import ListedPages, Listing
from corpus.sources.model import Candidate, FieldName, Page, Read, Source


def _record(soup: BeautifulSoup, page: Page, source: Source) -> Candidate:
    article = html.only(soup, "article", page)
    day = html.text_of(html.only(article, "time, .field--name-field-date", page))
    abstract = html.some(article, ".field--name-body p", page)[0]
    fields: dict[FieldName, tuple[Read, ...]] = {
        "title": (html.read(html.only(soup, "h1", page), "h1"),),
        "published": (Read(value=html.iso_day(day, page), where="time"),),
        "summary": (html.read(abstract, ".field--name-body p"),),
    }
    if files := html.links(article.select("a[href$='.pdf']"), page, "file"):
        fields["document"] = tuple(Read(value=link.address, where="a[href$='.pdf']") for link in files)
    return html.candidate(page, fields, html.digest_of(article))


_pages = ListedPages(Listing(row=".views-row", link="h3 a, h2 a", none=".view-empty"), _record)
start, read = _pages.start, _pages.read
