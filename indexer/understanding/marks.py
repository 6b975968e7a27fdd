"""Why a passage matches: the words of the question in its text, and other names for what the question speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.concepts import Concept, other_names
from indexer.lexical import LexicalQuery
from indexer.words import stem, tokens
from kb.text import LANGS
from kb.vocabulary import Term

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """A stretch of a text that matches. `term` is set where the text has another name for it than the question."""

    start: int
    end: int
    term: Term | None = None


class Marker:
    """Finds in texts what a question asks for; of stretches that overlap the longest from the left counts."""

    def __init__(self, query: LexicalQuery, concepts: Sequence[Concept]) -> None:
        self._by_first: dict[str, list[tuple[Stems, Term | None]]] = {}
        own = frozenset(query.own)
        for word in query.own:
            self._add((word,), None)
        for concept in concepts:
            for lang in LANGS:
                for name in other_names(concept.term, lang):
                    self._add(name, None if own.issuperset(name) else concept.term)
        for names in self._by_first.values():
            names.sort(key=lambda pair: -len(pair[0]))

    def marks(self, text: str, lang: str) -> tuple[Mark, ...]:
        """Return the stretches of a text in `lang` that match, in their order."""
        words = [(stem(word, lang), start, end) for word, start, end in tokens(text)]
        stems = tuple(word for word, _, _ in words)
        found: list[Mark] = []
        at = 0
        while at < len(words):
            length = 1
            for name, term in self._by_first.get(stems[at], ()):
                if stems[at : at + len(name)] == name:
                    length = len(name)
                    found.append(Mark(words[at][1], words[at + length - 1][2], term))
                    break
            at += length
        return tuple(found)

    def _add(self, name: Stems, term: Term | None) -> None:
        names = self._by_first.setdefault(name[0], []) if name else []
        if all(known != name for known, _ in names):
            names.append((name, term))
