"""Finds the practices of the base that a document seems to tell of, in any language and in other words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.suggestions.document import Document
from corpus.suggestions.features import Numbers
from kb.yaml_loader import load_yaml

NEAREST = 3  # pieces
NEXT = 10  # practices


@dataclass(frozen=True)
class Known:
    """A practice of the base as a document."""

    id: str
    document: Document


@dataclass(frozen=True)
class Likeness:
    """A practice that a document seems to tell of, with the log odds that it does."""

    id: str
    log_odds: float


class Calibration(BaseModel):
    """Weights of the signals for an encoder; their sum with `intercept` is the log odds that both tell of one case.

    From `threshold` on a practice is suggested: one document in a hundred that tells of none in the base reaches it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    weights: tuple[float, ...]
    threshold: float


class Duplicates:
    """Compares a document with all practices."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.ids = [practice.id for practice in known]
        self._known = [practice.document for practice in known]
        self._pieces = np.vstack([document.vectors for document in self._known])
        self._starts = np.cumsum([0, *(len(document.vectors) for document in self._known[:-1])])
        self._means = np.array([document.meaning for document in self._known])
        self._centre = self._means.mean(axis=0)
        self._rarity = [_rarity([document.numbers for document in self._known]),
                        _rarity([document.names for document in self._known])]  # fmt: skip

    def signals(self, document: Document) -> Numbers:
        """Return what speaks for each practice, of shape (practices, signals).

        Cosines of the means, of the beginnings, of each piece with the piece of the practice most like it (on average,
        and of the three pieces that have the nearest), and the other way round; how far these stand above those of the
        practices that come next; shares, by rarity, of numbers and of names in common.
        """
        width = self._means.shape[1] // 2
        means, own = self._means - self._centre, document.meaning - self._centre
        near = [_cosines(means[:, half], own[half]) for half in (slice(0, width), slice(width, None))]
        cosines = document.vectors @ self._pieces.T
        best = np.maximum.reduceat(cosines, self._starts, axis=1)
        sizes = np.diff([*self._starts, cosines.shape[1]])
        aligned = [
            best.mean(axis=0),
            np.sort(best, axis=0)[-NEAREST:].mean(axis=0),
            np.add.reduceat(cosines.max(axis=0), self._starts) / sizes,
        ]
        shared = [
            np.array([_shared(getattr(document, kind), getattr(known, kind), rarity) for known in self._known])
            for kind, rarity in zip(("numbers", "names"), self._rarity, strict=True)
        ]
        above = [like - np.sort(like)[-NEXT:].mean() for like in aligned]
        return np.stack([*near, *aligned, *above, *shared], axis=1)

    def nearness(self, document: Document) -> float:
        """Return the mean cosine of a document's pieces with the piece of the base that is most like each."""
        if not len(document.vectors):
            return 0.0
        return float((document.vectors @ self._pieces.T).max(axis=1).mean())

    def like(self, document: Document, calibration: Calibration) -> list[Likeness]:
        """Return the practices that the document seems to tell of, the most likely first."""
        odds = self.signals(document) @ np.array(calibration.weights) + calibration.intercept
        order = [number for number in np.argsort(-odds).tolist() if odds[number] >= calibration.threshold]
        return [Likeness(self.ids[number], float(odds[number])) for number in order]


def _cosines(many: Numbers, one: Numbers) -> Numbers:
    lengths = np.linalg.norm(many, axis=1) * np.linalg.norm(one)
    return np.asarray(many @ one / np.maximum(lengths, 1e-9))


def _rarity(all_of: Sequence[Counter[str]]) -> Mapping[str, float]:
    """Return the inverse document frequency of each word."""
    holding = Counter(word for words in all_of for word in words)
    return {word: math.log(1 + len(all_of) / count) for word, count in holding.items()}


def _shared(one: Counter[str], other: Counter[str], rarity: Mapping[str, float]) -> float:
    """Return the share of what is in common in what could be: all words of the one that has fewer."""
    weights = [sum(rarity.get(word, 0.0) for word in words) for words in (one, other)]
    return sum(rarity.get(word, 0.0) for word in one.keys() & other.keys()) / max(min(weights), 5.0)


@cache
def calibrations() -> Mapping[str, Calibration]:
    """Return the calibrations by the beginning of the encoder's fingerprint."""
    text = resources.files("corpus.suggestions").joinpath("duplicates.yaml").read_text(encoding="utf-8")
    return {encoder: Calibration(**given) for encoder, given in (load_yaml(text) or {}).items()}


def calibration_of(fingerprint: str) -> Calibration | None:
    """Return the calibration of an encoder; None for one that was never calibrated, with which none is suggested."""
    return next((found for encoder, found in calibrations().items() if fingerprint.startswith(encoder)), None)
