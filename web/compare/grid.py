"""A comparison as the page shows it: what a cell tells at a glance, the texts that there is room for, what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from kb.agreement import Agreement, Told, agreement, common, merged, no_scheme
from kb.comparison import Column, Comparison, ComparisonRow, Entry, Note
from kb.documents.wording import absence
from kb.labels import label
from kb.vocabulary import scheme

TEXTS = 12  # in a row of the table, shared out among its cells: each of two has six, each of twelve one
FEW = 3  # practices are named behind a code up to that number, then counted
_ENDED = frozenset({"suspended", "repealed", "rejected"})


@dataclass(frozen=True)
class Chip:
    """A code of a cell. `who` names or counts the practices where others of the country do not tell it."""

    label: str
    differs: bool
    who: str


@dataclass(frozen=True)
class Chips:
    """Codes under one heading: the branches that are mandatory, say; the heading is empty where codes have one part."""

    code: str
    label: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Text:
    """What one practice says; `place` counts the practices of the column from 1, 0 where there is only one."""

    place: int
    entry: Entry
    no_scheme: bool


@dataclass(frozen=True)
class Cell:
    """A cell. `silent` is why nothing stands in it; `more` counts texts that there is no room for.

    `not_reporting` counts the practices whose sources are silent while others of the country tell something.
    """

    column: Column
    chips: tuple[Chips, ...]
    texts: tuple[Text, ...]
    more: int
    not_reporting: int
    silent: str


@dataclass(frozen=True)
class Line:
    """A row of the comparison; `terms` are the names and definitions of the codes that stand in it."""

    row: ComparisonRow
    agreement: Agreement
    cells: tuple[Cell, ...]
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """The table: its rows, those that are folded away, and the sources of what is shown."""

    comparison: Comparison
    lines: tuple[Line, ...]
    folded: tuple[Line, ...]
    notes: tuple[Note, ...]

    @property
    def read_on(self) -> tuple[date, ...]:
        """The days on which the sources were read, in order."""
        return tuple(sorted({note.source.accessed for note in self.notes}))


def grid(comparison: Comparison, *, fold: bool = False) -> Grid:
    """Return a comparison as the page shows it; with `fold` the rows in which all agree or are silent stand apart."""
    room = max(1, TEXTS // max(1, len(comparison.columns)))
    first = _first(comparison)
    lines = [_line(comparison, row, room, first) for row in comparison.rows]
    folded = [line for line in lines if fold and line.agreement in ("same", "silent") and not line.row.asked]
    shown = [line for line in lines if line not in folded]
    cited = {number for line in shown for cell in line.cells for text in cell.texts for number in text.entry.notes}
    notes = tuple(note for note in comparison.notes if note.number in cited)
    return Grid(comparison, tuple(shown), tuple(folded), notes)


def letter(place: int) -> str:
    """Return A for 1, B for 2, Z for 26, AA for 27; nothing for 0."""
    before, last = divmod(place - 1, 26)
    return (letter(before) if before > 0 else "") + chr(ord("A") + last) if place > 0 else ""


def _first(comparison: Comparison) -> Mapping[str, tuple[bool, int]]:
    """Return by practice the key that puts first what stands for its country: in force, with the most rows told."""
    told = Counter(entry.practice for row in comparison.rows for cell in row.cells for entry in cell if entry.text)
    return {
        practice.id: (practice.status in _ENDED, -told[practice.id])
        for column in comparison.columns
        for practice in column.practices
    }


def _line(comparison: Comparison, row: ComparisonRow, room: int, first: Mapping[str, tuple[bool, int]]) -> Line:
    shared = common(row.cells)
    cells = tuple(
        _cell(row, column, _ordered(row, entries, first), shared, room, comparison.lang)
        for column, entries in zip(comparison.columns, row.cells, strict=True)
    )
    return Line(row, agreement(row.cells), cells, _terms(row, comparison.lang))


def _cell(
    row: ComparisonRow, column: Column, entries: Sequence[Entry], shared: frozenset[str], room: int, lang: str
) -> Cell:
    places = {practice.id: number for number, practice in enumerate(column.practices, start=1)}
    if len(places) == 1:
        places = dict.fromkeys(places, 0)
    telling = [entry for entry in entries if not entry.not_reported]
    if not telling:
        silent = label("not-reported", lang) if entries else absence(row, column, lang)
        return Cell(column, (), (), 0, 0, silent)
    shown = telling[:room]
    texts = tuple(Text(places[entry.practice], entry, no_scheme(row.id, entry)) for entry in shown)
    chips = _chips(row, merged(telling), shared, places, lang)
    return Cell(column, chips, texts, len(telling) - len(shown), len(entries) - len(telling), "")


def _ordered(row: ComparisonRow, entries: Sequence[Entry], first: Mapping[str, tuple[bool, int]]) -> Sequence[Entry]:
    """Return entries as they should be read; those of a question stand best first already."""
    return entries if row.asked else sorted(entries, key=lambda entry: first[entry.practice])


def _chips(
    row: ComparisonRow, told: Iterable[Told], shared: frozenset[str], places: Mapping[str, int], lang: str
) -> tuple[Chips, ...]:
    """Return the codes of a cell; those of two parts are gathered by the second, in the order of the vocabulary."""
    groups: dict[str, list[Chip]] = {}
    for one in told:
        first, _, second = one.code.partition(":")
        name = _label(scheme("row")[row.id].codes[0], first, lang)
        groups.setdefault(second, []).append(Chip(name, one.code not in shared, _who(one, places)))
    if set(groups) <= {""}:
        return tuple(Chips("", "", tuple(chips)) for chips in groups.values())
    name = scheme("row")[row.id].codes[1]
    order = list(scheme(name).terms)
    return tuple(Chips(code, _label(name, code, lang), tuple(groups[code])) for code in sorted(groups, key=order.index))


def _who(told: Told, places: Mapping[str, int]) -> str:
    if not told.disputed:
        return ""
    if len(told.practices) > FEW:
        return f"{len(told.practices)}/{len(places)}"
    return " ".join(map(letter, sorted(places[practice] for practice in told.practices)))


def _terms(row: ComparisonRow, lang: str) -> tuple[tuple[str, str], ...]:
    """Return the name and definition of each part of the codes in a row, in the order of the vocabulary."""
    if row.asked:
        return ()
    codes = {code for cell in row.cells for entry in cell for code in entry.coded_as}
    found = []
    for part, name in enumerate(scheme("row")[row.id].codes):
        used = {code.split(":")[part] for code in codes}
        terms = (term for term in scheme(name).terms.values() if term.code in used)
        found += [(term.label.get(lang), term.definition.get(lang)) for term in terms]
    return tuple(found)


@cache
def _label(name: str, code: str, lang: str) -> str:
    return scheme(name)[code].label.get(lang)
