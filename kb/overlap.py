"""Finds the same words in two practices: each is written for its own case, not copied from another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.model import Practice
from kb.practice_file import CITATION, Location
from kb.rules.parts import local_texts
from kb.text import LANGS

RUN = 15  # words in a row that two practices may not share; names of laws and institutions stay below
_STEP = RUN // 2

_Run = tuple[str, ...]


@dataclass(frozen=True)
class Overlap:
    """A run of words that stands in a part of one practice and in an earlier practice."""

    practice: str
    location: Location
    other: str
    words: str

    def __str__(self) -> str:
        return f"has words of {self.other}: “{self.words} …”; write each practice in its own words"


def overlaps(practices: Iterable[Practice]) -> Iterator[Overlap]:
    """Yield one overlap for each part of a practice that shares `RUN` words in a row with an earlier practice."""
    seen: dict[_Run, str] = {}
    for practice in practices:
        for location, text in _texts(practice):
            runs = list(_runs(text))
            shared = next((run for run in runs if seen.get(run, practice.id) != practice.id), None)
            if shared:
                yield Overlap(practice.id, location, seen[shared], " ".join(shared))
            for run in runs:
                seen.setdefault(run, practice.id)


def shared_words(practice: Practice, others: Iterable[Practice]) -> Iterator[Overlap]:
    """Yield the overlaps of one practice with others: as `overlaps`, without comparing the others with each other.

    A run of `RUN` words holds one of half its length that begins at a multiple of that length, so most texts are
    passed over by looking at every seventh word.
    """
    own = [_words(text) for _, text in _texts(practice)]
    known = {tuple(words[start : start + _STEP]) for words in own for start in range(len(words) - _STEP + 1)}
    for other in others:
        if any(part in known for _, text in _texts(other) for part in _steps(_words(text))):
            yield from (found for found in overlaps([other, practice]) if found.practice == practice.id)


def _texts(practice: Practice) -> Iterator[tuple[Location, str]]:
    for location, text in local_texts(practice):
        for lang in LANGS:
            yield (*location, lang), text.get(lang)
    for section, markdown in practice.sections.items():
        yield ("sections", section), re.sub(CITATION, " ", markdown)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _steps(words: list[str]) -> Iterator[_Run]:
    for start in range(0, len(words) - _STEP + 1, _STEP):
        yield tuple(words[start : start + _STEP])


def _runs(text: str) -> Iterator[_Run]:
    words = _words(text)
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])
