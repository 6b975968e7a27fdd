"""The parts of a practice that several rules look at, each with its location in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.model import Practice
from kb.practice_file import CITATION, Location
from kb.text import LocalText

Finding = tuple[Location, str]

_YEARS = re.compile(r"\b((?:19|20)\d\d)([-–/])(\d\d)\b(?![-\d])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def local_texts(practice: Practice) -> Iterator[tuple[Location, LocalText]]:
    """Yield every text that stands in both languages."""
    yield ("title",), practice.title
    yield ("summary",), practice.summary
    for number, event in enumerate(practice.events):
        yield ("events", number, "text"), event.text
    for row, fact in practice.facts.items():
        if fact.text:
            yield ("facts", row, "text"), fact.text
    for number, result in enumerate(practice.results):
        yield ("results", number, "population"), result.population


def claims(practice: Practice) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """Yield the location and the cited source ids of all that rests on sources."""
    for row, fact in practice.facts.items():
        yield ("facts", row, "cites"), fact.cites
    for number, event in enumerate(practice.events):
        yield ("events", number, "cites"), event.cites
    for number, result in enumerate(practice.results):
        yield ("results", number, "cites"), result.cites
    for section, text in practice.sections.items():
        yield ("sections", section), tuple(re.findall(CITATION, text))


def numbers(text: str) -> set[str]:
    """Return the numbers of a text as their digits alone, which are the same in every language.

    1,250.5 and 1.250,5 both give 12505; the years of 2025-26 give 2025 and 2026. Citations are no numbers.
    """
    plain = _YEARS.sub(lambda match: f"{match[1]} {match[1][:2]}{match[3]}", re.sub(CITATION, "", text))
    return {re.sub("[.,]", "", number) for number in _NUMBER.findall(plain)}
