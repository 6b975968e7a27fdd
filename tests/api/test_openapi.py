"""The description of the API names every address, and what the API really answers is what it describes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.bases import IDS
from web.api.errors import CODES

DOCS = Path(__file__).parents[2] / "docs" / "api.md"

ANSWERS = {
    "/api/search": [
        "?q=contributions",
        "?q=iuran&lang=id&country=IDN&limit=1",
        "?q=nothingofthekind",
        "?q=iuran+JKK+di+negara+ASEAN+selain+Singapura+-xyz",
    ],
    "/api/suggest": ["?q=iuran", "?q=kecelak&lang=id", "?q="],
    "/api/practices": ["", "?kind=guidance", "?offset=100"],
    "/api/practices/{id}": [f"/{slug}" for slug in IDS],
    "/api/compare": ["?country=IDN&country=MYS&country=KHM", "?country=SGP&lang=id&question=Siapa+membayar"],
    "/api/similar/{code}": ["/IDN", "/mys?lang=id&all=1&limit=300&pin=NOR&exclude=SGP&weight=population=0", "/ATA"],
    "/api/vocabulary": [""],
    "/api/countries": [""],
    "/api/openapi.json": [""],
}


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    plain: dict[str, Any] = client.get("/api/openapi.json").get_json()
    return plain


def routes(app: Flask) -> set[str]:
    """The addresses of the API and of the health check, as OpenAPI writes them."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith(("/api", "/health")))
    return {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in rules}


def test_the_description_is_openapi(described: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(described).validate()  # type: ignore[arg-type]


def test_every_address_is_described(app: Flask, described: dict[str, Any]) -> None:
    assert set(described["paths"]) == routes(app) - {"/health"}


def test_every_address_and_every_code_of_an_error_is_documented(app: Flask) -> None:
    documented = DOCS.read_text(encoding="utf-8")
    assert [path for path in routes(app) if f"`{path}`" not in documented] == []
    assert [code for code in CODES.values() if f"`{code}`" not in documented] == []


def test_every_parameter_says_what_it_is(described: dict[str, Any]) -> None:
    for path in described["paths"].values():
        for parameter in path["get"]["parameters"]:
            assert parameter["in"] == "path" or parameter["description"]
            assert parameter["required"] == (parameter["in"] == "path" or parameter["name"] == "q") or (
                path["get"]["operationId"] == "compare" and parameter["name"] == "country"
            )


def test_codes_of_the_vocabulary_stand_in_the_description(described: dict[str, Any]) -> None:
    parameters = {p["name"]: p["schema"] for p in described["paths"]["/api/search"]["get"]["parameters"]}
    assert "employment-injury" in parameters["branch"]["items"]["enum"]
    assert "asean" in parameters["region"]["items"]["enum"]
    assert "enum" not in parameters["country"]["items"]


@pytest.mark.parametrize(
    ("path", "ending"), [(path, ending) for path, endings in ANSWERS.items() for ending in endings]
)
def test_what_is_answered_is_what_is_described(
    client: FlaskClient, described: dict[str, Any], path: str, ending: str
) -> None:
    answer = client.get(path.partition("/{")[0] + ending)
    assert answer.status_code == 200
    _validate(answer.get_json(), described["paths"][path]["get"]["responses"]["200"], described)


def test_every_address_that_answers_json_is_held_to_its_description(described: dict[str, Any]) -> None:
    answers_json = {
        path
        for path, item in described["paths"].items()
        if "application/json" in item["get"]["responses"]["200"]["content"]
    }
    assert answers_json == set(ANSWERS)


@pytest.mark.parametrize(("path", "status"), [("/api/search", "400"), ("/api/practices/none", "404")])
def test_errors_are_what_is_described(client: FlaskClient, described: dict[str, Any], path: str, status: str) -> None:
    answer = client.get(path)
    assert answer.status_code == int(status)
    _validate(answer.get_json(), described["components"]["responses"]["Error"], described)


def test_the_check_itself_refuses_another_shape(described: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        _validate({"countries": 1}, described["paths"]["/api/search"]["get"]["responses"]["200"], described)


def _validate(answer: object, response: dict[str, Any], described: dict[str, Any]) -> None:
    schema = response["content"]["application/json"]["schema"]
    format_checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator({**described, **schema}, format_checker=format_checker).validate(answer)
