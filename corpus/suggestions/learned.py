"""Learns from the practices of the base what a document of a kind, a status, a branch, a payer or a legal route says.

Two linear models, one on the other. A ridge regression reads the whole document (its meaning by the encoder, its words,
what its sentences speak of); a second one reads single sentences, learnt from the texts of the row that a field belongs
to. A logistic regression weighs both with the vocabulary's terms that the sentences name, and makes a probability of
them. What it learns from is always said by models that have not seen the same practice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold, cross_val_predict

from corpus.suggestions.document import Document
from corpus.suggestions.features import Features, Numbers, Rows
from corpus.suggestions.pieces import Sentence
from kb.model import Practice
from kb.vocabulary import vocabulary

FOLDS = 4  # of practices, so that none is judged by what was learnt from it
WHOLE, SENTENCE = 0.5, 0.5  # penalties of the ridge regressions on documents and on sentences
TOP = 3  # sentences that speak most of a row
_NO_VECTORS = np.zeros((0, 1), np.float32)


@dataclass(frozen=True)
class Example:
    """A practice as a document in one language."""

    practice: Practice
    lang: str
    document: Document


@dataclass(frozen=True)
class RowField:
    """A field with codes of a row, and the vocabulary's scheme of these codes."""

    row: str
    scheme: str

    @property
    def codes(self) -> list[str]:
        """All codes that the field can have."""
        return list(vocabulary()[self.scheme].terms)

    def of(self, practice: Practice) -> frozenset[str]:
        """Return the codes of a practice; of a branch with its compulsion the branch."""
        return frozenset(practice.codes(self.row)) & frozenset(self.codes)


FIELDS: Mapping[str, RowField] = {
    "branches": RowField("branches", "branch"),
    "payers": RowField("payers", "payer"),
    "classification": RowField("classification", "legal-route"),
}
CHOICES = ("kind", "status")


@dataclass(frozen=True)
class Reading:
    """How likely each code of each field is for one document, and the sentence that speaks most for it.

    `rows` holds how likely each sentence speaks of a row, of shape (sentences,).
    """

    likely: Mapping[str, Mapping[str, float]]
    sentences: Mapping[str, Mapping[str, int]]
    rows: Mapping[str, Numbers]


class Learned:
    """What was learnt from examples."""

    def __init__(self, examples: Sequence[Example]) -> None:
        groups = np.array([example.practice.id for example in examples])
        documents = [example.document for example in examples]
        said: list[_Said] = [_NOTHING] * len(examples)
        for seen, held in GroupKFold(FOLDS).split(documents, groups=groups):
            reader = _Sentences([examples[number] for number in seen])
            for number in held:
                said[number] = reader.read(documents[number])
        self._sentences = _Sentences(examples)
        self._features = Features(documents, [found.rows for found in said])
        features = self._features.of(documents, [found.rows for found in said])
        wanted = np.array([_wanted(example.practice) for example in examples])
        self._whole = Ridge(alpha=WHOLE)
        scores = cross_val_predict(self._whole, features, wanted, groups=groups, cv=GroupKFold(FOLDS))
        self._whole.fit(features, wanted)
        self._choices = {name: self._chosen(name, examples, scores) for name in CHOICES}
        self._codes = {name: self._coded(name, examples, scores, said) for name in FIELDS}
        self._shares = {name: wanted[:, _columns()[name]].mean(axis=0) for name in FIELDS}

    def read(self, document: Document) -> Reading:
        """Return what is likely for a document."""
        said = self._sentences.read(document)
        scores = self._whole.predict(self._features.of([document], [said.rows]))
        likely = {}
        for name, model in self._choices.items():
            found = model.predict_proba(scores[:, _columns()[name]])[0]
            likely[name] = dict(zip(model.classes_.tolist(), found.tolist(), strict=True))
        for name, model in self._codes.items():
            given = _given(name, scores[0, _columns()[name]], self._shares[name], said)
            likely[name] = dict(zip(FIELDS[name].codes, model.predict_proba(given)[:, 1].tolist(), strict=True))
        rows = dict(zip(said.names, said.rows.T, strict=True))
        return Reading(likely, {name: said.best(name) for name in FIELDS}, rows)

    def _chosen(self, name: str, examples: Sequence[Example], scores: Numbers) -> LogisticRegression:
        codes = [getattr(example.practice, name) for example in examples]
        return LogisticRegression(C=10, max_iter=1000).fit(scores[:, _columns()[name]], codes)

    def _coded(
        self, name: str, examples: Sequence[Example], scores: Numbers, said: Sequence[_Said]
    ) -> LogisticRegression:
        wanted = np.array([_wanted(example.practice)[_columns()[name]] for example in examples])
        shares = wanted.mean(axis=0)
        given = [_given(name, row[_columns()[name]], shares, found) for row, found in zip(scores, said, strict=True)]
        return LogisticRegression(C=10, max_iter=1000).fit(np.vstack(given), wanted.ravel() > 0)


