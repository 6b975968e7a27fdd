"""`/api/suggest`: what may be asked, from the base alone, in both languages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import questions
from web.catalogue import Contents
from web.search.examples import QUESTIONS
from web.search.suggestions import MOST, suggest


def suggested(client: FlaskClient, **query: str) -> list[tuple[str, str]]:
    answer = client.get("/api/suggest", query_string=query)
    assert answer.status_code == 200
    return [(one["kind"], one["text"]) for one in answer.get_json()["suggestions"]]


def test_terms_countries_questions_and_titles_are_suggested(client: FlaskClient) -> None:
    assert ("term", "Jaminan kecelakaan kerja") in suggested(client, q="kecelak", lang="id")
    assert ("term", "Employment injury") in suggested(client, q="work acc", lang="en")
    assert ("country", "Singapura") in suggested(client, q="singap", lang="id")
    assert ("question", QUESTIONS[0].en) in suggested(client, q=QUESTIONS[0].en[:9])
    assert ("practice", "Gig Workers Act 2025 (Act 872)") in suggested(client, q="gig workers ac")


def test_the_last_words_of_a_question_are_completed(client: FlaskClient) -> None:
    assert ("country", "iuran di Malaysia") in suggested(client, q="iuran di malay", lang="id")


@pytest.mark.parametrize("typed", ["", "a", "  ", "?!", "zzzzzz", "x" * 2000, "网"])
def test_nothing_is_suggested_for_nothing(client: FlaskClient, typed: str) -> None:
    assert suggested(client, q=typed) == []


def test_a_language_that_is_not_there_is_an_error(client: FlaskClient) -> None:
    assert client.get("/api/suggest?q=a&lang=de").status_code == 400
    assert client.get("/api/suggest").status_code == 400


@given(typed=questions() | st.text(max_size=120))
def test_any_beginning_can_be_typed(typed: str) -> None:
    found = suggest(typed, Contents({}), "id")
    assert len(found) <= MOST
    assert len({one.text.casefold() for one in found}) == len(found)
