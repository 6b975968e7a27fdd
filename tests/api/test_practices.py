"""Practices by list, by id and as files; vocabulary and countries."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexer.base import Base
from kb.model import Practice
from kb.practice_file import read_practice
from kb.vocabulary import vocabulary
from tests.bases import IDS


def test_the_list_has_every_practice_in_the_order_of_the_ids(client: FlaskClient, base: Base) -> None:
    plain = client.get("/api/practices").get_json()
    assert (plain["total"], plain["limit"], plain["offset"]) == (5, 50, 0)
    assert [item["id"] for item in plain["practices"]] == sorted(IDS)
    first = base.store.published(plain["practices"][0]["id"])
    assert plain["practices"][0]["title"] == {"en": first.title.en, "id": first.title.id}


def test_pages_of_the_list_make_up_the_whole(client: FlaskClient) -> None:
    pages = [client.get(f"/api/practices?limit=2&offset={offset}").get_json() for offset in (0, 2, 4, 6)]
    assert [len(page["practices"]) for page in pages] == [2, 2, 1, 0]
    assert {page["total"] for page in pages} == {5}
    assert [item["id"] for page in pages for item in page["practices"]] == sorted(IDS)


@pytest.mark.parametrize(
    ("filters", "starts"),
    [
        ("country=MYS", ["mys", "mys"]),
        ("region=asean&kind=measure", ["idn", "mys", "mys", "sgp"]),
        ("kind=guidance", ["int"]),
        ("kind=guidance&country=IDN", []),
    ],
)
def test_filters_let_through_what_they_name(client: FlaskClient, filters: str, starts: list[str]) -> None:
    plain = client.get(f"/api/practices?{filters}").get_json()
    assert [item["id"][:3] for item in plain["practices"]] == starts
    assert plain["total"] == len(starts)


def test_one_practice_is_given_whole(client: FlaskClient, base: Base) -> None:
    for slug in IDS:
        answer = client.get(f"/api/practices/{slug}")
        assert Practice.model_validate(answer.get_json()) == base.store.published(slug)


def test_the_file_of_a_practice_reads_back_as_the_practice(client: FlaskClient, base: Base) -> None:
    answer = client.get(f"/api/practices/{IDS[0]}.md")
    assert answer.mimetype == "text/markdown"
    assert read_practice(answer.get_data(as_text=True)).practice == base.store.published(IDS[0])


@pytest.mark.parametrize("ending", ["", ".md"])
def test_an_unknown_practice_names_the_nearest(client: FlaskClient, ending: str) -> None:
    answer = client.get(f"/api/practices/mys-gig-workers-act-2024{ending}")
    assert answer.status_code == 404
    assert "did you mean 'mys-gig-workers-act-2025'" in answer.get_json()["error"]["message"]


def test_an_answer_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    for path in (f"/api/practices/{IDS[0]}", f"/api/practices/{IDS[0]}.md", "/api/practices", "/api/vocabulary"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_different_practices_have_different_tags(client: FlaskClient) -> None:
    assert len({client.get(f"/api/practices/{slug}").headers["ETag"] for slug in IDS}) == len(IDS)


def test_the_vocabulary_is_given_whole(client: FlaskClient) -> None:
    schemes = client.get("/api/vocabulary").get_json()["schemes"]
    assert {scheme["name"]: [term["code"] for term in scheme["terms"]] for scheme in schemes} == {
        name: list(scheme.terms) for name, scheme in vocabulary().items()
    }


def test_countries_come_with_their_numbers_and_regions(client: FlaskClient) -> None:
    plain = client.get("/api/countries").get_json()
    assert {item["code"]: item["practices"] for item in plain["countries"]} == {"IDN": 1, "INT": 1, "MYS": 2, "SGP": 1}
    malaysia = next(item for item in plain["countries"] if item["code"] == "MYS")
    assert malaysia["name"] == {"en": "Malaysia", "id": "Malaysia"}
    assert set(malaysia["regions"]) <= {region["code"] for region in plain["regions"]}
    assert "asean" in malaysia["regions"]
