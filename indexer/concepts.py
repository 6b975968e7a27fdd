"""Concepts of the vocabulary in a question: terms by the words that people use for them, in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.words import STEMMERS, stem, stems
from kb.vocabulary import Term, vocabulary

SCHEMES = ("branch", "platform-type", "legal-route", "compulsion", "payer", "collection", "acronym", "status")
# Stems that are a name of some term and, by themselves, of too many other things: "negara mana", "undang-undang".
GENERAL = frozenset({"negara", "state", "platform", "pekerja", "kerja", "worker", "undang", "jalan", "lahir", "trade"})


@dataclass(frozen=True)
class Concept:
    """A term of the vocabulary that a question speaks of, and the stretch of its words that says so."""

    scheme: str
    term: Term
    start: int
    end: int


def concepts_in(words: Sequence[str]) -> list[Concept]:
    """Return the terms named in a question's folded words; where several names overlap, the longest counts."""
    found: list[Concept] = []
    taken: set[int] = set()
    stemmed = {lang: [stem(word, lang) for word in words] for lang in STEMMERS}
    for length in range(min(_longest(), len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            span = range(start, start + length)
            if taken.intersection(span):
                continue
            names = {
                name
                for lang, own in stemmed.items()
                for name in _names(lang).get(tuple(own[start : start + length]), ())
            }
            for scheme_name, code in sorted(names):
                found.append(Concept(scheme_name, vocabulary()[scheme_name][code], start, start + length))
            if names:
                taken.update(span)
    return found


def other_names(term: Term, lang: str) -> Iterator[tuple[str, ...]]:
    """Yield the stems of each name that a term has in one language."""
    for name in (term.label.get(lang), *term.synonyms.get(lang, ())):
        yield _phrase(name, lang)


@cache
def _phrase(name: str, lang: str) -> tuple[str, ...]:
    return tuple(stems(name, lang))


@cache
def _names(lang: str) -> Mapping[tuple[str, ...], set[tuple[str, str]]]:
    names: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for scheme_name in SCHEMES:
        for code, term in vocabulary()[scheme_name].terms.items():
            spoken = [*term.synonyms.get(lang, ())]
            if lang in ("en", "id"):
                spoken.append(term.label.get(lang))
            if scheme_name == "acronym":
                spoken.append(code)
            for name in spoken:
                key = tuple(stems(name, lang))
                if key and not (len(key) == 1 and key[0] in GENERAL):
                    names.setdefault(key, set()).add((scheme_name, code))
    return names


@cache
def _longest() -> int:
    return max(len(key) for lang in STEMMERS for key in _names(lang))
