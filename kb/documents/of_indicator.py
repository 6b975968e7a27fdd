"""The documents of an indicator: every value of the base as a table, with its sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from kb.comparison import Note
from kb.countries import country_name
from kb.documents.common import about_sheet, notes_sheet, paragraph
from kb.documents.parts import Cell, Document, Edition, Heading, Notes, Sheet, Table, Workbook
from kb.documents.parts import Value as CellValue
from kb.documents.wording import Said
from kb.indicators import Value
from kb.labels import label
from kb.results import date_text, value_text
from kb.vocabulary import scheme

_FIELDS = ("country-code", "country", "value", "unit", "date", "population", "evidence", "practice", "sources")
_WIDTHS = (10, 20, 16, 14, 12, 44, 26, 34, 60)
MAX_DIGITS = 15  # a number of more digits is not held exactly in a cell and is written as text


@dataclass(frozen=True)
class IndicatorValues:
    """The values of one indicator, in one language."""

    code: str
    lang: str
    values: Sequence[Value]
    made_on: date = field(default_factory=lambda: datetime.now(UTC).date(), compare=False)

    @property
    def name(self) -> str:
        """What the indicator is called."""
        return scheme("indicator")[self.code].label.get(self.lang)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The sources of the values by their numbers from 1, each address once."""
        found = {source.url: (value.practice.id, source) for value in self.values for source in value.sources}
        return tuple(Note(number, *one) for number, one in enumerate(found.values(), start=1))


def sheet(table: IndicatorValues) -> Sheet:
    """Return one line for each value; its sources are addresses."""
    head = tuple(label(name, table.lang) for name in _FIELDS)
    return Sheet(label("results", table.lang), head, tuple(_lines(table)), _WIDTHS)


def workbook(table: IndicatorValues, edition: Edition) -> Workbook:
    """Return the values as three sheets: values, sources, what it is."""
    account = (
        ("indicator", table.name),
        ("made-on", date_text(table.made_on.isoformat(), table.lang)),
        ("address", edition.address),
        ("lang", label("lang-name", table.lang)),
        ("publisher", label("creator", table.lang)),
    )
    sheets = (sheet(table), notes_sheet(table.notes, table.lang), about_sheet(account, table.lang))
    return Workbook(table.lang, table.name, table.made_on, sheets)


def document(table: IndicatorValues, edition: Edition) -> Document:
    """Return the values as a text with one table, its sources as numbered notes."""
    lang = table.lang
    numbers = {note.source.url: note.number for note in table.notes}
    lines = tuple((country_name(one.practice.country, lang), _cells(one, numbers, lang)) for one in table.values)
    head = tuple(label(name, lang) for name in ("country", "value", "population", "date", "evidence", "practice"))
    blocks = (
        paragraph(scheme("indicator")[table.code].definition.get(lang), lang),
        paragraph(f"{label('made-on', lang)}: {date_text(table.made_on.isoformat(), lang)}.", lang),
        paragraph(f"{label('address', lang)}: {edition.address}" if edition.address else "", lang),
        Table(table.name, head, lines),
        Heading(label("sources", lang)),
        Notes(table.notes),
    )
    return Document(lang, table.name, label("results", lang), table.made_on, blocks, landscape=True)


def _cells(value: Value, numbers: Mapping[str, int], lang: str) -> tuple[Cell, ...]:
    result = value.result
    cited = tuple(numbers[source.url] for source in value.sources)
    evidence = scheme("evidence")[result.evidence].label.get(lang)
    texts = (result.population.get(lang), date_text(result.date, lang), evidence, value.practice.title.get(lang))
    return ((Said(value_text(result, lang), lang, notes=cited),), *((Said(text, lang),) for text in texts))


def as_json(table: IndicatorValues, edition: Edition) -> bytes:
    """Return the values as JSON; numbers stand as texts, exactly as they are recorded."""
    values = [
        {
            "country": value.practice.country,
            "practice": value.practice.id,
            "value": f"{value.result.value:f}",
            "unit": value.result.unit,
            "date": value.result.date,
            "population": value.result.population.get(table.lang),
            "evidence": value.result.evidence,
            "sources": [source.url for source in value.sources],
        }
        for value in table.values
    ]
    content = {"indicator": table.code, "name": table.name, "address": edition.address, "values": values}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _lines(table: IndicatorValues) -> Iterator[tuple[CellValue, ...]]:
    lang = table.lang
    for value in table.values:
        result = value.result
        unit = scheme("unit")[result.unit].label.get(lang) if result.unit in scheme("unit") else result.unit
        yield (
            value.practice.country,
            country_name(value.practice.country, lang),
            _number(result.value),
            unit,
            result.date,
            result.population.get(lang),
            scheme("evidence")[result.evidence].label.get(lang),
            value.practice.id,
            "\n".join(source.url for source in value.sources),
        )


def _number(value: Decimal) -> CellValue:
    return value if len(value.as_tuple().digits) <= MAX_DIGITS else str(value)
