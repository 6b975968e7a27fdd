"""Feeds as documents of the Atom Syndication Format (RFC 4287)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01T00:00:00+00:00"  # a feed must have a date, also before anything was published
_IDS = uuid.UUID("6d0e2b52-9c3f-4c55-8d1b-0f6f3a1c7e94")  # never changes: ids of entries are made in it
_NOT_IN_XML = re.compile(  # XML 1.0, production 2, and the control characters that it discourages
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True)
class Entry:
    """An entry. `updated` is RFC 3339; `categories` are pairs of a code and its label; `content` is plain text."""

    id: str
    title: str
    updated: str
    url: str
    summary: str
    content: str = ""
    categories: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed in one language, entries in the order in which they are shown. Addresses are absolute."""

    url: str
    page: str
    title: str
    subtitle: str
    author: str
    lang: str
    entries: tuple[Entry, ...]
    changed: str = NEVER

    @property
    def updated(self) -> str:
        """When the newest entry was updated; `changed` when there is none."""
        return max((entry.updated for entry in self.entries), default=self.changed or NEVER)


def entry_id(*parts: str) -> str:
    """Return a name (RFC 4122, version 5) that is the same for the same parts, wherever the site stands."""
    return uuid.uuid5(_IDS, "/".join(parts)).urn


def write_feed(feed: Feed) -> bytes:
    """Return the document in UTF-8; characters that XML cannot hold, and controls, are left out."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.lang})
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", feed.updated)
    _add(ET.SubElement(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type=MEDIA_TYPE, hreflang=feed.lang, href=feed.url)
    _add(root, "link", **_page(feed.lang, feed.page))
    for entry in feed.entries:
        _add_entry(root, entry, feed.lang)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: ET.Element, entry: Entry, lang: str) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", entry.updated)
    _add(element, "link", **_page(lang, entry.url))
    for term, label in entry.categories:
        _add(element, "category", term=term, label=label)
    _add(element, "summary", entry.summary)
    if entry.content:
        _add(element, "content", entry.content, type="text")


def _page(lang: str, url: str) -> Mapping[str, str]:
    return {"rel": "alternate", "type": "text/html", "hreflang": lang, "href": url}


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ET.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    element.text = _clean(text) or None


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
