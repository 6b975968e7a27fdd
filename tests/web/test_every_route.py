"""Every address of the application, those to come included: crafted input gets a clear answer, never a broken one.

The routes are those of the application's own map, so that a new one is held to this without a word here.
"""

from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Rule

from indexer.filters import NAMES
from web.app import create_app

ANSWERS = {200, 301, 302, 304, 308, 400, 404, 429}  # 429: some routes count what one client asks
MAX_BYTES = 3_000_000  # an answer of the small base
MAX_SECONDS = 3.0  # of the processor
PARAMETERS = (
    *NAMES, "q", "lang", "page", "limit", "offset", "order", "like", "row", "theme", "question", "practice",
    "indicator", "split", "turn", "fold", "add", "group", "weight", "pin", "exclude", "all", "until",
    "code", "id", "", "__proto__",
)  # fmt: skip
KNOWN = (
    "IDN", "MYS", "INT", "Indonesia", "sgp-platform-workers-act-2024", "payers", "financing", "coverage-rate",
    "old-age",
    "operating", "similar", "near", "1", "0", "-1", "2", "id", "population=2", "population=1e999", "csv", "docx",
    "xlsx", "citation.ris", "brief.docx", "2026-11-24", "asean",
)  # fmt: skip
TRICKY = (
    "\x00", "\ufdfa" * 300, "../../etc/passwd", "%00", "'\";--", "{{7*7}}", "${7*7}", "9" * 400, "1e308", "nan", "null",
    "true", "\u202eabc", "a" * 3000, "[]", "{}", "<script>", "\r\nX-Y: z", "\U0010ffff", "٣", "²",
)  # fmt: skip

texts = st.sampled_from(KNOWN) | st.sampled_from(TRICKY) | st.text(max_size=40)
raw = texts.map(lambda text: quote(text, safe="", errors="replace")) | st.binary(max_size=20).map(quote)
pairs = st.lists(st.tuples(st.sampled_from(PARAMETERS).map(quote), raw), max_size=8)


def routes(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]


def address(rule: Rule, values: list[str]) -> str:
    """Fill the places of a route with values, as they stand in an address."""
    parts = iter(values)
    return re.sub("<[^>]+>", lambda _: next(parts), rule.rule)


def check(client: FlaskClient, path: str) -> None:
    started = time.thread_time()
    response = client.get(path)
    took = time.thread_time() - started
    assert response.status_code in ANSWERS, f"{response.status} for {path}"
    assert len(response.data) <= MAX_BYTES, path
    assert took <= MAX_SECONDS, path
    if response.status_code >= 400:
        if response.mimetype == "application/json":
            assert response.json["error"]["message"]
        else:
            page = BeautifulSoup(response.text, "html.parser")
            assert page.h1.get_text(strip=True)
            assert page.main.get_text(strip=True)
            assert "Traceback" not in response.text


@given(data=st.data())
def test_no_crafted_address_breaks_a_route(app: Flask, data: st.DataObject) -> None:
    client = app.test_client()
    query = "&".join(f"{name}={value}" for name, value in data.draw(pairs, label="query"))
    for rule in routes(app):
        values = data.draw(st.lists(raw, min_size=len(rule.arguments), max_size=len(rule.arguments)), label=rule.rule)
        check(client, f"{address(rule, values)}?{query}")


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"country=Q{number}" for number in range(5000)),
        "&".join(["country=IDN"] * 5000),
        "&".join(f"practice=p-{number}" for number in range(5000)),
        "&".join(f"question=q{number}&row=r{number}&indicator=i{number}" for number in range(1500)),
        "page=99999&limit=99999999999999999999&offset=99999999999999999999999",
        "page=0&order=&lang=&q=&country=",
        "%FF%FE=%FF%FE&%00=%00&q=%FF",
        "q=" + "%EF%B7%BA" * 1500,
        "=&&&==&=%&%=%%",
    ],
)
def test_hostile_queries_are_answered_by_every_route(app: Flask, query: str) -> None:
    client = app.test_client()
    for rule in routes(app):
        check(client, f"{address(rule, ['IDN'] * len(rule.arguments))}?{query}")


def test_the_map_of_routes_is_walked_whole() -> None:
    app = create_app()
    assert {address(rule, ["x", "y"][: len(rule.arguments)]).partition("?")[0] for rule in routes(app)} >= {
        "/", "/search", "/compare", "/countries", "/similar", "/known", "/indicators", "/challenges", "/changes",
        "/list", "/practices/x", "/compare.x", "/api/search", "/health",
    }  # fmt: skip
