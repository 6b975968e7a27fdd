"""A comparison of countries: the rows of the record against countries, with numbered sources under every cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache

from kb.countries import UnknownCountry, country_name, find_country, jurisdiction_name
from kb.errors import UsageError
from kb.messages import Message
from kb.model import Practice, Source
from kb.vocabulary import nearest, row_code_label, scheme

QUESTION = "question"  # the id of the row that answers the first question; the others are numbered
MAX_QUESTIONS = 5

Group = tuple[str, Sequence[Practice]]  # what stands in a column: a country and practices of it


@dataclass(frozen=True)
class Note:
    """A numbered source of the comparison."""

    number: int
    practice: str
    source: Source


@dataclass(frozen=True)
class Entry:
    """What one practice says in a cell.

    `not_reported` means: looked for, the sources are silent; then there is no text. `codes` are labels in the language
    of the comparison, `coded_as` the codes that they stand for. `lang` is the language of the text: an answer to a
    question may be found in another one only. `section` names the part of the practice that an answer comes from; it
    is empty in the rows of the record.
    """

    practice: str
    codes: tuple[str, ...] = ()
    text: str = ""
    as_of: str = ""
    notes: tuple[int, ...] = ()
    not_reported: bool = False
    coded_as: tuple[str, ...] = ()
    lang: str = ""
    section: str = ""


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
    """A country and its practices in the comparison, in the order of their ids; or one practice by itself.

    `name` stands at the head of the column: the country, with the title of the practice that stands by itself.
    """

    country: str
    name: str
    practices: tuple[ColumnPractice, ...]


@dataclass(frozen=True)
class ComparisonRow:
    """A row; `cells` has one tuple of entries for each column.

    An empty tuple means: nobody has looked yet; in a row that is `asked` it means: no evidence found.
    """

    id: str
    label: str
    definition: str
    cells: tuple[tuple[Entry, ...], ...]
    asked: bool = False


@dataclass(frozen=True)
class Comparison:
    """Rows against countries, in one language.

    `notice` says in words what limits the answers to the questions, if anything does.
    """

    lang: str
    columns: tuple[Column, ...]
    rows: tuple[ComparisonRow, ...]
    notes: tuple[Note, ...]
    notice: str = ""
    made_on: date = field(default_factory=lambda: datetime.now(UTC).date(), compare=False)

    def practice(self, practice_id: str) -> ColumnPractice:
        """Return the practice of an entry or a note; raise `KeyError` when it stands in no column."""
        for column in self.columns:
            for practice in column.practices:
                if practice.id == practice_id:
                    return practice
        raise KeyError(practice_id)


@dataclass(frozen=True)
class Evidence:
    """A passage that answers a question.

    `section` is the id of the part of the practice where it stands, `heading` what people call that part; `cites` are
    ids of sources of the practice.
    """

    practice: str
    text: str
    lang: str
    section: str
    heading: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class AskedRow:
    """A question with its evidence by country code; `notice` says what limits the search, if anything."""

    question: str
    evidence: Mapping[str, tuple[Evidence, ...]]
    notice: str = ""


def check_countries(names: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of countries given by code or name, each once.

    Raises `UsageError` when there is none, and one that names the nearest for a country that is unknown.
    """
    try:
        codes = tuple(dict.fromkeys(find_country(name) for name in names))
    except UnknownCountry as error:
        raise UsageError(*error.args) from None
    if not codes:
        raise UsageError(Message("name the countries to compare, such as IDN and MYS"))
    return codes


def check_rows(rows: Sequence[str]) -> tuple[str, ...]:
    """Return the rows asked for, all of them when none is.

    Raises `UsageError` that names the nearest for an unknown one.
    """
    known = scheme("row").terms
    for row in rows:
        if row not in known:
            raise UsageError(Message("unknown row %(row)r%(hint)s", row=row, hint=nearest(row, known)))
    return tuple(dict.fromkeys(rows)) or tuple(known)


def compare(
    practices: Iterable[Practice],
    countries: Sequence[str],
    rows: Sequence[str] = (),
    lang: str = "en",
    asked: Sequence[AskedRow] = (),
    *,
    split: bool = False,
) -> Comparison:
    """Lay countries side by side in the order given; `rows` are row ids, all of them when empty.

    With `split` every practice has a column of its own. The answers to questions that were asked become the first rows.
    Guidance has no facts of a country and stays out.
    Raises `UsageError` for an unknown row.
    """
    wanted = check_rows(rows)
    groups = _groups(practices, tuple(dict.fromkeys(countries)), split=split)
    notes = Notes()
    table = [_asked_row(number, one, groups, notes) for number, one in enumerate(asked, start=1)]
    table += [_row(row, groups, lang, notes) for row in wanted]
    columns = tuple(_column(country, group, lang, split=split) for country, group in groups)
    notice = " ".join(dict.fromkeys(one.notice for one in asked if one.notice))
    return Comparison(lang, columns, tuple(table), tuple(notes.all), notice)


