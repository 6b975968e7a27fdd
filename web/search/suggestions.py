"""What one may be about to ask: terms of the vocabulary, countries, example questions and titles of practices.

Made from the base alone; no question that anyone asked is kept anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from indexer.concepts import SCHEMES
from indexer.words import tokens
from kb.countries import country_name
from kb.vocabulary import scheme
from web.catalogue import Contents
from web.search.examples import QUESTIONS

Kind = Literal["term", "country", "question", "practice"]
MOST = 8
LONGEST = 100  # characters; what is longer is being pasted, not typed
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """A text to ask. `names` are what it is found by."""

    kind: Kind
    text: str
    names: tuple[str, ...]


def suggest(typed: str, contents: Contents, lang: str) -> list[Suggestion]:
    """Return what begins as was typed, at most `MOST`; its last words are completed too."""
    words = [(word, start) for word, start, _ in tokens(typed)] if len(typed) <= LONGEST else []
    if not words or len(words[-1][0]) < SHORTEST:
        return []
    known = [*_terms(lang), *_countries(contents, lang), *_questions(lang), *_titles(contents, lang)]
    ends = [one for one in known if one.kind in ("term", "country")]
    found: dict[str, Suggestion] = {}
    for at, (_, start) in enumerate(words):
        asked = [word for word, _ in words[at:]]
        matching = _matching(asked, known) if at == 0 else _matching(asked, ends, farthest=0)
        for one in matching:
            text = typed[:start].lstrip() + one.text
            found.setdefault(text.casefold(), Suggestion(one.kind, text, one.names))
        if at and matching:
            break  # the longest end that something begins with; shorter ones would say its words twice
    typed_already = " ".join(typed.split()).casefold()
    return list(islice((one for text, one in found.items() if text != typed_already), MOST))


def _matching(asked: list[str], known: Iterable[Suggestion], farthest: int = 1) -> list[Suggestion]:
    """Return what has all the words, the last one begun; what begins with them comes first."""
    ranked = []
    for one in known:
        ranks = [rank for name in one.names if (rank := _rank(asked, _words(name))) is not None]
        if ranks and min(ranks) <= farthest:
            ranked.append((min(ranks), one))
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def _rank(asked: list[str], name: tuple[str, ...]) -> int | None:
    """Return 0 for a name that begins with the words, 1 for one that has them elsewhere, None for any other."""
    *whole, begun = asked
    if name[: len(whole)] == tuple(whole) and len(name) > len(whole) and name[len(whole)].startswith(begun):
        return 0
    return 1 if set(whole) <= set(name) and any(word.startswith(begun) for word in name) else None


@lru_cache(16384)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in tokens(text))


def _terms(lang: str) -> Iterator[Suggestion]:
    for name in SCHEMES:
        for term in scheme(name).terms.values():
            label = term.label.get(lang)
            yield Suggestion("term", label, (label, *term.synonyms.get(lang, ())))


def _countries(contents: Contents, lang: str) -> Iterator[Suggestion]:
    for name in sorted(country_name(code, lang) for code in contents.comparable):
        yield Suggestion("country", name, (name,))


def _questions(lang: str) -> Iterator[Suggestion]:
    return (Suggestion("question", text.get(lang), (text.get(lang),)) for text in QUESTIONS)


def _titles(contents: Contents, lang: str) -> Iterator[Suggestion]:
    for practice in contents.practices.values():
        title = practice.title.get(lang).replace('"', "")  # quotes would demand the words side by side
        yield Suggestion("practice", title, (title,))
