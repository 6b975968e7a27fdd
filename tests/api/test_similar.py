"""`/api/similar/{code}` gives what `kb similar --json` gives, with the number of practices."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.conditions import countries_with_conditions
from kb.similarity import similar
from kb.similarity_text import as_json


def test_the_answer_is_that_of_the_command(client: FlaskClient) -> None:
    answer = client.get("/api/similar/indonesia?all=1&weight=population=2&exclude=VNM&limit=5&lang=id").get_json()
    ranking = similar("IDN", countries_with_conditions(), {"population": 2.0}, ["VNM"])
    assert [one.pop("practices") for one in answer["countries"]] == [0] * 5
    assert answer.pop("total") == len(ranking.by_conditions)
    assert answer == as_json(ranking, ranking.by_conditions[:5], "id")


def test_only_countries_with_practices_are_ranked_unless_all_are_asked_for(client: FlaskClient) -> None:
    answer = client.get("/api/similar/IDN?pin=SGP").get_json()
    assert [(one["country"], one["practices"], one["pinned"]) for one in answer["countries"]] == [
        ("SGP", 1, True),
        ("MYS", 2, False),
    ]
    assert answer["region"] == ["MYS", "SGP"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/similar/Indonesa", 404, "did you mean IDN"),
        ("/api/similar/INT", 404, "no single country"),
        ("/api/similar/IDN?weight=populaton=1", 400, "did you mean 'population'"),
        ("/api/similar/IDN?pin=Atlantis", 400, "unknown country"),
        ("/api/similar/IDN?limit=0", 400, "'limit'"),
        ("/api/similar/IDN?all=perhaps", 400, "'all'"),
        ("/api/similar/IDN?weigth=population=1", 400, "did you mean 'weight'"),
    ],
)
def test_wrong_use_names_what_is_meant(client: FlaskClient, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.get_json()["error"]["message"]
