"""Reads any page or document for which no site adapter is written: by `corpus.extraction`, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.extraction.model import ExtractionError
from corpus.extraction.sandbox import extract_apart
from corpus.fetching.ledger import Link
from corpus.sources.model import MAX_VALUE, Candidate, Fault, FieldName, Page, Read, Reading, Source, digest

TEXTS: tuple[FieldName, ...] = ("title", "publisher", "language", "licence")


def start(source: Source, since: str) -> Iterable[Link]:
    """See `Adapter.start`: every start address is a document."""
    return [Link(address) for address in source.start]


def read(source: Source, page: Page) -> Reading:
    """See `Adapter.read`."""
    return Reading(candidates=(candidate_of(page),))


def candidate_of(page: Page) -> Candidate:
    """Return the candidate of a page by its own text; raise `Fault` for one that cannot be read.

    What the link to the page told stands in for what the page itself does not say.
    """
    try:
        extracted = extract_apart(page.body, page.media_type, page.final)
    except ExtractionError as error:
        raise Fault(error.message) from None
    fields: dict[FieldName, tuple[Read, ...]] = {}
    for name in TEXTS:
        if value := str(getattr(extracted, name))[:MAX_VALUE]:
            fields[name] = (Read(value=value, where="the document"),)
    if extracted.published:
        fields["published"] = (Read(value=extracted.published.date, where=extracted.published.read_in),)
    for name in ("title", "published"):
        if name not in fields and (told := (page.told or {}).get(name)):
            fields[name] = (Read(value=told, where="the list that leads to the page"),)
    return Candidate(address=page.final, fields=fields, digest=digest(extracted.text), text=extracted.text)
