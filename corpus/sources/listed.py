"""An adapter for sites that list their records over pages and show each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup

from corpus.fetching.ledger import Link
from corpus.sources import html
from corpus.sources.model import Candidate, Fault, Page, Reading, Source

LIST, RECORD = "list", "record"


@dataclass(frozen=True)
class Listing:
    """A list: each `row` holds one `link` to a record; `next` leads on; `none` is shown where a list has no row."""

    row: str
    link: str
    next: str = "li.pager__item--next a"
    none: str | None = None

    def read(self, page: Page) -> Reading:
        """Return the links of a list; raise `Fault` when it has no rows and does not say that it is empty."""
        soup = html.parsed(page)
        if self.none and soup.select_one(self.none):
            return Reading()
        rows = html.some(soup, self.row, page)
        records = [link for row in rows for link in html.links([html.only(row, self.link, page)], page, RECORD)]
        if len(records) != len(rows):
            raise Fault(f"{page.address}: {len(rows)} rows, {len(records)} links")
        following = html.links(soup.select(self.next)[:1], page, LIST)
        return Reading(links=(*records, *following))


@dataclass(frozen=True)
class ListedPages:
    """Lists by one `Listing`, records by a function of the parsed page."""

    listing: Listing
    record: Callable[[BeautifulSoup, Page, Source], Candidate]

    def start(self, source: Source, since: str) -> Iterable[Link]:
        """See `Adapter.start`: lists are short, so a run always reads all of them."""
        return [Link(address, LIST) for address in source.start]

    def read(self, source: Source, page: Page) -> Reading:
        """See `Adapter.read`."""
        if page.kind == LIST:
            return self.listing.read(page)
        return Reading(candidates=(self.record(html.parsed(page), page, source),))
