"""What a web page says of itself: title, publisher, date, language and licence, each where it is said best."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date

from corpus.extraction.blocks import clean
from corpus.extraction.model import Published

# Names of meta elements: Open Graph, Dublin Core, Highwire Press (as Google Scholar reads them), and common others.
_TITLE = ("og:title", "dc.title", "dcterms.title", "citation_title")
_PUBLISHER = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "application-name")
_DATE = (
    "article:published_time", "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "dcterms.created",
    "citation_publication_date", "citation_date", "datepublished", "publish-date", "pubdate", "date",
)  # fmt: skip
_LICENCE = ("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights", "license")
_ARTICLES = {"Article", "NewsArticle", "BlogPosting", "Report", "ScholarlyArticle", "WebPage", "GovernmentService"}
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/(?:licenses/([a-z-]+)/(\d\.\d)|publicdomain/(zero|mark)/1\.0)")


@dataclass(frozen=True)
class PageMetadata:
    """What a page says of itself; texts are empty where it does not."""

    title: str = ""
    publisher: str = ""
    published: Published | None = None
    language: str = ""
    licence: str = ""

    def completed(self, guessed: PageMetadata, page: str, url: str) -> PageMetadata:
        """Return this with what is missing from what was guessed, from the dates on the page and from its address."""
        return replace(
            self,
            title=self.title or guessed.title,
            publisher=self.publisher or guessed.publisher or (urlsplit(url).hostname or "").removeprefix("www."),
            published=self.published or _date_on_page(page, url),
            licence=self.licence or guessed.licence,
        )


def read_metadata(tree: Any, url: str) -> PageMetadata:
    """Return what a parsed page says in JSON-LD (schema.org) and in its meta, time and link elements."""
    metas = _metas(tree)
    linked = list(_linked_data(tree))
    return PageMetadata(
        title=_first(metas, _TITLE) or _said(linked, "headline") or clean(tree.findtext(".//title") or ""),
        publisher=_first(metas, _PUBLISHER) or _publisher(linked),
        published=_published(tree, metas, linked),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        licence=_licence(tree, metas, linked),
    )


def licence_name(text: str) -> str:
    """Return the short name of a Creative Commons licence by its address; any other text as it is."""
    found = _CREATIVE_COMMONS.search(text)
    if not found:
        return clean(text)[:200]
    kind, version, public = found.groups()
    return f"CC {kind.upper()} {version}" if kind else {"zero": "CC0 1.0", "mark": "Public Domain Mark 1.0"}[public]


def partial_date(text: str) -> str:
    """Return the date with which a text begins as YYYY, YYYY-MM or YYYY-MM-DD (ISO 8601); "" if there is none."""
    found = re.match(r"\s*((?:19|20)\d{2})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)", text)
    if not found:
        return ""
    year, month, day = found.groups()
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part)]
    for length in range(len(parts), 0, -1):
        try:
            return Published(date="-".join(parts[:length]), read_in="").date
        except ValueError:
            continue
    return ""


def _metas(tree: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        if name and (value := clean(element.get("content") or "")):
            found.setdefault(name, value)
    return found


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _linked_data(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the articles and pages that JSON-LD on the page describes."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            waiting = [json.loads(element.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                waiting.extend(node["@graph"] if isinstance(node.get("@graph"), list) else [])
                kinds = node.get("@type")
                if _ARTICLES.intersection(map(str, kinds if isinstance(kinds, list) else [kinds])):
                    yield node


def _said(linked: list[Mapping[str, Any]], key: str) -> str:
    return next((clean(node[key]) for node in linked if isinstance(node.get(key), str)), "")


def _publisher(linked: list[Mapping[str, Any]]) -> str:
    named = [node["publisher"] for node in linked if isinstance(node.get("publisher"), dict)]
    return _said(named, "name")


def _published(tree: Any, metas: Mapping[str, str], linked: list[Mapping[str, Any]]) -> Published | None:
    said = [("JSON-LD datePublished", _said(linked, "datePublished"))]
    said += [(f"meta {name}", metas[name]) for name in _DATE if name in metas]
    said += [("time element", element.get("datetime") or "") for element in tree.xpath("//time[@pubdate or @itemprop]")]
    for where, text in said:
        if day := partial_date(text):
            return Published(date=day, read_in=where)
    return None


def _date_on_page(page: str, url: str) -> Published | None:
    try:
        day = find_date(page, url=url or None, original_date=True, outputformat="%Y-%m-%d", extensive_search=False)
    except Exception:  # noqa: BLE001 - whatever a library of heuristics raises on a broken page
        return None
    return Published(date=day, read_in="text or address of the page") if day else None


def _licence(tree: Any, metas: Mapping[str, str], linked: list[Mapping[str, Any]]) -> str:
    links = tree.xpath("//*[self::a or self::link][contains(concat(' ', @rel, ' '), ' license ')]/@href")
    cc = tree.xpath("//a[contains(@href, 'creativecommons.org/')]/@href")
    said = [_said(linked, "license"), *links, _first(metas, _LICENCE), *cc]
    return next((licence_name(text) for text in said if text), "")