@dataclass(frozen=True)
class _Said:
    """What the sentences of a document say: of which row (sentences, rows), which codes by words learnt and by name."""

    names: Sequence[str]
    rows: Numbers
    learnt: Mapping[str, Numbers]
    named: Mapping[str, Numbers]

    def of_row(self, field: str) -> Numbers:
        """Return how likely each sentence speaks of the row of a field."""
        return np.asarray(self.rows[:, list(self.names).index(FIELDS[field].row)])

    def best(self, field: str) -> dict[str, int]:
        """Return the sentence that speaks most for each code of a field."""
        weight = self.of_row(field)[:, None]
        best = (weight * (self.learnt[field] + self.named[field])).argmax(axis=0)
        return dict(zip(FIELDS[field].codes, best.tolist(), strict=True))


_NOTHING = _Said((), np.zeros((0, 0)), {}, {})


class _Sentences:
    """Reads single sentences, by the texts of the rows of the base."""

    def __init__(self, examples: Sequence[Example]) -> None:
        texts = [
            (row, example.practice, Document(example.lang, [Sentence(fact.text.get(example.lang))], _NO_VECTORS))
            for example in examples
            for row, fact in example.practice.facts.items()
            if fact.text
        ]
        self._rows = Rows([document.terms[0] for _, _, document in texts], [row for row, _, _ in texts])
        self._codes: dict[str, Ridge] = {}
        for name, field in FIELDS.items():
            own = [(practice, document.terms[0]) for row, practice, document in texts if row == field.row]
            weighed = self._rows.vectorizer.transform([terms for _, terms in own]).toarray()
            wanted = [[code in field.of(practice) for code in field.codes] for practice, _ in own]
            self._codes[name] = Ridge(alpha=SENTENCE).fit(weighed, np.array(wanted, float))

    def read(self, document: Document) -> _Said:
        weighed = self._rows.weighed(document)
        concepts = document.concepts or [frozenset()]
        named = {
            name: np.array([[(field.scheme, code) in found for code in field.codes] for found in concepts], float)
            for name, field in FIELDS.items()
        }
        learnt = {name: model.predict(weighed) for name, model in self._codes.items()}
        return _Said(self._rows.names, self._rows.likelihood(document), learnt, named)


def _given(field: str, whole: Numbers, shares: Numbers, said: _Said) -> Numbers:
    """Return what speaks for each code of a field, of shape (codes, signals)."""
    row, named, learnt = said.of_row(field)[:, None], said.named[field], said.learnt[field]
    order = np.argsort(-row[:, 0])
    times = np.log1p(named.sum(axis=0))
    signals = (
        whole,
        shares,
        times,
        (row * named).max(axis=0),
        np.log1p((row * named).sum(axis=0)),
        named[:2].max(axis=0),
        named[order[:TOP]].max(axis=0),
        named[order[0]],
        5 * named.mean(axis=0),
        learnt[order[0]],
        learnt[order[:2]].max(axis=0),
        (row * learnt).max(axis=0),
        (row * learnt).sum(axis=0) / (row.sum() or 1.0),
        whole * times,
    )
    return np.stack(signals, axis=1)


def _columns() -> dict[str, slice]:
    """Return where each field stands in what the first model gives."""
    sizes = {name: len(vocabulary()[name].terms) for name in CHOICES}
    sizes |= {name: len(field.codes) for name, field in FIELDS.items()}
    ends = np.cumsum(list(sizes.values())).tolist()
    return {name: slice(end - size, end) for (name, size), end in zip(sizes.items(), ends, strict=True)}


def _wanted(practice: Practice) -> Numbers:
    values = [float(code == getattr(practice, name)) for name in CHOICES for code in vocabulary()[name].terms]
    values += [float(code in field.of(practice)) for field in FIELDS.values() for code in field.codes]
    return np.array(values)
