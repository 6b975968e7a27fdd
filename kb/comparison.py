"""A comparison of countries: the rows of the record against countries, with numbered sources under every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.countries import country_name, jurisdiction_name
from kb.errors import UsageError
from kb.model import Practice, Source
from kb.vocabulary import nearest, row_code_label, scheme


@dataclass(frozen=True)
class Note:
    """A numbered source of the comparison."""

    number: int
    practice: str
    source: Source


@dataclass(frozen=True)
class Entry:
    """What one practice says in a cell. `not_reported` means: looked for, the sources are silent; then there is no text."""

    practice: str
    codes: tuple[str, ...] = ()
    text: str = ""
    as_of: str = ""
    notes: tuple[int, ...] = ()
    not_reported: bool = False


@dataclass(frozen=True)
class ColumnPractice:
    """A practice that stands in a column; `place` is the part of the country it is limited to, empty for all of it."""

    id: str
    title: str
    status: str
    place: str
    verified_on: str


@dataclass(frozen=True)
class Column:
    """A country and its practices in the comparison, in the order of their ids."""

    country: str
    name: str
    practices: tuple[ColumnPractice, ...]


@dataclass(frozen=True)
class ComparisonRow:
    """A row; `cells` has one tuple of entries for each column. An empty tuple means: nobody has looked yet."""

    id: str
    label: str
    definition: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """Rows against countries, in one language."""

    lang: str
    columns: tuple[Column, ...]
    rows: tuple[ComparisonRow, ...]
    notes: tuple[Note, ...]


def check_rows(rows: Sequence[str]) -> tuple[str, ...]:
    """Return the rows asked for, all of them when none is; raise `UsageError` that names the nearest for an unknown one."""
    known = scheme("row").terms
    for row in rows:
        if row not in known:
            raise UsageError(f"unknown row {row!r}{nearest(row, known)}")
    return tuple(dict.fromkeys(rows)) or tuple(known)


def compare(
    practices: Iterable[Practice], countries: Sequence[str], rows: Sequence[str] = (), lang: str = "en"
) -> Comparison:
    """Lay countries side by side in the order given; `rows` are row ids, all of them when empty.

    Guidance has no facts of a country and stays out. Raises `UsageError` for an unknown row.
    """
    wanted = check_rows(rows)
    order = list(dict.fromkeys(countries))
    chosen = sorted((p for p in practices if p.country in order and p.kind != "guidance"), key=lambda p: p.id)
    by_country = {country: [p for p in chosen if p.country == country] for country in order}
    notes = _Notes()
    table = tuple(
        ComparisonRow(
            row,
            scheme("row")[row].label.get(lang),
            scheme("row")[row].definition.get(lang),
            tuple(tuple(_entries(by_country[country], row, lang, notes)) for country in order),
        )
        for row in wanted
    )
    columns = tuple(
        Column(country, country_name(country, lang), tuple(_column_practice(p, lang) for p in by_country[country]))
        for country in order
    )
    return Comparison(lang, columns, table, tuple(notes.all))


def _column_practice(practice: Practice, lang: str) -> ColumnPractice:
    place = jurisdiction_name(practice.jurisdiction) if practice.jurisdiction else ""
    verified = practice.verified_on.isoformat()
    return ColumnPractice(practice.id, practice.title.get(lang), practice.status, place, verified)


def _entries(practices: Iterable[Practice], row: str, lang: str, notes: _Notes) -> Iterable[Entry]:
    for practice in practices:
        fact = practice.facts.get(row)
        if fact is None:
            continue
        if fact.not_reported or fact.text is None:
            yield Entry(practice.id, not_reported=True)
            continue
        labels = tuple(row_code_label(row, code, lang) for code in fact.codes)
        numbers = tuple(notes.number(practice, source) for source in fact.cites)
        yield Entry(practice.id, labels, fact.text.get(lang), fact.as_of or "", numbers)


class _Notes:
    """Numbers sources from 1 in the order in which they are first cited; one address is one note within a practice."""

    def __init__(self) -> None:
        self.all: list[Note] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, practice: Practice, source: str) -> int:
        key = (practice.id, source)
        if key not in self._numbers:
            self._numbers[key] = len(self.all) + 1
            self.all.append(Note(self._numbers[key], practice.id, practice.sources[source]))
        return self._numbers[key]
