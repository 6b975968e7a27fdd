"""`/api/search` gives what `kb search --json` gives, with facets beside it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexer.base import Base
from indexer.filters import NAMES, Filters
from web.api.parameters import FilterParameters


def untimed(plain: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in plain.items() if key != "took_ms"}


def test_the_answer_is_that_of_the_search(client: FlaskClient, base: Base) -> None:
    answer = client.get("/api/search", query_string={"q": "iuran pengemudi", "country": ["IDN", "singapore"]})
    expected = base.searcher.search("iuran pengemudi", Filters.of({"country": ["IDN", "SGP"]}))
    assert answer.status_code == 200
    plain = answer.get_json()
    facets = plain.pop("facets")
    assert untimed(plain) == untimed(expected.as_json())
    assert {name: {value["code"]: value["count"] for value in values} for name, values in facets.items()} == {
        name: dict(counts) for name, counts in expected.facets.items()
    }


def test_language_and_limit_are_kept(client: FlaskClient) -> None:
    plain = client.get("/api/search?q=contributions&lang=id&limit=1").get_json()
    assert (plain["lang"], len(plain["countries"])) == ("id", 1)
    assert {"code": "IDN", "label": "Indonesia", "count": 1} in plain["facets"]["country"]
    assert {value["label"] for value in plain["facets"]["kind"]} == {"Kebijakan negara", "Pedoman"}


@pytest.mark.parametrize(
    ("filters", "countries"),
    [
        ("country=MYS&country=SGP", {"MYS", "SGP"}),
        ("country=malaysia", {"MYS"}),
        ("region=south-eastern-asia", {"IDN", "MYS", "SGP"}),
        ("kind=guidance", {"INT"}),
        ("kind=guidance&country=MYS", set()),
    ],
)
def test_filters_let_through_what_they_name(client: FlaskClient, filters: str, countries: set[str]) -> None:
    plain = client.get(f"/api/search?q=social+security+platform+workers&{filters}").get_json()
    assert {found["country"] for found in plain["countries"]} == countries


def test_every_filter_of_the_search_is_a_parameter() -> None:
    names = [field.alias or name for name, field in FilterParameters.model_fields.items()]
    assert names == list(NAMES)


def test_a_search_by_words_only_says_so(client: FlaskClient) -> None:
    assert "words only" in client.get("/api/search?q=contributions&lang=en").get_json()["notice"]


@pytest.mark.parametrize("question", ["", "   ", "\x00", "a\x07b", "\x1b[31mred", "\t\n", "x" * 2001])
def test_a_question_that_cannot_be_read_is_refused(client: FlaskClient, question: str) -> None:
    answer = client.get("/api/search", query_string={"q": question})
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "invalid_request"


@pytest.mark.parametrize(
    "question", ['"', "* OR NEAR(", "a' --", "%", "網約車", "line\nbreak", "iuran " * 300, "👩🏽‍💻"]
)
def test_a_question_of_odd_signs_is_answered(client: FlaskClient, question: str) -> None:
    assert client.get("/api/search", query_string={"q": question}).status_code == 200


def test_an_answer_of_a_search_is_never_kept(client: FlaskClient) -> None:
    assert client.get("/api/search?q=contributions").headers["Cache-Control"] == "no-store"


def test_what_was_understood_is_told_and_can_be_taken_out(client: FlaskClient) -> None:
    asked = {"q": 'iuran JKK di Malaysia -"xyz"', "lang": "id"}
    understood = client.get("/api/search", query_string=asked).get_json()["understood"]
    assert understood["text"] == "iuran JKK di Malaysia"
    assert [(place["code"], place["excluded"]) for place in understood["places"]] == [("MYS", False)]
    assert understood["acronyms"] == {"JKK": "Jaminan Kecelakaan Kerja"}
    assert understood["signs"] == [{"field": "phrase", "value": "xyz", "excluded": True}]
    keys = [one["key"] for one in (*understood["concepts"], *understood["places"])]
    assert "branch:employment-injury" in keys
    without = client.get("/api/search", query_string={**asked, "ignore": [*keys, "signs"]}).get_json()["understood"]
    assert (without["concepts"], without["places"], without["signs"]) == ([], [], [])
    assert without["ignored"] == sorted([*keys, "signs"])


def test_an_unknown_thing_to_ignore_is_an_error(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=iuran&ignore=place:MYZ")
    assert answer.status_code == 400
    assert "did you mean" in answer.get_json()["error"]["message"]


def test_another_spelling_is_offered_beside_the_answer(client: FlaskClient) -> None:
    plain = client.get("/api/search?q=iuran+pengemdi&lang=id").get_json()
    assert (plain["query"], plain["did_you_mean"]) == ("iuran pengemdi", "iuran pengemudi")


def test_marks_name_what_they_are_another_name_for(client: FlaskClient) -> None:
    plain = client.get("/api/search?q=employment+injury+drivers&lang=id&country=IDN").get_json()
    passages = [one for found in plain["countries"] for practice in found["practices"] for one in practice["passages"]]
    named = [(one["text"][m["start"] : m["end"]], m["term"]) for one in passages for m in one["marks"] if m["term"]]
    assert ("JKK", "employment-injury") in named
