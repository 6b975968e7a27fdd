"""A source is cited where its publisher keeps it, by an address that others can open."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from kb.model import Practice
from kb.rules.parts import Finding

# Copies, proxies and readers of other people's pages.
MIRRORS = (
    "12ft.io",
    "academia.edu",
    "archive.is",
    "archive.ph",
    "archive.today",
    "cnoctave.top",
    "coursehero.com",
    "docplayer.net",
    "documents.pub",
    "dokumen.pub",
    "dokumen.tips",
    "fliphtml5.com",
    "googleusercontent.com",
    "issuu.com",
    "jawawa.id",
    "jina.ai",
    "merry-xmas-pro.christmas",
    "ngrok.io",
    "pdfcoffee.com",
    "readkong.com",
    "ru24.pro",
    "scribd.com",
    "silo.tips",
    "slideplayer.com",
    "slideshare.net",
    "studocu.com",
    "translate.goog",
    "vdocuments.net",
    "vdocuments.us",
    "wikipedia.org",
    "yumpu.com",
)
_UNPUBLISHED = re.compile(
    r"(?:^|[.-])(?:staging|stage|stg|dev|devel|test|uat|preprod|preview|sandbox|proxy|ezproxy)(?:[.-]|\d)"
)
_TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid)=")


def source_faults(practice: Practice) -> Iterator[Finding]:
    """Yield addresses that are not the publisher's own, are not well formed, or stand twice."""
    seen: dict[str, str] = {}
    for name, source in practice.sources.items():
        for message in address_faults(source.url):
            yield ("sources", name, "url"), message
        if first := seen.get(source.url):
            yield ("sources", name, "url"), f"is the address of {first} too; cite one source under one id"
        seen.setdefault(source.url, name)


def address_faults(url: str) -> Iterator[str]:
    """Yield what stands against citing an address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        standard = parts.port in (None, 80, 443)
    except ValueError as error:
        yield f"is no address ({error})"
        return
    plain = host.removeprefix("www.")
    if any(plain == mirror or plain.endswith(f".{mirror}") for mirror in MIRRORS) or _UNPUBLISHED.search(f"{plain}."):
        yield f"{plain} is not the publisher's own site; cite the publisher"
    if parts.username or parts.password or not standard or _is_bare(host):
        yield "is an address that readers cannot open; write https:// and the publisher's host name"
    yield from _detours(parts)


def _detours(parts: SplitResult) -> Iterator[str]:
    if re.search(r"(?:^|/)amp(?:/|$)", parts.path) or (parts.hostname or "").startswith("amp."):
        yield "is the AMP copy of the page; cite the page itself"
    if _TRACKING.search(parts.query):
        yield "carries tracking parameters; leave out utm_…, fbclid and gclid"


def _is_bare(host: str) -> bool:
    """Tell whether a host is a number of the network or a name without a domain."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." not in host
    return True
