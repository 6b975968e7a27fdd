"""Fits when a question has an answer in the base, and writes the weights: `python -m tests.evaluation.calibrate`.

Fitted on every other answerable question, on names that people type alone (labels of the vocabulary, institutions) and
on `outside.jsonl`, questions that have nothing to do with the base. The unanswerable questions of `questions.jsonl` and
the other half of the answerable ones are never seen; what the fit does on them is printed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from indexer import answerability
from indexer.answerability import Calibration, Signals
from indexer.base import Base
from indexer.hybrid import CANDIDATES, fuse, nearest_passages, with_cosines
from indexer.lexical import lexical_query, search_words
from indexer.questions import read_questions
from kb.vocabulary import vocabulary
from tests.evaluation.floors import FOLDER, QUESTIONS, full_base, home_of

OUTSIDE = FOLDER / "outside.jsonl"
WEIGHTS = Path(answerability.__file__).with_suffix(".yaml")
NAMED = ("branch", "platform-type", "legal-route", "payer", "contribution-design", "collection", "acronym", "challenge")
TURNED_AWAY = 0.01  # share of what it is fitted on that may be turned away


def main() -> int:
    """Fit, print what the fit does on questions that it has not seen, and write the weights."""
    with home_of(sys.argv[1:]) as home:
        base = full_base(home)
        encoder = base.load_encoder()
        judged = read_questions(QUESTIONS)
        inside = [question.question for question in judged if question.expected_countries]
        unanswerable = [question.question for question in judged if not question.expected_countries]
        outside = [json.loads(line)["question"] for line in OUTSIDE.read_text(encoding="utf-8").splitlines()]
        seen, kept = inside[::2], inside[1::2]
        fitted = _fit(_signals(base, [*seen, *_names(base)]), _signals(base, outside))
        for label, questions in (("answerable, not seen", kept), ("unanswerable, not seen", unanswerable)):
            answered = [fitted.bears(found) for found in _signals(base, questions)]
            print(f"{label}: {sum(answered)} of {len(answered)} answered")
        chance = _chance(base)
        fingerprint = encoder.fingerprint.rpartition(":")[0]
        base.close()
    all_weights = {**{key: found.model_dump() for key, found in answerability.calibrations().items()}}
    all_weights[fingerprint] = fitted.model_copy(update={"chance": chance}).model_dump()
    head = WEIGHTS.read_text(encoding="utf-8").split("\n\n")[0]
    WEIGHTS.write_text(f"{head}\n\n{yaml.safe_dump(all_weights, sort_keys=True)}", encoding="utf-8")
    return 0


def _fit(inside: Sequence[Signals], outside: Sequence[Signals]) -> Calibration:
    rows = np.array([(found.nearness, found.share, found.concepts) for found in (*inside, *outside)])
    answerable = np.arange(len(rows)) < len(inside)
    centre, scale = rows.mean(axis=0), rows.std(axis=0)
    model = LogisticRegression(class_weight="balanced").fit((rows - centre) / scale, answerable)
    weights = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - weights @ centre)
    odds = rows[answerable] @ weights + intercept
    values = [round(float(value), 4) for value in (intercept, *weights, np.quantile(odds, TURNED_AWAY))]
    return Calibration(**dict(zip(("intercept", "nearness", "share", "concepts", "threshold"), values, strict=True)))


def _chance(base: Base) -> float:
    """Return the mean cosine of two passages: the square of the length of the mean vector."""
    vectors = base.searcher.live.snapshot().vectors
    return round(float(np.square(vectors.get(vectors.ids()).mean(axis=0)).sum()), 4)


def _signals(base: Base, questions: Sequence[str]) -> list[Signals]:
    return list(_each(base, questions))


def _each(base: Base, questions: Sequence[str]) -> Iterator[Signals]:
    snapshot = base.searcher.live.snapshot()
    encoder = base.load_encoder()
    with snapshot.generation.file.steady() as db:
        for question in questions:
            vector = encoder.encode_queries([question])[0]
            lexical = search_words(db, lexical_query(question), CANDIDATES)
            dense = with_cosines(snapshot.vectors, vector, nearest_passages(snapshot.vectors, vector), lexical)
            fused = fuse(dense, lexical, answerability.chance_of(encoder.fingerprint))
            best = sorted(fused, key=lambda number: (-fused[number], number))
            yield answerability.signals(db, question, sorted(dense.values(), reverse=True), best)


def _names(base: Base) -> list[str]:
    """Return what people type as a question of one or two words: each must find what it names."""
    terms = [term for scheme in NAMED for term in vocabulary()[scheme].terms.values()]
    labels = [text for term in terms for text in (term.label.en, term.label.id, *term.synonyms.get("id", ())[:1])]
    institutions = {name for practice in base.store.all_published() for name in practice.institutions}
    return sorted({*labels, *institutions})[::2]


if __name__ == "__main__":
    sys.exit(main())
