"""The search answers the judged questions at least as well as pinned."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from indexer.base import Base
from indexer.questions import Question, read_questions
from kb.errors import UsageError
from kb.model import Practice
from tests.evaluation import floors


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return read_questions(floors.QUESTIONS)


@pytest.fixture(scope="module")
def found(full_base: Base) -> dict[str, dict[str, float]]:
    return floors.measured(full_base)


def test_no_measure_is_below_its_floor(found: dict[str, dict[str, float]]) -> None:
    assert floors.pinned()["questions_sha256"] == floors.digest(), "pin again: python -m tests.evaluation.floors"
    assert floors.below(found, floors.pinned()["floors"]) == []


def test_the_right_country_is_among_the_first_five_and_indonesian_is_no_worse_off(
    found: dict[str, dict[str, float]],
) -> None:
    assert min(found["en"]["country_hit@5"], found["id"]["country_hit@5"]) >= 0.92
    assert found["id"]["country_hit@5"] >= found["en"]["country_hit@5"] - 0.05
    assert found["all"]["fact_recall@5"] >= 0.75
    assert found["all"]["unanswerable_recognised"] >= 0.85
    assert found["all"]["answered"] >= 0.95


def test_the_questions_are_enough_and_in_both_languages(questions: list[Question]) -> None:
    langs = Counter(question.lang for question in questions)
    assert sum(bool(question.expected_countries) for question in questions) >= 250
    assert sum(not question.expected_countries for question in questions) >= 30
    assert min(langs["id"], langs["en"]) >= 100
    assert {"es", "fr"} <= langs.keys()
    assert len({question.id for question in questions}) == langs.total()


def test_every_expected_country_has_a_practice(questions: list[Question], cases: list[Practice]) -> None:
    have = {practice.country for practice in cases}
    assert {country for question in questions for country in question.expected_countries} <= have


def test_a_file_that_is_no_question_file_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    good = {"id": "a", "lang": "en", "question": "q", "expected_countries": ["IDN"]}
    path.write_text(json.dumps(good) + '\n{"id": "b"}\n')
    with pytest.raises(UsageError, match=r"questions\.jsonl:2: lang"):
        read_questions(path)


@pytest.mark.parametrize(
    ("question", "country"),
    [
        ("JKK ojol", "IDN"),
        ("iuran CPF", "SGP"),
        ("SKSPS", "MYS"),
        ("occupational injury pilot China", "CHN"),
        ('"Ley Rider"', "ESP"),
    ],
)
def test_names_and_acronyms_lead_to_their_country(full_base: Base, question: str, country: str) -> None:
    assert full_base.searcher.search(question).countries[0].country == country
