"""Whatever stands in the address, the API answers in its own shape and never fails."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from indexer.filters import NAMES
from tests import strategies
from web.api.errors import CODES

PATHS = (
    "/api/search",
    "/api/practices",
    "/api/compare",
    "/api/similar/IDN",
    "/api/vocabulary",
    "/api/countries",
    "/api/openapi.json",
)
PARAMETERS = ("q", "question", "row", "lang", "limit", "offset", "weight", "pin", "exclude", "all", *NAMES)

names = st.sampled_from(PARAMETERS) | st.text(max_size=8)
values = st.sampled_from(["IDN", "asean", "operating", "payers", "en", "1", "-1", "0"]) | strategies.lines() | st.text()
queries = st.lists(st.tuples(names, values), max_size=6)


def answers_in_shape(app: Flask, url: str) -> None:
    answer = app.test_client().get(url)
    assert answer.status_code in {200, 400, 404}, url
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    plain = answer.get_json()
    if answer.status_code != 200:
        assert plain["error"]["code"] == CODES[answer.status_code]
        assert plain["error"]["message"]


@given(st.sampled_from(PATHS), queries)
def test_any_parameters(app: Flask, path: str, query: list[tuple[str, str]]) -> None:
    answers_in_shape(app, f"{path}?{urlencode(query)}")


@given(strategies.lines() | st.text(min_size=1), st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=2))
def test_any_question(app: Flask, question: str, filters: list[tuple[str, str]]) -> None:
    answers_in_shape(app, f"/api/search?{urlencode([('q', question), *filters])}")
    answers_in_shape(app, f"/api/compare?{urlencode([('country', 'SGP'), ('row', 'payers'), ('question', question)])}")


@given(st.binary(max_size=40))
def test_any_bytes(app: Flask, raw: bytes) -> None:
    answers_in_shape(app, f"/api/search?q={quote(raw)}")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(lambda text: "/" not in text))
def test_any_practice(app: Flask, slug: str) -> None:
    answers_in_shape(app, f"/api/practices/x{quote(slug)}")
