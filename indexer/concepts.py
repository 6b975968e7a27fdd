"""Concepts of the vocabulary in a question: terms by the words that people use for them, in any language."""

from __future__ import annotations

from collections import defaultdict
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


def concepts_in(words: Sequence[str], languages: Sequence[str] = tuple(STEMMERS)) -> list[Concept]:
    """Return the terms that folded words name in any of `languages`; where names overlap, the longest counts."""
    named: dict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
    for lang in languages:
        stemmed = [stem(word, lang) for word in words]
        for start, first in enumerate(stemmed):
            for length in _lengths(lang).get(first, ()):
                name = tuple(stemmed[start : start + length])
                named[-len(name), start] |= _names(lang).get(name, set())
    found: list[Concept] = []
    taken: set[int] = set()
    for (length, start), names in sorted(named.items()):
        span = range(start, start - length)
        if names and not taken.intersection(span):
            taken.update(span)
            found += (Concept(scheme, vocabulary()[scheme][code], start, span.stop) for scheme, code in sorted(names))
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
def _lengths(lang: str) -> Mapping[str, set[int]]:
    """Return the lengths of the names by their first word."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in _names(lang):
        lengths[name[0]].add(len(name))
    return dict(lengths)
