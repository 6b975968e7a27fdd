"""What a draft holds: a practice in the making, of the shape of the record, everything optional, nothing validated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

from kb.model import Practice, SourceId
from kb.practice_file import Location
from kb.rules.dates import later
from kb.text import printable
from kb.vocabulary import scheme
from kb.workflow.shapes import FIELDS_OF_TEXT, joined, parted

MOST_ENTRIES = 99  # sources, events or results of one practice

Text = Annotated[str, BeforeValidator(printable), StringConstraints(strip_whitespace=True, max_length=20_000)]
Texts = Annotated[tuple[Text, ...], Field(max_length=MOST_ENTRIES)]


def _row(code: str) -> str:
    scheme("row")[code]
    return code


def _text_field(name: str) -> str:
    if name not in FIELDS_OF_TEXT:
        raise ValueError(f"{name!r} is no text of a practice; valid are {', '.join(FIELDS_OF_TEXT)}")
    return name


EventKey = Annotated[str, StringConstraints(pattern="^e[1-9][0-9]?$")]
ResultKey = Annotated[str, StringConstraints(pattern="^r[1-9][0-9]?$")]


class Part(BaseModel):
    """Base of every part of a draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Part):
    """A text in English and Indonesian, as far as it is written."""

    en: Text = ""
    id: Text = ""


class SourceDraft(Part):
    """See `kb.model.Source`."""

    title: Text = ""
    publisher: Text = ""
    url: Text = ""
    language: Text = ""
    kind: Text = ""
    published: Text = ""
    accessed: Text = ""
    licence: Text = ""


class EventDraft(Part):
    """See `kb.model.Event`."""

    date: Text = ""
    type: Text = ""
    text: Bilingual = Bilingual()
    cites: Texts = ()


class FactDraft(Part):
    """See `kb.model.Fact`."""

    codes: Texts = ()
    text: Bilingual = Bilingual()
    cites: Texts = ()
    as_of: Text = ""
    not_reported: bool = False


class ResultDraft(Part):
    """See `kb.model.Result`."""

    indicator: Text = ""
    value: Text = ""
    unit: Text = ""
    population: Bilingual = Bilingual()
    date: Text = ""
    cites: Texts = ()
    evidence: Text = ""


class Content(Part):
    """A practice in the making. Events (e1, e2 …) and results (r1, r2 …) have keys that stay theirs, as sources have.

    `sections` holds the texts of `kb.workflow.shapes.FIELDS_OF_TEXT`.
    """

    id: Text = ""
    kind: Text = ""
    title: Bilingual = Bilingual()
    summary: Bilingual = Bilingual()
    country: Text = ""
    jurisdiction: Text = ""
    institutions: Texts = ()
    status: Text = ""
    verified_on: Text = ""
    events: Annotated[Mapping[EventKey, EventDraft], Field(max_length=MOST_ENTRIES)] = {}
    facts: Mapping[Annotated[str, AfterValidator(_row)], FactDraft] = {}
    results: Annotated[Mapping[ResultKey, ResultDraft], Field(max_length=MOST_ENTRIES)] = {}
    challenges: Texts = ()
    sources: Annotated[Mapping[SourceId, SourceDraft], Field(max_length=MOST_ENTRIES)] = {}
    sections: Mapping[Annotated[str, AfterValidator(_text_field)], Text] = {}

    @field_validator("facts", "sections")
    @classmethod
    def _only_what_is_written(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Drop rows and texts without a word: a form sends every one of them."""
        return {name: part for name, part in value.items() if part not in ("", FactDraft())}


def of_practice(practice: Practice) -> Content:
    """Return the content of a practice, to be changed in a draft."""
    data = practice.model_dump(mode="json", exclude_defaults=True)
    for name, letter in (("events", "e"), ("results", "r")):
        data[name] = {f"{letter}{number}": entry for number, entry in enumerate(data.get(name, ()), start=1)}
    data["sections"] = parted(practice.sections, practice.kind)
    return Content.model_validate(data)


def as_record(content: Content) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the data of a `Practice` without what is empty, and the keys of its events and results in their order.

    Events that are not oldest first, as the record wants them, are put in the order of their dates.
    """
    data: dict[str, Any] = _filled(content.model_dump())
    keys: dict[str, list[str]] = {}
    for name in ("events", "results"):
        entries = data.pop(name, {})
        keys[name] = list(entries)
        if name == "events":
            keys[name] = _oldest_first({key: entry.get("date", "") for key, entry in entries.items()})
        if entries:
            data[name] = [entries[key] for key in keys[name]]
    if sections := joined(data.get("sections", {})):
        data["sections"] = sections
    return data, keys


def in_content(location: Iterable[str | int], keys: Mapping[str, list[str]]) -> Location:
    """Return where a part of the record stands in the content; `keys` as `as_record` returns them."""
    path = tuple(part for part in location if part != "[key]")
    if len(path) > 1 and path[0] in keys and isinstance(path[1], int):
        return (path[0], keys[str(path[0])][path[1]], *path[2:])
    return path


def next_key(taken: Iterable[str], letter: str) -> str:
    """Return the key after the highest that is taken, such as s4 after s1 and s3."""
    numbers = (int(key[1:]) for key in taken if re.fullmatch(rf"{letter}\d+", key))
    return f"{letter}{max(numbers, default=0) + 1}"


def _oldest_first(dates: Mapping[str, str]) -> list[str]:
    keys = list(dates)
    if any(later(dates[one], dates[other]) for one, other in pairwise(keys)):
        keys.sort(key=dates.__getitem__)
    return keys


def _filled(value: Any) -> Any:
    """Return nested data without empty texts, lists and parts."""
    if not isinstance(value, Mapping):
        return list(value) if isinstance(value, tuple) else value
    inner = {name: _filled(part) for name, part in value.items()}
    return {name: part for name, part in inner.items() if part not in ("", [], {}, False)}
