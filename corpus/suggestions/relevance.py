"""Tells whether a document is about social security and platform, informal or self-employed work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.suggestions.document import Document
from corpus.suggestions.duplicates import Duplicates
from kb.yaml_loader import load_yaml

SECURITY = frozenset({"branch", "acronym", "collection", "contribution-design"})
WORK = frozenset({"platform-type", "legal-route"})


class Calibration(BaseModel):
    """Weights of the signals for an encoder; their sum with `intercept` is the log odds of relevance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    weights: tuple[float, ...]


UNCALIBRATED = Calibration(intercept=-3.0, weights=(0.0, 20.0, 20.0))


def signals(document: Document, base: Duplicates) -> list[float]:
    """Return how near the document's pieces are to the base, and which shares of its sentences name either subject."""
    sentences = max(len(document.sentences), 1)
    shares = [sum(any(scheme in subject for scheme, _ in found) for found in document.concepts) / sentences
              for subject in (SECURITY, WORK)]  # fmt: skip
    return [base.nearness(document), *(min(share, 0.3) for share in shares)]


def likelihood(document: Document, base: Duplicates, fingerprint: str) -> tuple[float, int]:
    """Return how likely the document is relevant, and the sentence that names most of the subject."""
    calibration = next(
        (found for encoder, found in calibrations().items() if fingerprint.startswith(encoder)), UNCALIBRATED
    )
    odds = calibration.intercept + float(np.dot(calibration.weights, signals(document, base)))
    named = [sum(scheme in SECURITY | WORK for scheme, _ in found) for found in document.concepts]
    return 1 / (1 + math.exp(-odds)), int(np.argmax(named)) if named else 0


@cache
def calibrations() -> Mapping[str, Calibration]:
    """Return the calibrations by the beginning of the encoder's fingerprint."""
    text = resources.files("corpus.suggestions").joinpath("relevance.yaml").read_text(encoding="utf-8")
    return {encoder: Calibration(**given) for encoder, given in (load_yaml(text) or {}).items()}
