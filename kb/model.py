"""The record: what a practice is. Shape and codes are validated here, the rules for publication in `kb.rules`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kb.countries import is_currency, require_country, require_subdivision
from kb.text import Line, LocalText
from kb.vocabulary import UnknownCode, require_row_code, scheme

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
SOURCE_ID = r"^s[1-9][0-9]?$"
WEB_ADDRESS = r"^https?://[^\s/]+\.[^\s]+$"
LANGUAGE = r"^[a-z]{2,3}$"
SECTIONS = ("context", "what-was-done", "results", "what-did-not-work", "lessons-for-others")

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
SourceId = Annotated[str, StringConstraints(pattern=SOURCE_ID)]
Cites = Annotated[tuple[SourceId, ...], Field(min_length=1)]


def code_of(scheme_name: str) -> Callable[[str], str]:
    """Return a validator that accepts only the codes of one scheme."""

    def require(code: str) -> str:
        scheme(scheme_name)[code]
        return code

    return require


def _partial_date(value: str) -> str:
    """Accept YYYY, YYYY-MM or YYYY-MM-DD: sources often know no more than the month or the year."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", value)
    if not match:
        raise ValueError(f"{value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{value!r} is not a date: {error}") from None
    return value


def _unit(value: str) -> str:
    """Accept a unit of the vocabulary or an ISO 4217 currency code."""
    if not is_currency(value):
        scheme("unit")[value]
    return value


def _iso_day(value: Any) -> Any:
    """Accept a date, or text of the form YYYY-MM-DD; Pydantic alone would take 86400 for the second of January 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"{value!r} is not a date; write YYYY-MM-DD")
    return value


def _section(name: str) -> str:
    if name not in SECTIONS:
        raise ValueError(f"{name!r} is no section of the record; valid are {', '.join(SECTIONS)}")
    return name


def _no_section_inside(text: str) -> str:
    """Refuse a line that would begin another section in the file."""
    if re.search(r"^##(?!#)", text, re.MULTILINE):
        raise ValueError("a line begins with '##', which begins a section; write '###' for a heading within one")
    return text


Day = Annotated[date, BeforeValidator(_iso_day)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Section = Annotated[str, AfterValidator(_section)]
SectionText = Annotated[Line, AfterValidator(_no_section_inside)]
Country = Annotated[str, AfterValidator(require_country)]
Kind = Annotated[str, AfterValidator(code_of("kind"))]
Status = Annotated[str, AfterValidator(code_of("status"))]
Row = Annotated[str, AfterValidator(code_of("row"))]
Unit = Annotated[str, AfterValidator(_unit)]


class Record(BaseModel):
    """Base of every part of the record: immutable, and no field that the record does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """A document that was read. `published` and `accessed` are dates of the document and of the reading."""

    title: Line
    publisher: Line
    url: Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=600)]
    language: Annotated[str, StringConstraints(pattern=LANGUAGE)]
    kind: Annotated[str, AfterValidator(code_of("source-kind"))]
    published: PartialDate | None = None
    accessed: Day
    licence: Line | None = None


class Event(Record):
    """A dated step in the life of a practice."""

    date: PartialDate
    type: Annotated[str, AfterValidator(code_of("event-type"))]
    text: LocalText
    cites: Cites


class Fact(Record):
    """One cell of the comparison: coded values, one or two sentences, the sources, and the date it holds for.

    `not_reported` marks a row on which the sources that were read say nothing; such a row has no text.
    """

    codes: tuple[str, ...] = ()
    text: LocalText | None = None
    cites: tuple[SourceId, ...] = ()
    as_of: PartialDate | None = None
    not_reported: bool = False

    @model_validator(mode="after")
    def _text_or_not_reported(self) -> Fact:
        if self.not_reported and (self.text or self.codes or self.cites or self.as_of):
            raise ValueError("a row that is not_reported has no codes, text, cites or as_of")
        if not self.not_reported and not (self.text and self.cites and self.as_of):
            raise ValueError("write text, cites and as_of, or not_reported: true")
        return self


class Result(Record):
    """A measured value of an indicator, for a population at a date, with a grade for its evidence."""

    indicator: Annotated[str, AfterValidator(code_of("indicator"))]
    value: Annotated[Decimal, Field(allow_inf_nan=False)]
    unit: Unit
    population: LocalText
    date: PartialDate
    cites: Cites
    evidence: Annotated[str, AfterValidator(code_of("evidence"))]


class Practice(Record):
    """A measure, an institutional practice or a piece of guidance, as `docs/record.md` describes it.

    `sections` holds the Markdown body by section; citations in it read `[^s1]`.
    """

    id: Slug
    kind: Kind
    title: LocalText
    summary: LocalText
    country: Country
    jurisdiction: Line | None = None
    institutions: tuple[Line, ...] = ()
    status: Status
    verified_on: Day
    events: tuple[Event, ...] = ()
    facts: dict[Row, Fact] = Field(default_factory=dict)
    results: tuple[Result, ...] = ()
    challenges: tuple[Annotated[str, AfterValidator(code_of("challenge"))], ...] = ()
    sources: Annotated[dict[SourceId, Source], Field(min_length=1)]
    sections: dict[Section, SectionText] = Field(default_factory=dict)

    @field_validator("jurisdiction")
    @classmethod
    def _jurisdiction_belongs_to_country(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and "country" in info.data:
            require_subdivision(value, info.data["country"])
        return value

    @field_validator("sections")
    @classmethod
    def _sections_in_their_order(cls, value: dict[str, str]) -> dict[str, str]:
        return {name: value[name] for name in SECTIONS if name in value}

    def codes(self, row: str, part: int = 0) -> tuple[str, ...]:
        """Return the distinct codes of a row; `part` picks one side of a joined code, such as the branch."""
        fact = self.facts.get(row)
        return tuple(dict.fromkeys(code.split(":")[part] for code in fact.codes)) if fact else ()


def row_code_faults(practice: Practice) -> list[tuple[tuple[str | int, ...], str]]:
    """Return (location, message) for each code that its row does not take."""
    faults: list[tuple[tuple[str | int, ...], str]] = []
    for row, fact in practice.facts.items():
        for number, code in enumerate(fact.codes):
            try:
                require_row_code(row, code)
            except UnknownCode as error:
                faults.append((("facts", row, "codes", number), str(error)))
    return faults
