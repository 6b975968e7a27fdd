"""English and Indonesian say the same: both are there, with the same numbers and the vocabulary's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.model import Practice
from kb.rules.parts import Finding, local_texts, numbers
from kb.text import LocalText
from kb.vocabulary import scheme

SCHEMES = ("term", "branch")  # whose words the texts are held to


def language_faults(practice: Practice) -> Iterator[Finding]:
    """Yield texts whose two languages are the same, differ in their numbers, or use other words than the vocabulary."""
    for location, text in local_texts(practice):
        if len(text.en) > 20 and text.en == text.id:
            yield location, "English and Indonesian are the same; write the Indonesian text"
            continue
        for message in (*_number_faults(text), *_word_faults(text)):
            yield location, message


def _number_faults(text: LocalText) -> Iterator[str]:
    english, indonesian = numbers(text.en), numbers(text.id)
    for missing, lang in ((english - indonesian, "Indonesian"), (indonesian - english, "English")):
        if missing:
            yield f"the {lang} text does not say {', '.join(sorted(missing))}, as the other language does"


def _word_faults(text: LocalText) -> Iterator[str]:
    indonesian = text.id.casefold()
    for term in _terms():
        if term.spoken.search(text.en) and not any(name in indonesian for name in term.indonesian):
            yield f"English says {term.english!r}, Indonesian none of {', '.join(term.indonesian)}"
        if said := term.avoided.search(text.id):
            yield f"says {said[0]!r} in Indonesian; the vocabulary's word is {term.indonesian[0]!r}"


@dataclass(frozen=True)
class _Term:
    """A term that both languages are held to: its English name, its Indonesian ones, and words that are not used."""

    english: str
    spoken: re.Pattern[str]
    indonesian: tuple[str, ...]
    avoided: re.Pattern[str]


@cache
def _terms() -> Sequence[_Term]:
    return [
        _Term(
            english=term.label.en.casefold(),
            spoken=re.compile(rf"\b{re.escape(term.label.en)}s?\b", re.IGNORECASE),
            indonesian=tuple(name.casefold() for name in (term.label.id, *term.synonyms.get("id", ()))),
            avoided=re.compile(rf"\b(?:{'|'.join(map(re.escape, term.avoid)) or '(?!)'})\w*", re.IGNORECASE),
        )
        for name in SCHEMES
        for term in scheme(name).terms.values()
    ]
