"""Judged questions about the base: does the right country come first, and are the facts in its passages?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.answers import Answer
from indexer.search import Searcher
from indexer.words import fold
from kb.errors import UsageError

DEPTH = 5  # countries whose passages count for `fact_recall@5`


class Question(BaseModel):
    """A question with the countries that answer it (any counts) and the facts that an answer must hold.

    A key fact is a text; `a|b` gives alternatives. No expected country means that the base cannot answer: what is right
    is to find no evidence.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    lang: str
    question: str
    expected_countries: tuple[str, ...]
    key_facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the search made of a question. `rank` is that of the first expected country from 1, 0 when it is missing.

    `answered` tells whether it found evidence at all.
    """

    question: Question
    answered: bool
    rank: int
    facts_found: int
    took_ms: float

    @property
    def is_right(self) -> bool:
        """Tell whether an expected country is among the first five with all key facts, or rightly none was found."""
        if not self.question.expected_countries:
            return not self.answered
        return 0 < self.rank <= DEPTH and self.facts_found == len(self.question.key_facts)


def read_questions(path: Path) -> list[Question]:
    """Read a file of one JSON object a line; raise `UsageError` that names the line of the first that is wrong."""
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                questions.append(Question.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "line"
                raise UsageError(f"{path}:{number}: {where}: {first['msg']}") from None
    if not questions:
        raise UsageError(f"{path} has no questions")
    return questions


def ask_all(searcher: Searcher, questions: Iterable[Question]) -> list[Outcome]:
    """Put every question to the search, one after the other."""
    outcomes = []
    for question in questions:
        answer = searcher.search(question.question)
        countries = [found.country for found in answer.countries]
        ranks = [countries.index(country) + 1 for country in question.expected_countries if country in countries]
        text = _compact(passage_texts(answer))
        found = sum(any(_compact(option) in text for option in fact.split("|")) for fact in question.key_facts)
        outcomes.append(Outcome(question, bool(countries), min(ranks, default=0), found, answer.took_ms))
    return outcomes


def passage_texts(answer: Answer) -> str:
    """Return the text of the passages of the first countries of an answer."""
    countries = answer.countries[:DEPTH]
    return "\n".join(p.text for found in countries for practice in found.practices for p in practice.passages)


def measures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return country hits, mean reciprocal rank and share of key facts over the questions that have an answer.

    Beside them: the share of these that were answered at all, the share of the others that were recognised as having no
    answer, and latency in ms over all.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.expected_countries]
    others = [outcome for outcome in outcomes if not outcome.question.expected_countries]
    took = [outcome.took_ms for outcome in outcomes]
    hits = {f"country_hit@{k}": _share(0 < outcome.rank <= k for outcome in answerable) for k in (1, 3, 5)}
    facts = [len(outcome.question.key_facts) for outcome in answerable]
    return {
        "n": len(answerable),
        **hits,
        "mrr": _share(1 / outcome.rank if outcome.rank else 0.0 for outcome in answerable),
        "fact_recall@5": round(sum(outcome.facts_found for outcome in answerable) / max(sum(facts), 1), 4),
        "answered": _share(outcome.answered for outcome in answerable),
        "unanswerable": len(others),
        "unanswerable_recognised": _share(not outcome.answered for outcome in others),
        "p50_ms": round(float(np.percentile(took, 50)), 1),
        "p95_ms": round(float(np.percentile(took, 95)), 1),
    }


def _share(values: Iterable[float]) -> float:
    """Return the mean to four places; 0 of nothing."""
    found = list(values)
    return round(mean(found), 4) if found else 0.0


def report(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Return the measures over all questions and per language."""
    langs = sorted({outcome.question.lang for outcome in outcomes})
    by_lang = {lang: measures([o for o in outcomes if o.question.lang == lang]) for lang in langs}
    return {"all": measures(outcomes), **by_lang}


def _compact(text: str) -> str:
    """Fold case and spacing: what a reader takes for the same."""
    return "".join(fold(text).split())


def as_json(result: object) -> str:
    """Return a result as JSON text."""
    return json.dumps(result, ensure_ascii=False, indent=1)
