"""What a search found, practice by practice, with numbered sources: a plain model of which documents are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kb.comparison import ColumnPractice, Entry, Evidence, Note, Notes, answer, column_practice
from kb.countries import country_name
from kb.model import Practice
from kb.sections import section_name

SUMMARY = "summary"


@dataclass(frozen=True)
class Finding:
    """A practice that was found, with its country and the passages that bear on the question, best first."""

    country: str
    name: str
    practice: ColumnPractice
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Findings:
    """The answer to a question, best first, in one language; without a question, the practices that pass filters.

    `filters` are those that were set, in words; `notice` says what limits the answer, if anything does.
    """

    lang: str
    question: str
    filters: tuple[str, ...]
    found: tuple[Finding, ...]
    notes: tuple[Note, ...]
    notice: str = ""
    made_on: date = field(default_factory=lambda: datetime.now(UTC).date(), compare=False)

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the names of the countries in the order in which they were found."""
        return tuple(dict.fromkeys(finding.name for finding in self.found))


def gather(
    evidence: Iterable[Evidence],
    practices: Mapping[str, Practice],
    lang: str,
    question: str,
    filters: Sequence[str] = (),
    notice: str = "",
) -> Findings:
    """Return the findings of a question from its evidence, best first.

    `practices` are those that readers see, by id; evidence of another one is left out, which happens while the index is
    a moment behind the store.
    """
    notes = Notes()
    entries: dict[str, list[Entry]] = {}
    for passage in evidence:
        if passage.practice in practices:
            entries.setdefault(passage.practice, []).append(answer(passage, practices[passage.practice], notes))
    found = tuple(_finding(practices[slug], tuple(passages), lang) for slug, passages in entries.items())
    return Findings(lang, question, tuple(filters), found, tuple(notes.all), notice)


def listed(practices: Iterable[Practice], lang: str, filters: Sequence[str] = ()) -> Findings:
    """Return practices in their order, each with its summary and all its sources."""
    notes = Notes()
    found = []
    for practice in practices:
        numbers = tuple(notes.number(practice, source) for source in practice.sources)
        text, day = practice.summary.get(lang), practice.verified_on.isoformat()
        entry = Entry(practice.id, (), text, day, numbers, lang=lang, section=section_name(SUMMARY, lang))
        found.append(_finding(practice, (entry,), lang))
    return Findings(lang, "", tuple(filters), tuple(found), tuple(notes.all))


def _finding(practice: Practice, entries: tuple[Entry, ...], lang: str) -> Finding:
    return Finding(practice.country, country_name(practice.country, lang), column_practice(practice, lang), entries)
