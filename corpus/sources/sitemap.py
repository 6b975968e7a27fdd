"""A general adapter for sitemaps (sitemaps.org): addresses that match `options.include` are read as any page is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from corpus.fetching.archive import decompressed
from corpus.fetching.ledger import Link
from corpus.sources import document
from corpus.sources.model import Fault, Page, Reading, Source

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def start(source: Source, since: str) -> Iterable[Link]:
    """See `Adapter.start`; `since` goes with each link, so that older pages are left out."""
    return [Link(address, "list", {"since": since}) for address in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`."""
    if page.kind != "list":
        return document.read(source, page)
    root = _root(page)
    since = (page.told or {}).get("since", "")
    if root.tag == f"{NAMESPACE}sitemapindex":
        return Reading(links=tuple(Link(at, "list", {"since": since}) for at, _ in _entries(root, "sitemap", page)))
    if root.tag != f"{NAMESPACE}urlset":
        raise Fault(f"{page.address}: <{root.tag}> is no sitemap")
    include = re.compile(str(source.options.get("include", "")))
    entries = [(at, changed) for at, changed in _entries(root, "url", page) if include.search(at)]
    return Reading(links=tuple(Link(at) for at, changed in entries if not changed or changed[:10] >= since))


def _root(page: Page) -> Element:
    try:
        body = decompressed(page.body, "gzip") if page.body[:2] == b"\x1f\x8b" else page.body
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, zlib.error) as error:
        raise Fault(f"{page.address} is no sound XML: {error!r}") from None
    return root


def _entries(root: Element, name: str, page: Page) -> list[tuple[str, str]]:
    """Return (address, day of the last change or empty)."""
    found = [
        (node.findtext(f"{NAMESPACE}loc", "").strip(), node.findtext(f"{NAMESPACE}lastmod", "").strip())
        for node in root.findall(f"{NAMESPACE}{name}")
    ]
    if not all(at.startswith(("http://", "https://")) for at, _ in found):
        raise Fault(f"{page.address}: an entry without a web address")
    return found
