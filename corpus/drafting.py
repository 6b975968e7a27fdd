"""What a draft begins with when a document was read: what the document itself says, and what is suggested for it.

Everything is a suggestion. What is sure enough stands in its field; all of it stands in a note beside the field, with
the sentence it was read in. Codes of the rows of the comparison are never filled in: a fact is a sentence with a
source, and those a person writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from corpus.extraction.model import Block, BlockKind, Extracted
from corpus.fetching.addresses import key_of
from corpus.suggestions.model import Suggestion
from kb.countries import UnknownCountry, find_country
from kb.messages import Message, packed
from kb.model import Practice
from kb.workflow.content import MOST_ENTRIES, Content
from kb.workflow.notes import ALIKE, DOCUMENT, RELEVANCE, Note
from kb.workflow.shapes import FIELDS_OF_TEXT

FILLED_IN = {"kind": 0.6, "status": 0.6, "country": 0.5}  # probability from which a value stands in its field
NOTED = 0.2  # and below which it is not worth a note
MOST_SOURCES = 12
LONGEST_TEXT = 19_000  # characters; a field of a draft takes little more
_PLACES = {"branches": "facts.branches.codes", "payers": "facts.payers.codes",
           "classification": "facts.classification.codes", "date": "events", "number": "results",
           "duplicate": ALIKE, "relevance": RELEVANCE}  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_SAYS = packed(Message("the document says so itself"))
_TEMPLATE = packed(Message("this part of the template"))
_SHAPE = packed(Message("the document follows the template of a good practice"))
_CITED = packed(Message("it cites the same address"))


@dataclass
class Beginning:
    """The content of a draft as a form shows it, and the notes by the dotted path of the field."""

    content: Content
    notes: dict[str, list[Note]] = field(default_factory=dict)


@dataclass(frozen=True)
class Where:
    """Where a document came from: its address, "" for a file, and the day on which it was read."""

    address: str
    read_on: date


def begin_from(extracted: Extracted, suggestions: Sequence[Suggestion], where: Where) -> Beginning:
    """Return what a draft begins with; `suggestions` are those made for the same document."""
    data: dict[str, Any] = {"verified_on": where.read_on.isoformat(), "sources": _sources(extracted, where)}
    notes: dict[str, list[Note]] = {}
    _from_document(data, notes, extracted)
    _from_suggestions(data, notes, suggestions)
    for note in extracted.notes:
        notes.setdefault(DOCUMENT, []).append(Note(place=packed(note)))
    return Beginning(Content.model_validate(data), notes)


def of_record(extracted: Extracted, number: int) -> Extracted:
    """Return a row of a spreadsheet as a document of its own; raise `LookupError` when there is no such row."""
    if not 0 <= number < len(extracted.records):
        raise LookupError(f"no row {number}")
    record = extracted.records[number]
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in record.values())
    return extracted.model_copy(
        update={"title": record["title"], "sections": record, "blocks": blocks, "records": (), "published": None}
    )


def citing(address: str, practices: Iterable[Practice]) -> list[Note]:
    """Return a note for each practice that cites an address already."""
    key = key_of(address) if address else ""
    same = [one.id for one in practices if key and any(key_of(source.url) == key for source in one.sources.values())]
    return [Note(value=slug, place=_CITED) for slug in same]


def _from_document(data: dict[str, Any], notes: dict[str, list[Note]], extracted: Extracted) -> None:
    """Fill in what the document says of itself, and the parts of a template."""
    parts, lang = extracted.sections, "id" if extracted.language == "id" else "en"
    own = extracted.language in ("", "en", "id")  # a title in another language is a title to translate
    if title := parts.get("title") or extracted.title:
        notes["title" if not own else f"title.{lang}"] = [Note(value=title[:300], place=_SAYS)]
        data["title"] = {lang: title[:300]} if own else {}
    if not parts:
        return
    data["kind"] = "institutional"
    notes["kind"] = [Note(value="institutional", place=_SHAPE)]
    if summary := parts.get("summary"):
        data["summary"] = {lang: summary[:LONGEST_TEXT]}
        notes[f"summary.{lang}"] = [Note(place=_TEMPLATE)]
    data["sections"] = {name: parts[name][:LONGEST_TEXT] for name in FIELDS_OF_TEXT if parts.get(name)}
    notes |= {f"sections.{name}": [Note(place=_TEMPLATE)] for name in data["sections"]}
    if institution := parts.get("institution"):
        data["institutions"] = [line.strip()[:300] for line in institution.splitlines() if line.strip()][:MOST_ENTRIES]
        notes["institutions"] = [Note(place=_TEMPLATE)]
    if year := re.search(r"\b(?:19|20)\d{2}\b", parts.get("implemented", "")):
        data["events"] = {"e1": {"date": year[0], "cites": ["s1"]}}
        notes["events.e1.date"] = [Note(value=year[0], place=_TEMPLATE)]
    if (code := _country(parts.get("country", ""))) is not None:
        data["country"] = code
        notes["country"] = [Note(value=code, place=_TEMPLATE)]


def _from_suggestions(data: dict[str, Any], notes: dict[str, list[Note]], suggestions: Sequence[Suggestion]) -> None:
    for one in suggestions:
        path = _PLACES.get(one.field, one.field)
        if one.confidence < NOTED and one.field in FILLED_IN:
            continue
        if one.confidence >= FILLED_IN.get(one.field, 2.0):
            data.setdefault(one.field, one.value)
        quotes = one.evidence[:1] or (None,)
        notes.setdefault(path, []).extend(
            Note(
                value=one.value,
                likely=round(one.confidence, 3),
                quote=said.text[:600] if said else "",
                page=said.page if said else None,
            )
            for said in quotes
        )


def _sources(extracted: Extracted, where: Where) -> dict[str, dict[str, str]]:
    """Return the document as the first source; for the template of a practice, the sources that it names."""
    blank = {"accessed": where.read_on.isoformat()}
    listed = [_listed(line) | blank for line in extracted.sections.get("sources", "").splitlines() if line.strip("- ")]
    found = listed if extracted.sections and not where.address else [_cited(extracted, where) | blank, *listed]
    found = [*found[:MOST_SOURCES], *[blank] * (2 - len(found))]
    return {f"s{number}": source for number, source in enumerate(found, start=1)}


def _cited(extracted: Extracted, where: Where) -> dict[str, str]:
    told = {
        "title": extracted.title,
        "publisher": extracted.publisher,
        "url": where.address,
        "language": extracted.language,
        "published": extracted.published.date if extracted.published and where.address else "",
        "licence": extracted.licence,
    }
    return {name: value[:2000] for name, value in told.items()}


def _listed(line: str) -> dict[str, str]:
    found = _ADDRESS.search(line)
    url = found[0].rstrip(".,;") if found else ""
    title = " ".join(line.replace(url, " ").split()).strip(" -–:;,.()") if url else line.strip(" -")
    return {"url": url, "title": title[:600]}


def _country(name: str) -> str | None:
    try:
        return find_country(name) if name.strip() else None
    except UnknownCountry:
        return None


def held_to(beginning: Beginning, countries: Sequence[str], institution: str) -> Beginning:
    """Return what a liaison of these countries and this institution may begin: their own, with a note on the other."""
    content = beginning.content
    if institution and institution.casefold() not in (name.casefold() for name in content.institutions):
        content = content.model_copy(update={"institutions": (institution, *content.institutions)})
    if not institution and countries and content.country not in countries:
        content = content.model_copy(update={"country": countries[0]})
    return replace(beginning, content=content)


def with_id(content: Content, slug: str) -> Content:
    """Return the content under an id, which a person may still change."""
    return content.model_copy(update={"id": slug})
