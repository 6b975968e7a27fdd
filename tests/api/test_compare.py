"""`/api/compare` gives what `kb compare --format json` gives."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexer.ask import ask
from indexer.base import Base
from kb.comparison import MAX_QUESTIONS, compare
from kb.documents import as_json
from web.api.parameters import MOST_COUNTRIES


def test_the_comparison_is_that_of_the_record(client: FlaskClient, base: Base) -> None:
    given = "country=MYS&country=indonesia&country=KHM&row=payers&row=branches&lang=id"
    answer = client.get(f"/api/compare?{given}")
    expected = compare(base.store.all_published(), ["MYS", "IDN", "KHM"], ["payers", "branches"], "id")
    assert answer.get_json() == as_json.document(expected)


def test_a_question_becomes_the_first_row(client: FlaskClient, base: Base) -> None:
    answer = client.get("/api/compare?country=SGP&country=KHM&row=payers&question=Who+pays%3F")
    asked = ask(base.searcher, ["Who pays?"], ["SGP", "KHM"], "en")
    assert answer.get_json() == as_json.document(
        compare(base.store.all_published(), ["SGP", "KHM"], ["payers"], "en", asked)
    )
    assert answer.get_json()["rows"][0]["cells"][1] == []


def test_several_questions_become_rows_and_more_than_fit_are_refused(client: FlaskClient) -> None:
    asked = [("question", text) for text in ("Who pays?", "Who collects?")]
    rows = client.get("/api/compare", query_string=[("country", "SGP"), *asked]).get_json()["rows"]
    assert [row["label"] for row in rows[:2]] == ["Who pays?", "Who collects?"]
    many = [("question", f"Who pays {number}?") for number in range(MAX_QUESTIONS + 1)]
    refused = client.get("/api/compare", query_string=[("country", "SGP"), *many])
    assert refused.status_code == 400
    assert "'question'" in refused.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "'country' is missing"),
        ("row=payers", "'country' is missing"),
        ("country=Indonesa", "did you mean IDN"),
        ("country=IDN&row=payer", "did you mean 'payers'"),
        ("country=IDN&question=", "question is empty"),
        ("country=IDN&question=%07", "control characters"),
        ("country=IDN&lang=fr", "'lang'"),
    ],
)
def test_wrong_use_names_what_is_meant(client: FlaskClient, given: str, words: str) -> None:
    answer = client.get(f"/api/compare?{given}")
    assert answer.status_code == 400
    assert words in answer.get_json()["error"]["message"]


def test_too_many_countries_are_refused(client: FlaskClient) -> None:
    codes = ["AFG", "ALB", "DZA", "AND", "AGO", "ARG", "ARM", "AUS", "AUT", "AZE", "BHS", "BHR", "BGD", "BRB", "BLR"]
    more = ["BEL", "BLZ", "BEN", "BTN", "BOL", "BIH"]
    allowed = client.get("/api/compare", query_string={"country": [*codes, *more][:MOST_COUNTRIES]})
    refused = client.get("/api/compare", query_string={"country": [*codes, *more]})
    assert (allowed.status_code, refused.status_code) == (200, 400)
    assert f"at most {MOST_COUNTRIES}" in refused.get_json()["error"]["message"]
