"""Lexical search: whatever is typed are words and never syntax, and a concept is found by its other names."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from indexer.index import Index
from indexer.lexical import MAX_WORDS, LexicalQuery, lexical_query, search_words
from tests.strategies import questions

JKK = "jaminan kecelakaan kerja"


@pytest.fixture(scope="module")
def db(whole_index: Index) -> Database:
    return whole_index.live().file.read()


def found(db: Database, question: str, k: int = 100_000) -> dict[int, float]:
    return search_words(db, lexical_query(question), k)


def texts(db: Database, ids: dict[int, float]) -> list[str]:
    sql = "SELECT id, heading, text, labels FROM passage WHERE id IN (SELECT value FROM json_each(?))"
    rows = db.query(sql, [json.dumps(list(ids))])
    by_id = {row["id"]: f"{row['heading']} {row['text']} {row['labels']}".casefold() for row in rows}
    return [by_id[number] for number in ids]


@given(question=questions() | st.text(max_size=200))
def test_any_question_can_be_asked(db: Database, question: str) -> None:
    query = lexical_query(question)
    scores = search_words(db, query, 20)
    assert len(scores) <= 20
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    assert all(0 < score < 2 for score in scores.values())


@pytest.mark.parametrize(
    "written",
    [
        '"{}"',
        "{} AND",
        "OR {}",
        "NOT {}",
        "NEAR({}, 2)",
        "{}*",
        "text:{}",
        "{{text heading}}: {}",
        "^{}",
        "-{}",
        "({}",
        "{})",
        "'{}'; --",
    ],
)
def test_signs_of_query_languages_are_plain_text(db: Database, written: str) -> None:
    """The signs change nothing: what the word alone finds is found, whatever stands around it."""
    assert found(db, "kurir").keys() <= found(db, written.format("kurir")).keys()


def test_operators_are_words_like_others(db: Database) -> None:
    assert found(db, "NEAR") == found(db, "near")
    assert found(db, "kurir NOT kurir") == found(db, "kurir")
    assert found(db, "heading") == found(db, "heading:")


@pytest.mark.parametrize("question", ["", "   ", '"', "***", "()", "\0", "\u0301", "ͺ"])
def test_a_question_without_words_finds_nothing(db: Database, question: str) -> None:
    assert found(db, question) == {}


@pytest.mark.parametrize(
    ("question", "other_name"),
    [
        ("JKK", "employment injury"),
        ("employment injury", JKK),
        ("accidentes laborales", "employment injury"),
        ("accident du travail", JKK),
        ("ojol", "ride-hailing"),
        ("BPU", "bukan penerima upah"),
        ("repartidores", "courier"),
        ("old-age pension", "jaminan hari tua"),
    ],
)
def test_a_concept_is_found_by_its_other_names(db: Database, question: str, other_name: str) -> None:
    assert any(other_name in text for text in texts(db, found(db, question)))


def test_without_concepts_only_the_own_words_count(db: Database) -> None:
    plain = search_words(db, lexical_query("ojol", concepts=()), 100_000)
    assert plain
    assert plain.keys() < found(db, "ojol").keys()
    assert all("ojol" in text for text in texts(db, plain))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rp16.800", "Rp16,800"), ("351,097", "351.097"), ("KECELAKAAN", "kecelakaan"), ("Rājasthān", "rajasthan")],
)
def test_the_same_said_otherwise_finds_the_same(db: Database, one: str, other: str) -> None:
    assert found(db, one)
    assert found(db, one) == found(db, other)


def test_a_number_is_found_in_both_languages(db: Database) -> None:
    hits = texts(db, found(db, "351.097"))
    assert any("351,097" in text for text in hits)
    assert any("351.097" in text for text in hits)


def test_only_allowed_passages_are_found(db: Database) -> None:
    everything = found(db, "iuran pengemudi")
    allowed = np.array([*sorted(everything)[::3], 999_999], np.int64)
    some = search_words(db, lexical_query("iuran pengemudi"), 100_000, allowed)
    assert some == {number: score for number, score in everything.items() if number in allowed.tolist()}
    assert search_words(db, lexical_query("iuran"), 500, np.zeros(0, np.int64)) == {}
    assert search_words(db, lexical_query("iuran"), 0) == {}


def test_a_pasted_page_is_asked_as_its_first_words(db: Database) -> None:
    page = " ".join(f"word{number}x kata" for number in range(5000))
    query = lexical_query(page)
    assert len(query.own) <= 2 * MAX_WORDS
    assert found(db, page)


def test_words_are_quoted_in_the_expression() -> None:
    query = LexicalQuery((("a", "b"), ("b", "c")), ("payerplatform",))
    assert query.match == '"a" OR "b" OR "c" OR concepts : "payerplatform"'
