"""Did you mean: right questions get no other spelling, slips do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from indexer.index import Index
from indexer.understanding.spelling import Speller
from tests.strategies import questions

JUDGED = Path(__file__).parents[2] / "evaluation" / "questions.jsonl"
MOST_FALSE = 0.01  # of the judged questions, all of which are spelt right


@pytest.fixture(scope="module")
def db(whole_index: Index) -> Database:
    return whole_index.live().file.read()


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller()


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("iuran kecelakan kerja pengemdi", "iuran kecelakaan kerja pengemudi"),
        ("contribtions of Malasyian couriers", "contributions of Malaysian couriers"),
        ("Siapa membayar di Malaysa?", "Siapa membayar di Malaysia?"),
        ('title:"gig wrokers" pension', 'title:"gig workers" pension'),
        ("unemploymnet insurance", "unemployment insurance"),
        ("jaminan kesehtaan", "jaminan kesehatan"),
    ],
)
def test_a_slip_is_answered_by_what_was_meant(db: Database, speller: Speller, question: str, meant: str) -> None:
    assert speller.did_you_mean(db, (1, 1), question) == meant


@pytest.mark.parametrize("question", ["", "?", "xyzzyplugh", "IGSS", "net earnings 2025", "qwrtz plmkj vbnxz sdfgh"])
def test_what_is_near_to_nothing_stays(db: Database, speller: Speller, question: str) -> None:
    assert speller.did_you_mean(db, (1, 1), question) is None


def test_right_questions_get_no_other_spelling(db: Database, speller: Speller) -> None:
    judged = [json.loads(line)["question"] for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    offered = [question for question in judged if speller.did_you_mean(db, (1, 1), question)]
    assert len(offered) <= MOST_FALSE * len(judged), offered


@given(question=questions() | st.text(max_size=200))
def test_any_text_can_be_spelt(db: Database, speller: Speller, question: str) -> None:
    offered = speller.did_you_mean(db, (1, 1), question)
    assert offered is None or (offered and offered != question)
