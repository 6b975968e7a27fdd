"""What site adapters share: strict selections, and records laid out as labels with values, as Drupal does it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from corpus.fetching.ledger import Link
from corpus.sources.model import MAX_VALUE, Candidate, Fault, FieldName, Page, Read, digest

MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januari februari maret april mei juni juli agustus september oktober november desember",
    )
    for number, name in enumerate(names.split(), 1)
}
_DAY = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+),?\s+(\d{4})|([^\W\d]+)\s+(\d{1,2}),?\s+(\d{4})")


def parsed(page: Page) -> BeautifulSoup:
    """Return a page as a tree; raise `Fault` when it is no HTML, or says nothing."""
    if page.media_type not in ("text/html", "application/xhtml+xml"):
        raise Fault(f"{page.address} is {page.media_type or 'of no stated type'}, not a web page")
    if b"\0" in page.body or not page.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Fault(f"{page.address} says that it is a web page and is none")
    soup = BeautifulSoup(page.body, "lxml")
    if not isinstance(soup.body, Tag) or not soup.body.get_text(strip=True):
        raise Fault(f"{page.address} is an empty page")
    return soup


def only(node: BeautifulSoup | Tag, selector: str, page: Page) -> Tag:
    """Return the one element that a selector names; raise `Fault` when there is none or there are several."""
    found = node.select(selector)
    if len(found) != 1:
        raise Fault(f"{page.address}: {len(found)} elements match {selector!r} where one is expected")
    return found[0]


def some(node: BeautifulSoup | Tag, selector: str, page: Page) -> list[Tag]:
    """Return the elements that a selector names; raise `Fault` when there are none."""
    found = node.select(selector)
    if not found:
        raise Fault(f"{page.address}: nothing matches {selector!r}")
    return found


def text_of(node: Tag) -> str:
    """Return the text of an element on one line."""
    return " ".join(node.get_text(" ").split())


def read(node: Tag, where: str) -> Read:
    """Return the text of an element as a value, cut at a word where it is longer than a field may be."""
    text = text_of(node)
    return Read(value=text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1].rsplit(" ", 1)[0] + "…", where=where)


def digest_of(node: Tag) -> str:
    """Return the SHA-256 of the text of an element: markup, scripts and spacing do not count."""
    for noise in node.select("script, style, noscript"):
        noise.decompose()
    return digest(node.get_text(" "))


def links(nodes: Iterable[Tag], page: Page, kind: str) -> list[Link]:
    """Return where links lead, absolute; those without an address are left out."""
    found = [urljoin(page.final, str(node["href"])) for node in nodes if node.get("href")]
    return [Link(address, kind) for address in found if address.startswith(("http://", "https://"))]


def labelled(
    record: Tag,
    page: Page,
    fields: Mapping[str, FieldName],
    ignored: Collection[str] = (),
    *,
    field: str = "div.field",
    label: str = ".field__label",
    item: str = ".field__item",
) -> dict[FieldName, tuple[Read, ...]]:
    """Return the values of a record by the field that each label means.

    Strict: a label that is neither in `fields` nor `ignored` raises `Fault`, and so does a label without a value; what
    a site adds is noticed instead of lost.
    """
    found: dict[FieldName, tuple[Read, ...]] = {}
    for node in record.select(field):
        heading = node.select_one(label)
        if heading is None:
            continue
        name = text_of(heading).rstrip(":").strip()
        if name in ignored:
            continue
        if name not in fields:
            raise Fault(f"{page.address}: unknown label {name!r}; known are {', '.join(sorted(fields))}")
        values = tuple(read(value, f"{label} {name!r}") for value in node.select(item) if text_of(value))
        if not values:
            raise Fault(f"{page.address}: the label {name!r} has no value")
        found[fields[name]] = found.get(fields[name], ()) + values
    if not found:
        raise Fault(f"{page.address}: no field with a label matches {field!r}")
    return found


def iso_day(text: str, page: Page) -> str:
    """Return a date in English or Indonesian words, or in ISO form, as YYYY-MM-DD; raise `Fault` for anything else."""
    if re.match(r"\d{4}-\d{2}-\d{2}", text):
        return _checked(int(text[:4]), int(text[5:7]), int(text[8:10]), text, page)
    match = _DAY.search(text)
    if not match:
        raise Fault(f"{page.address}: {text!r} is no date")
    day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    if month.casefold() not in MONTHS:
        raise Fault(f"{page.address}: {text!r} is no date")
    return _checked(int(year), MONTHS[month.casefold()], int(day), text, page)


def _checked(year: int, month: int, day: int, text: str, page: Page) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Fault(f"{page.address}: {text!r} is no date") from None


def candidate(page: Page, fields: Mapping[FieldName, Iterable[Read]], digest: str) -> Candidate:
    """Return the candidate of a page, at the address that answered."""
    return Candidate(address=page.final, fields={name: tuple(reads) for name, reads in fields.items()}, digest=digest)
