"""The documents of one practice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kb.comparison import Note
from kb.countries import country_name, is_currency, jurisdiction_name
from kb.documents.common import about_sheet, by_number, notes_sheet, paragraph
from kb.documents.parts import Block, Cell, Document, Edition, Heading, Notes, Paragraph, Sheet, Table, Value, Workbook
from kb.documents.prose import blocks
from kb.documents.wording import Said, note_text, since
from kb.labels import label
from kb.model import Event, Fact, Practice, Result
from kb.results import date_text, value_text
from kb.sections import section_name
from kb.vocabulary import row_code_label, scheme

_FIELDS = ("part", "name", "codes", "text", "value", "unit", "date", "evidence", "notes", "sources")
_WIDTHS = (24, 34, 34, 80, 14, 14, 14, 24, 60, 60)


@dataclass(frozen=True)
class Dossier:
    """One practice in a language; its sources are numbered in the order of its record."""

    practice: Practice
    lang: str
    made_on: date = field(default_factory=lambda: datetime.now(UTC).date(), compare=False)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return the numbered sources."""
        sources = self.practice.sources.values()
        return tuple(Note(number, self.practice.id, source) for number, source in enumerate(sources, start=1))

    @property
    def numbers(self) -> dict[str, int]:
        """Return the number of each source id."""
        return {source: number for number, source in enumerate(self.practice.sources, start=1)}

    @property
    def facts(self) -> list[tuple[str, Fact]]:
        """Return (row, fact) in the order of the vocabulary."""
        return [(row, self.practice.facts[row]) for row in scheme("row").terms if row in self.practice.facts]

    def cited(self, cites: tuple[str, ...]) -> tuple[int, ...]:
        """Return the numbers of sources."""
        return tuple(self.numbers[source] for source in cites if source in self.numbers)


def document(dossier: Dossier, edition: Edition) -> Document:
    """Return the whole practice as a text, as its page shows it."""
    practice, lang = dossier.practice, dossier.lang
    subject = country_name(practice.country, lang)
    return Document(lang, practice.title.get(lang), subject, dossier.made_on, tuple(_blocks(dossier, edition)))


def workbook(dossier: Dossier, edition: Edition) -> Workbook:
    """Return the practice as three sheets: its statements, their sources, what it is."""
    lang = dossier.lang
    account = about_sheet(_account(dossier, edition), lang)
    sheets = (statements(dossier), notes_sheet(dossier.notes, lang), account)
    return Workbook(lang, dossier.practice.title.get(lang), dossier.made_on, sheets)


def statements(dossier: Dossier) -> Sheet:
    """Return one line for the summary, and for each event, fact and measured result."""
    head = tuple(label(name, dossier.lang) for name in _FIELDS)
    return Sheet(label("practice", dossier.lang), head, tuple(_lines(dossier)), _WIDTHS)


def _blocks(dossier: Dossier, edition: Edition) -> Iterator[Block]:
    practice, lang = dossier.practice, dossier.lang
    for name, text in _account(dossier, edition):
        if text and name not in {"publisher", "lang", "summary"}:
            yield paragraph(f"{label(name, lang)}: {text}", lang)
    yield Heading(label("summary", lang))
    yield paragraph(practice.summary.get(lang), lang)
    if practice.events:
        yield Heading(label("events", lang))
        for event in practice.events:
            yield Paragraph((_event(dossier, event),), "bullet")
    if practice.facts:
        yield Heading(label("facts", lang))
        lines = tuple((_row(row, lang), (_fact(dossier, row, fact),)) for row, fact in dossier.facts)
        yield Table(label("facts", lang), (label("row", lang), label("text", lang)), lines)
    if practice.results:
        yield Heading(label("results", lang))
        yield _results(dossier)
    yield from _body(dossier)
    yield Heading(label("sources", lang))
    yield Notes(dossier.notes)


def _body(dossier: Dossier) -> Iterator[Block]:
    """Return the sections, which are written in English."""
    if dossier.practice.sections and dossier.lang != "en":
        yield Paragraph((Said(label("record-english", dossier.lang), dossier.lang),), "strong")
    for section, text in dossier.practice.sections.items():
        yield Heading(section_name(section, dossier.lang))
        yield from blocks(text, dossier.numbers, "en", 2)


