"""Tells whether the base bears on a question at all, so that noise is not shown as an answer.

Three signals are weighed together: how near in meaning the nearest passages are, how much of what the question says,
weighed by rarity, stands in the best of them, and how many concepts of the vocabulary it names. The weights belong to
one encoder, since cosines of different encoders cannot be compared; `python -m tests.evaluation.calibrate` fits them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict
from sqlite_utils import Database

from indexer.concepts import concepts_in
from indexer.lexical import MAX_WORDS, rarities
from indexer.words import content_words, detect_language, stem, tokens
from kb.text import LANGS
from kb.yaml_loader import load_yaml

NEAREST = 10  # passages whose cosines are averaged
BEST = 10  # passages in which the words of the question are looked for
MOST_CONCEPTS = 2  # more say nothing more
UNKNOWN_SHARE = 0.5  # at least, for questions in a language in which the base has no texts


@dataclass(frozen=True)
class Signals:
    """What speaks for an answer: mean cosine of the nearest passages, share of the words in 0..1, concepts named."""

    nearness: float
    share: float
    concepts: int


class Calibration(BaseModel):
    """Weights of the signals for an encoder; their sum with `intercept` is the log odds that there is an answer.

    `threshold` are the log odds from which a question is answered. `chance` is the mean cosine of two passages of a
    base, against which the search measures how near others are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    chance: float = 0.0

    intercept: float
    nearness: float
    share: float
    concepts: float
    threshold: float

    def log_odds(self, signals: Signals) -> float:
        """Return the log odds that the base answers the question."""
        weighted = self.nearness * signals.nearness + self.share * signals.share + self.concepts * signals.concepts
        return self.intercept + weighted

    def bears(self, signals: Signals) -> bool:
        """Tell whether the base bears on a question with these signals."""
        return self.log_odds(signals) >= self.threshold


@cache
def calibrations() -> Mapping[str, Calibration]:
    """Return the calibrations by the beginning of the encoder's fingerprint."""
    text = resources.files("indexer").joinpath("answerability.yaml").read_text(encoding="utf-8")
    return {encoder: Calibration(**given) for encoder, given in load_yaml(text).items()}


def calibration_of(fingerprint: str) -> Calibration | None:
    """Return the calibration of an encoder; None for one that was never calibrated, which turns nothing away."""
    return next((found for encoder, found in calibrations().items() if fingerprint.startswith(encoder)), None)


def chance_of(fingerprint: str) -> float:
    """Return the mean cosine of two passages under an encoder; 0 for one that was never calibrated."""
    calibration = calibration_of(fingerprint)
    return calibration.chance if calibration else 0.0


def signals(db: Database, question: str, cosines: Sequence[float], best: Sequence[int]) -> Signals:
    """Return the signals of a question.

    `cosines` are those of the nearest passages, best first, and `best` the ids of the best passages.
    """
    nearest = cosines[:NEAREST]
    named = {(found.scheme, found.term.code) for found in concepts_in([word for word, _, _ in tokens(question)])}
    return Signals(
        nearness=sum(nearest) / len(nearest) if nearest else 0.0,
        share=max(_share(db, question, best[:BEST]), 0.0 if detect_language(question) in LANGS else UNKNOWN_SHARE),
        concepts=min(len(named), MOST_CONCEPTS),
    )


def _share(db: Database, question: str, best: Sequence[int]) -> float:
    """Return the share of the question's content words, weighed by rarity, in the passage that has most of them."""
    words = [frozenset(stem(word, lang) for lang in LANGS) for word in content_words(question)[:MAX_WORDS]]
    rarity = rarities(db, set().union(*words))
    weights = [min(rarity[form] for form in forms) for forms in words]
    found = 0.0
    marks = ", ".join("?" * len(best))
    sql = f"SELECT heading || ' ' || text || ' ' || labels FROM words WHERE rowid IN ({marks})"  # noqa: S608
    for (text,) in db.execute(sql, list(best)):
        said = set(text.split())
        found = max(found, sum(weight for weight, forms in zip(weights, words, strict=True) if forms & said))
    return found / sum(weights) if weights else 0.0
