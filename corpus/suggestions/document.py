"""A document as the suggestions see it: sentences, the concepts and countries they name, and its meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.extraction.model import Extracted
from corpus.suggestions.mentions import Mention, Names, mentions
from corpus.suggestions.model import Evidence
from corpus.suggestions.pieces import Piece, Sentence, pieces, sentences
from indexer.concepts import concepts_in
from indexer.words import stem, tokens

MAX_SENTENCES = 3_000
BEGINNING = 2  # pieces: the title and what a document begins with say most of what it is about

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[Piece]], Vectors]


@dataclass
class Document:
    """A document with the vectors of its pieces, of shape (pieces, dimension)."""

    language: str
    sentences: list[Sentence]
    vectors: Vectors

    @cached_property
    def words(self) -> list[list[str]]:
        """Folded words of each sentence; numbers are all `#`, since their values belong to one case."""
        return [["#" if word.isdigit() else word for word, _, _ in tokens(told.text)] for told in self.sentences]

    @cached_property
    def terms(self) -> list[list[str]]:
        """Stems of each sentence, and pairs of stems that follow each other."""
        found = []
        for words in self.words:
            stemmed = [stem(word, "en") for word in words]
            found.append([*stemmed, *(f"{one} {other}" for one, other in pairwise(stemmed))])
        return found

    @cached_property
    def concepts(self) -> list[frozenset[tuple[str, str]]]:
        """Schemes and codes of the vocabulary's terms that each sentence names."""
        return [frozenset((found.scheme, found.term.code) for found in concepts_in(words)) for words in self.words]

    def mentions(self, institutions: Names) -> list[tuple[int, Mention]]:
        """Return the countries spoken of, with the number of the sentence."""
        return [
            (number, found) for number, told in enumerate(self.sentences) for found in mentions(told.text, institutions)
        ]

    @cached_property
    def meaning(self) -> Vectors:
        """The mean of all pieces and that of the first ones, each of length 1, one after the other."""
        if not len(self.vectors):
            return np.zeros(2 * self.vectors.shape[1], np.float32)
        parts = [part.mean(axis=0) for part in (self.vectors, self.vectors[:BEGINNING])]
        return np.concatenate([part / (np.linalg.norm(part) or 1.0) for part in parts])

    @cached_property
    def numbers(self) -> Counter[str]:
        """Numbers of two digits and more as digits, without separators."""
        return Counter(
            word for told in self.sentences for word, _, _ in tokens(told.text) if word.isdigit() and len(word) > 1
        )

    @cached_property
    def names(self) -> Counter[str]:
        """Words that begin with a capital within a sentence, folded: names of people, places, laws and institutions."""
        return Counter(
            word
            for told in self.sentences
            for number, (word, start, _) in enumerate(tokens(told.text))
            if number and told.text[start].isupper() and len(word) > 1
        )

    def evidence(self, number: int) -> Evidence:
        """Return a sentence as evidence."""
        told = self.sentences[number]
        return Evidence(text=told.text, sentence=number, page=told.page)


def document_of(extracted: Extracted, embed: Embed) -> Document:
    """Return a document that was read, with its pieces embedded."""
    told = list(sentences(extracted.blocks))[:MAX_SENTENCES]
    return Document(extracted.language, told, embed(pieces(told)))
