"""Reads any page or document for which no site adapter is written: by `corpus.extraction`, in a process of its own."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from corpus.fetching.ledger import Link
from corpus.sources import html
from corpus.sources.model import MAX_VALUE, Candidate, Fault, FieldName, Page, Read, Reading, Source, digest
from kb.errors import KbError

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
    extracted = _extract(page)
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


def _extract(page: Page) -> Any:
    """Read a document by `corpus.extraction`; where that is not installed, only the title of a web page."""
    try:
        sandbox = importlib.import_module("corpus.extraction.sandbox")
    except ModuleNotFoundError:
        return _bare(page)
    try:
        return sandbox.extract_apart(page.body, page.media_type, page.final)
    except KbError as error:
        raise Fault(f"{page.address}: {error}") from None


def _bare(page: Page) -> Any:
    if page.media_type == "application/pdf" and page.body.startswith(b"%PDF-"):
        return SimpleNamespace(title="", publisher="", published=None, language="", licence="", text=page.body.hex())
    soup = html.parsed(page)
    title = html.text_of(soup.title) if soup.title else ""
    return SimpleNamespace(title=title, publisher="", published=None, language="", licence="", text=html.text_of(soup))
