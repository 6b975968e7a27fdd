"""Numbers by which a document is judged: its meaning, its words, the rows that its sentences speak of, countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.preprocessing import StandardScaler

from corpus.suggestions.document import Document
from corpus.suggestions.mentions import Names
from indexer.words import fold
from kb.countries import INTERNATIONAL
from kb.vocabulary import vocabulary
from kb.yaml_loader import load_yaml

FIRST = 3  # sentences that tell what a document is about: its title and the first two of its text
WAYS: Mapping[str, float] = {"name": 1.0, "division": 0.7, "institution": 0.4}  # how much a mention says

Numbers = NDArray[np.float64]


def vectorizer(least: int) -> TfidfVectorizer:
    """Return what weighs terms by rarity; terms in fewer than `least` texts are left out."""
    return TfidfVectorizer(analyzer=_as_given, min_df=least, sublinear_tf=True)


def _as_given(terms: Sequence[str]) -> Sequence[str]:
    return terms


class Rows:
    """Tells of which row of the comparison a sentence speaks, learnt from the texts of the base's rows."""

    def __init__(self, terms: Sequence[Sequence[str]], rows: Sequence[str]) -> None:
        self.names = list(vocabulary()["row"].terms)
        self.vectorizer = vectorizer(3)
        weighed = self.vectorizer.fit_transform(terms)
        self._model = SGDClassifier(
            loss="log_loss", alpha=2e-5, max_iter=8, tol=None, random_state=0, class_weight="balanced"
        ).fit(weighed, rows)

    def weighed(self, document: Document) -> csr_matrix:
        """Return the weighed terms of each sentence, of shape (sentences, terms)."""
        return self.vectorizer.transform(document.terms or [[]])

    def likelihood(self, document: Document) -> Numbers:
        """Return how likely each sentence speaks of each row, of shape (sentences, rows)."""
        found: Numbers = np.zeros((max(len(document.terms), 1), len(self.names)))
        known = [self.names.index(name) for name in self._model.classes_]
        found[:, known] = self._model.predict_proba(self.weighed(document))
        return found


class Features:
    """Makes one row of numbers of a document; what it knows comes from the documents it was made with."""

    def __init__(self, documents: Sequence[Document], likelihoods: Sequence[Numbers]) -> None:
        self._words, self._titles = vectorizer(4), vectorizer(3)
        self._words.fit([_all(document) for document in documents])
        self._titles.fit([document.terms[0] if document.terms else [] for document in documents])
        self._centre = np.mean([document.meaning for document in documents], axis=0)
        self._scaler = StandardScaler().fit(_told(documents, likelihoods))

    def of(self, documents: Sequence[Document], likelihoods: Sequence[Numbers]) -> Numbers:
        """Return the features, of shape (documents, features); the kinds of features are weighed against each other."""
        meaning = np.array([document.meaning for document in documents]) - self._centre
        words = self._words.transform([_all(document) for document in documents]).toarray()
        titles = self._titles.transform([(document.terms or [[]])[0] for document in documents]).toarray()
        told = self._scaler.transform(_told(documents, likelihoods))
        parts = (np.sqrt(10) * meaning, np.sqrt(3) * words, titles, np.sqrt(3 / told.shape[1]) * told)
        return np.hstack(parts)


def countries_of(document: Document, institutions: Names) -> dict[str, float]:
    """Return the weight of each country that a document speaks of: its title counts most, then its beginning.

    A text in Indonesian that names no country speaks of Indonesia.
    """
    found: dict[str, float] = defaultdict(float)
    for number, mention in document.mentions(institutions):
        place = 4.0 if number == 0 else 1.5 if number < 5 else 1.0
        found[mention.country] += place * WAYS[mention.way]
    if document.language == "id":
        found["IDN"] += 1
    return dict(found)


def _all(document: Document) -> list[str]:
    return [term for terms in document.terms for term in terms]


def _told(documents: Sequence[Document], likelihoods: Sequence[Numbers]) -> Numbers:
    return np.array([_counts(*pair) for pair in zip(documents, likelihoods, strict=True)])


def _counts(document: Document, likelihood: Numbers) -> list[float]:
    """Return how much a document speaks of each row, of law and of administration, and of how many countries."""
    spoken = [*likelihood.mean(axis=0), *np.sort(likelihood, axis=0)[-2:].mean(axis=0)]
    words = document.words or [[]]
    law, administration = _beginnings()
    stretches = [
        words[0],
        [word for some in words[1:FIRST] for word in some],
        [word for some in words for word in some],
    ]
    counted = [
        float(sum(word.startswith(group) for word in some)) for some in stretches for group in (law, administration)
    ]
    length = max(len(stretches[2]), 1) / 100
    counted[4:] = [count / length for count in counted[4:]]
    countries = countries_of(document, {})
    total = sum(countries.values()) or 1.0
    named = [len(countries), max(countries.values(), default=0) / total, countries.get(INTERNATIONAL, 0.0) / total]
    capitals = [sum(word.isupper() and len(word) > 2 for word in told.text.split()) for told in document.sentences]
    acronyms = [min(sum(capitals[:1]), 2), sum(capitals) / length]
    return [*spoken, *counted, *named, *acronyms]


@cache
def _beginnings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    text = resources.files("corpus.suggestions").joinpath("words.yaml").read_text(encoding="utf-8")
    given = load_yaml(text)
    return tuple(fold(given["law"]).split()), tuple(fold(given["administration"]).split())