def _event(dossier: Dossier, event: Event) -> Said:
    lang = dossier.lang
    kind = scheme("event-type")[event.type].label.get(lang)
    heading = f"{date_text(event.date, lang)} – {kind}:"
    return Said(event.text.get(lang), lang, heading, notes=dossier.cited(event.cites))


def _fact(dossier: Dossier, row: str, fact: Fact) -> Cell:
    lang = dossier.lang
    if fact.text is None:
        return (Said(label("not-reported", lang), lang),)
    as_of, notes = since(fact.as_of or "", lang), dossier.cited(fact.cites)
    return (Said(fact.text.get(lang), lang, codes=_codes(row, fact, lang), as_of=as_of, notes=notes),)


def _results(dossier: Dossier) -> Table:
    lang = dossier.lang
    head = tuple(label(name, lang) for name in ("indicator", "value", "population", "date", "evidence"))
    lines = tuple((_indicator(result, lang), _result(dossier, result)) for result in dossier.practice.results)
    return Table(label("results", lang), head, lines)


def _result(dossier: Dossier, result: Result) -> tuple[Cell, ...]:
    lang = dossier.lang
    texts = (value_text(result, lang), result.population.get(lang), date_text(result.date, lang))
    evidence = Said(_evidence(result, lang), lang, notes=dossier.cited(result.cites))
    return (*((Said(text, lang),) for text in texts), (evidence,))


def _lines(dossier: Dossier) -> Iterator[tuple[Value, ...]]:
    practice, lang = dossier.practice, dossier.lang
    verified = practice.verified_on.isoformat()
    yield (label("summary", lang), "", "", practice.summary.get(lang), "", "", verified, "", "", "")
    for event in practice.events:
        kind, cited = scheme("event-type")[event.type].label.get(lang), _sources(dossier, event.cites)
        yield (label("events", lang), kind, "", event.text.get(lang), "", "", event.date, "", *cited)
    for row, fact in dossier.facts:
        text = fact.text.get(lang) if fact.text else label("not-reported", lang)
        start = (label("facts", lang), _row(row, lang), _codes(row, fact, lang), text)
        yield (*start, "", "", fact.as_of or "", "", *_sources(dossier, fact.cites))
    for result in practice.results:
        start = (label("results", lang), _indicator(result, lang), "", result.population.get(lang))
        number = (result.value, _unit(result, lang), result.date, _evidence(result, lang))
        yield (*start, *number, *_sources(dossier, result.cites))


def _sources(dossier: Dossier, cites: tuple[str, ...]) -> tuple[str, str]:
    notes = by_number(dossier.notes)
    cited = [notes[number] for number in dossier.cited(cites)]
    numbered = "\n".join(f"[{note.number}] {note_text(note, dossier.lang)}" for note in cited)
    return numbered, "\n".join(note.source.url for note in cited)


def _row(row: str, lang: str) -> str:
    return scheme("row")[row].label.get(lang)


def _codes(row: str, fact: Fact, lang: str) -> str:
    return "; ".join(row_code_label(row, code, lang) for code in fact.codes)


def _indicator(result: Result, lang: str) -> str:
    return scheme("indicator")[result.indicator].label.get(lang)


def _unit(result: Result, lang: str) -> str:
    return result.unit if is_currency(result.unit) else scheme("unit")[result.unit].label.get(lang)


def _evidence(result: Result, lang: str) -> str:
    return scheme("evidence")[result.evidence].label.get(lang)


def _account(dossier: Dossier, edition: Edition) -> Iterator[tuple[str, str]]:
    practice, lang = dossier.practice, dossier.lang
    yield "country", country_name(practice.country, lang)
    yield "place", jurisdiction_name(practice.jurisdiction) if practice.jurisdiction else ""
    yield "kind", scheme("kind")[practice.kind].label.get(lang)
    yield "status", scheme("status")[practice.status].label.get(lang)
    yield "institutions", "; ".join(practice.institutions)
    yield "challenges", "; ".join(scheme("challenge")[code].label.get(lang) for code in practice.challenges)
    yield "verified", date_text(practice.verified_on.isoformat(), lang)
    yield "made-on", date_text(dossier.made_on.isoformat(), lang)
    yield "address", edition.address
    yield "lang", label("lang-name", lang)
    yield "publisher", label("creator", lang)