def narrowed(comparison: Comparison, practices: Collection[str]) -> Comparison:
    """Return the comparison with only what these practices say; its notes are numbered anew.

    A cell that is left empty tells nothing: what other practices say is left out.
    """
    numbers: dict[int, int] = {}

    def renumbered(entry: Entry) -> Entry:
        return replace(entry, notes=tuple(numbers.setdefault(number, len(numbers) + 1) for number in entry.notes))

    rows = tuple(
        replace(row, cells=tuple(tuple(renumbered(e) for e in cell if e.practice in practices) for cell in row.cells))
        for row in comparison.rows
    )
    columns = tuple(
        replace(column, practices=tuple(practice for practice in column.practices if practice.id in practices))
        for column in comparison.columns
    )
    notes = [replace(note, number=numbers[note.number]) for note in comparison.notes if note.number in numbers]
    return replace(comparison, columns=columns, rows=rows, notes=tuple(sorted(notes, key=lambda note: note.number)))


def _groups(practices: Iterable[Practice], countries: Sequence[str], *, split: bool) -> Sequence[Group]:
    """Return for each column its country and practices; a country without practices keeps its column."""
    by_country: dict[str, list[Practice]] = {country: [] for country in countries}
    for practice in sorted(practices, key=lambda practice: practice.id):
        if practice.country in by_country and practice.kind != "guidance":
            by_country[practice.country].append(practice)
    if not split:
        return list(by_country.items())
    return [(country, group) for country, some in by_country.items() for group in ([[one] for one in some] or [[]])]


def _column(country: str, group: Sequence[Practice], lang: str, *, split: bool) -> Column:
    practices = tuple(column_practice(practice, lang) for practice in group)
    name = country_name(country, lang)
    return Column(country, f"{name}: {practices[0].title}" if split and practices else name, practices)


def _row(row: str, groups: Sequence[Group], lang: str, notes: Notes) -> ComparisonRow:
    term = scheme("row")[row]
    cells = tuple(tuple(_entries(practices, row, lang, notes)) for _, practices in groups)
    return ComparisonRow(row, term.label.get(lang), term.definition.get(lang), cells)


def _asked_row(number: int, asked: AskedRow, groups: Sequence[Group], notes: Notes) -> ComparisonRow:
    """Lay out the answer to a question; evidence of a practice that is not compared is left out.

    That happens while the index is a moment behind the store.
    """
    cells = []
    for country, practices in groups:
        known = {practice.id: practice for practice in practices}
        found = (evidence for evidence in asked.evidence.get(country, ()) if evidence.practice in known)
        cells.append(tuple(answer(evidence, known[evidence.practice], notes) for evidence in found))
    name = QUESTION if number == 1 else f"{QUESTION}-{number}"
    return ComparisonRow(name, asked.question, "", tuple(cells), asked=True)


def answer(found: Evidence, practice: Practice, notes: Notes) -> Entry:
    """Return the entry of a passage, as of the date of its row, or of the verification of the whole practice."""
    numbers = tuple(notes.number(practice, source) for source in found.cites if source in practice.sources)
    fact = practice.facts.get(found.section)
    as_of = (fact and fact.as_of) or practice.verified_on.isoformat()
    return Entry(found.practice, text=found.text, as_of=as_of, notes=numbers, lang=found.lang, section=found.heading)


_code_label = cache(row_code_label)  # looked up for every cell


def column_practice(practice: Practice, lang: str) -> ColumnPractice:
    """Return a practice as it stands in a document."""
    place = jurisdiction_name(practice.jurisdiction) if practice.jurisdiction else ""
    verified = practice.verified_on.isoformat()
    return ColumnPractice(practice.id, practice.title.get(lang), practice.status, place, verified)


def _entries(practices: Iterable[Practice], row: str, lang: str, notes: Notes) -> Iterable[Entry]:
    for practice in practices:
        fact = practice.facts.get(row)
        if fact is None:
            continue
        if fact.not_reported or fact.text is None:
            yield Entry(practice.id, not_reported=True)
            continue
        labels = tuple(_code_label(row, code, lang) for code in fact.codes)
        numbers = tuple(notes.number(practice, source) for source in fact.cites)
        yield Entry(practice.id, labels, fact.text.get(lang), fact.as_of or "", numbers, coded_as=fact.codes, lang=lang)


class Notes:
    """Numbers sources from 1 in the order in which they are first cited; `all` holds them in that order."""

    def __init__(self) -> None:
        self.all: list[Note] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, practice: Practice, source: str) -> int:
        """Return the number of a source of a practice."""
        key = (practice.id, source)
        if key not in self._numbers:
            self._numbers[key] = len(self.all) + 1
            self.all.append(Note(self._numbers[key], practice.id, practice.sources[source]))
        return self._numbers[key]
