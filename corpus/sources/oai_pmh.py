"""A general adapter for repositories that speak OAI-PMH 2.0 with oai_dc (openarchives.org, Dublin Core 1.1).

`options.set` limits the harvest to a set; after a run that ended well only what changed since is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from corpus.fetching.addresses import key_of
from corpus.fetching.ledger import Link
from corpus.sources.model import MAX_VALUE, Candidate, Fault, FieldName, Page, Read, Reading, Source

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"

_FIELDS: dict[str, FieldName] = {
    "title": "title",
    "description": "summary",
    "publisher": "publisher",
    "language": "language",
    "rights": "licence",
    "subject": "topic",
    "coverage": "country",
    "type": "type",
}
_UNUSED = {"creator", "contributor", "format", "source", "relation", "identifier", "date"}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def start(source: Source, since: str) -> Iterable[Link]:
    """See `Adapter.start`."""
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    if "set" in source.options:
        asked["set"] = str(source.options["set"])
    if since:
        asked["from"] = since
    return [Link(f"{base}?{urlencode(asked)}", "list") for base in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`: a list that is cut ends in a resumption token, which leads to the rest."""
    root = _root(page)
    if (error := root.find(f"{OAI}error")) is not None:
        if error.get("code") == "noRecordsMatch":
            return Reading()
        raise Fault(
            f"{page.address}: the repository answers {error.get('code')}: {' '.join((error.text or '').split())}"
        )
    records = root.find(f"{OAI}ListRecords")
    if records is None:
        raise Fault(f"{page.address}: neither a list of records nor an error")
    candidates, withdrawn, faults = [], [], []
    for record in records.findall(f"{OAI}record"):
        identifier = record.findtext(f"{OAI}header/{OAI}identifier", "").strip()
        header = record.find(f"{OAI}header")
        if not identifier or header is None:
            raise Fault(f"{page.address}: a record without an identifier")
        if header.get("status") == "deleted":
            withdrawn.append(identifier)
            continue
        try:
            candidates.append(_candidate(record, identifier))
        except ValueError as fault:
            faults.append(f"{identifier}: {fault}")
    return Reading(tuple(_rest(records, page)), tuple(candidates), tuple(withdrawn), tuple(faults))


def _root(page: Page) -> Element:
    try:
        root: Element = fromstring(page.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Fault(f"{page.address} is no sound XML: {error!r}") from None
    if root.tag != f"{OAI}OAI-PMH":
        raise Fault(f"{page.address}: <{root.tag}> is not an answer of OAI-PMH 2.0")
    return root


def _rest(records: Element, page: Page) -> list[Link]:
    token = records.findtext(f"{OAI}resumptionToken", "").strip()
    if not token:
        return []
    address = f"{page.address.split('?')[0]}?{urlencode({'verb': 'ListRecords', 'resumptionToken': token})}"
    if key_of(address) == key_of(page.address):
        raise Fault(f"{page.address}: the resumption token leads to itself")
    return [Link(address, "list")]


def _candidate(record: Element, identifier: str) -> Candidate:
    """Return a record's candidate; raise `ValueError` for one that cannot be read."""
    described = record.findall(f"{OAI}metadata/*")
    if len(described) != 1 or not described[0].tag.endswith("}dc"):
        raise ValueError("no oai_dc metadata")
    texts = _elements(described[0])
    addresses = [text for text in texts.get("identifier", ()) if text.startswith(("http://", "https://"))]
    if not addresses:
        raise ValueError("no web address among its identifiers")
    if "title" not in texts:
        raise ValueError("no title")
    fields: dict[FieldName, tuple[Read, ...]] = {"identifier": (Read(value=identifier, where="header/identifier"),)}
    for name, field in _FIELDS.items():
        if name in texts:
            fields[field] = tuple(Read(value=text, where=f"dc:{name}") for text in texts[name])
    if published := _published(texts.get("date", [])):
        fields["published"] = (Read(value=published, where="dc:date"),)
    return Candidate(address=addresses[0], fields=fields)


def _elements(described: Element) -> dict[str, list[str]]:
    """Return the texts of the Dublin Core elements by name; raise `ValueError` for an element that has none."""
    texts: dict[str, list[str]] = {}
    for node in described:
        name, text = node.tag.removeprefix(DC), " ".join((node.text or "").split())[:MAX_VALUE]
        if name not in _FIELDS and name not in _UNUSED:
            raise ValueError(f"unknown element {node.tag}")
        if text:
            texts.setdefault(name, []).append(text)
    return texts


def _published(dates: list[str]) -> str:
    """Return the date of publication: repositories add times of their own work, which a date without a time is not."""
    days = [text for text in dates if _DATE.fullmatch(text)]
    times = sorted(text[:10] for text in dates if _DATE.fullmatch(text[:10]))
    return (days or times or [""])[0]
