"""A general adapter for RSS and Atom feeds: an entry leads to its page, which is read as any page is."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import feedparser

from corpus.fetching.ledger import Link
from corpus.sources import document
from corpus.sources.model import Fault, Page, Reading, Source


def start(source: Source, since: str) -> Iterable[Link]:
    """See `Adapter.start`."""
    return [Link(address, "list") for address in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`."""
    if page.kind != "list":
        return document.read(source, page)
    # A stream, because the library would take a text for an address or a file name and open it.
    feed = feedparser.parse(io.BytesIO(page.body), response_headers={"content-type": page.media_type})
    if not feed.get("version"):
        raise Fault(f"{page.address} is neither RSS nor Atom")
    if not feed.entries and feed.bozo:
        raise Fault(f"{page.address}: a damaged feed: {feed.bozo_exception}")
    return Reading(links=tuple(_link(entry, page) for entry in feed.entries))


def _link(entry: Any, page: Page) -> Link:
    if not str(entry.get("link", "")).startswith(("http://", "https://")) or not entry.get("title"):
        raise Fault(f"{page.address}: an entry without a title or a web address")
    told = {"title": " ".join(entry.title.split())}
    if moment := entry.get("published_parsed") or entry.get("updated_parsed"):
        told["published"] = f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"
    return Link(entry.link, "record", told)
