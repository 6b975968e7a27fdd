"""Bad input gets words, never an error of the server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

import pycountry
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.base import Base
from indexer.filters import NAMES
from kb.settings import Settings
from tests.bases import small_base
from tests.web.conftest import Pages
from web.app import create_app

TWELVE_AND_ONE = "&".join(
    f"country={code}"
    for code in ["ARG", "AUS", "AUT", "BEL", "BRA", "CAN", "CHE", "CHL", "CHN", "COL", "DEU", "DNK", "ESP"]
)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/search?country=Indonesa", 400, "did you mean IDN (Indonesia)?"),
        ("/search?q=x&branch=oldage", 400, "did you mean 'old-age'?"),
        ("/search?region=asia", 400, "unknown region"),
        ("/search?status=%FF%FE", 400, "unknown status"),
        ("/search?q=" + "x" * 2001, 400, "at most 2000"),
        ("/search?q=%00%01", 400, "the question is empty"),
        ("/compare?country=Atlantis", 400, "unknown country"),
        ("/compare?country=IDN&row=payer", 400, "did you mean 'payers'?"),
        ("/compare?add=Indonesia%2C+Malaysa", 400, "did you mean MYS (Malaysia)?"),
        ("/compare?country=IDN&theme=finance", 400, "did you mean 'financing'?"),
        ("/compare?country=IDN&practice=idn-nothing", 400, "no published practice 'idn-nothing'"),
        ("/compare?country=IDN&split=yes", 400, "split is 1 or left out"),
        ("/compare?group=atlantis", 400, "unknown group"),
        ("/compare?group=results", 400, "Write a question first"),
        ("/compare?country=IDN" + "&question=%s" * 6 % tuple("abcdef"), 400, "6 questions were asked; at most 5"),
        ("/compare?country=IDN&question=" + "x" * 2001, 400, "at most 2000"),
        (f"/compare?{TWELVE_AND_ONE}", 400, "13 countries were chosen; at most 12"),
        ("/compare.csv", 400, "No country was chosen."),
        ("/compare.pdf?country=IDN", 404, "json, csv, xlsx, docx"),
        ("/similar?country=Indonesa", 400, "did you mean IDN (Indonesia)?"),
        ("/similar?country=INT", 400, "no single country"),
        ("/similar?weight=populaton=1", 400, "did you mean 'population'?"),
        ("/similar?weight=population=-1", 400, "write population=N with N from 0"),
        ("/similar?pin=Atlantis", 400, "unknown country"),
        ("/search?order=best", 400, "valid are match, similar"),
        ("/countries/Indonesa", 404, "did you mean IDN (Indonesia)?"),
        ("/practices/sgp-platform-workers-act-2025", 404, "did you mean 'sgp-platform-workers-act-2024'?"),
        ("/practices/%00", 404, "no practice"),
        ("/nothing/here", 404, "There is no such page"),
    ],
)
def test_what_is_wrong_is_said(pages: Pages, path: str, status: int, words: str) -> None:
    page = pages.get(path, status)
    assert words in " ".join(page.main.get_text(" ").split())
    assert page.select_one("link[rel=canonical]") is None


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=%ED%A0%80",
        "/search?q=%FF%FE+ojol",
        "/search?q=ojol&q=second&country=IDN&country=IDN&country=Indonesia",
        "/search?q=%22%27%28%29*%3A%5E+AND+OR+NOT+NEAR",
        "/search?q=%EF%B7%BA%EF%B7%BA%EF%B7%BA",
        "/search?q=ojol&lang=xx",
        "/search?q=ojol&lang=",
        "/search?q=ojol&lang=en&lang=id",
        "/search?q=ojol&unknown=1&limit=-1",
        "/search?q=+++",
        "/similar?weight=population=nan&weight=",
        "/similar?pin=IDN&pin=MYS&pin=mys&exclude=MYS",
        "/similar?all=%00&country=IDN&country=MYS",
        "/compare?country=idn&country=IDN&country=Indonesia",
        "/compare?country=IDN&unknown=1&turn=0",
        "/compare?country=IDN&question=%00",
    ],
)
def test_odd_input_is_answered(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (200, 400)


def test_a_link_of_a_missing_page_stays_on_this_site(pages: Pages) -> None:
    page = pages.get("/%2Fevil.example/x?lang=id", 404)
    assert all(link["href"].startswith("/evil.example/") for link in page.select(".langs a"))


def test_other_methods_are_refused_as_a_page(client: FlaskClient) -> None:
    response = client.post("/search", data={"q": "x"})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "<h1>" in response.text


def test_html_in_a_question_is_shown_as_text(pages: Pages) -> None:
    page = pages.get("/search?" + urlencode({"q": '"><script>alert(1)</script><b>ojol'}))
    assert page.select_one("#q")["value"] == '"><script>alert(1)</script><b>ojol'
    assert not page.select("script:not([src]), b")


PARAMETERS = ("q", "lang", "row", "question", "order", "weight", "pin", "exclude", "all")

texts = st.text(max_size=60) | st.sampled_from(
    ["IDN", "population=2", "old-age", "operating", "\x00", "ﷺ" * 20, "../..", "%00", "'"]
)


@given(st.lists(st.tuples(st.sampled_from([*PARAMETERS, *NAMES]), texts), max_size=6))
def test_no_parameters_break_a_page(app: Flask, pairs: list[tuple[str, str]]) -> None:
    client = app.test_client()
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs)
    for path in ("/", "/search", "/compare", "/compare.csv", "/similar"):
        assert client.get(f"{path}?{query}").status_code in (200, 302, 400)


COMPARE = ("country", "row", "theme", "question", "practice", "split", "turn", "fold", "add", "group", "lang", "x")
PARTS = (
    *("MYS", "Singapura", "payers", "law", "asean", "results", "1", "0", "", ",", "IDN,MYS;SGP", "INT", "NPL", "id"),
    *("sgp-platform-workers-act-2024", "int-ilo-c193-platform-economy-2026", "who pays"),
)
crafted = texts | st.sampled_from(PARTS)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(COMPARE), crafted), max_size=12))
def test_every_address_of_a_comparison_is_shown_tidied_or_refused(app: Flask, pairs: list[tuple[str, str]]) -> None:
    client = app.test_client()
    response = client.get("/compare", query_string=pairs)
    assert response.status_code in (200, 302, 400)
    if response.status_code == 302:
        after = client.get(response.headers["Location"])
        assert after.status_code in (200, 400), "tidied more than once"
    if response.status_code == 400:
        assert BeautifulSoup(response.text, "html.parser").select_one(".message").get_text(strip=True)


def test_thousands_of_countries_are_refused_at_once(client: FlaskClient) -> None:
    everything = [("country", country.alpha_3) for country in pycountry.countries] * 20
    assert client.get("/compare", query_string=everything).status_code == 400
    assert client.get("/compare", query_string=[("country", f"Q{n}") for n in range(5000)]).status_code == 400


@given(st.binary(max_size=40))
def test_no_bytes_break_a_page(app: Flask, raw: bytes) -> None:
    client = app.test_client()
    for path in ("/search?q=", "/search?country=", "/countries/", "/practices/", "/"):
        assert client.get(path + quote(raw)).status_code in (200, 301, 302, 308, 400, 404)


def test_without_a_store_the_pages_say_so(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path)).test_client()
    for path in ("/", "/search?q=x", "/countries", "/compare?country=IDN", "/about", "/practices/x"):
        response = client.get(path)
        assert response.status_code == 503
        assert "kb init" in response.text
        assert str(tmp_path) not in response.text  # where files lie is for the log
    assert client.get("/nothing").status_code == 404


@pytest.fixture
def unindexed(tmp_path: Path) -> Base:
    return small_base(tmp_path, indexed=False)


def test_without_an_index_only_search_is_out(unindexed: Base) -> None:
    client = create_app(base=unindexed).test_client()
    assert client.get("/search?q=ojol").status_code == 503
    assert client.get("/countries/IDN").status_code == 200
    unindexed.close()


def test_an_unforeseen_error_is_a_page(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(base.searcher, "search", broken)
    response = create_app(base=base).test_client().get("/search?q=x")
    assert response.status_code == 500
    page = BeautifulSoup(response.text, "html.parser")
    assert page.h1.string == "Something went wrong here"
    assert "boom" not in response.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/search?country=Singapure", 400, "negara 'Singapure' tidak dikenal; maksud Anda SGP (Singapura)?"),
        ("/search?status=opertaing", 400, "kode status 'opertaing' tidak dikenal; maksud Anda 'operating'?"),
        ("/search?q=%00", 400, "pertanyaan kosong"),
        ("/compare?country=IDN&row=payer", 400, "baris 'payer' tidak dikenal; maksud Anda 'payers'?"),
        ("/compare.pdf?country=IDN", 404, "halaman ini tersedia sebagai json, csv"),
        ("/similar?weight=population=-1", 400, "tulis population=N dengan N dari 0 (tidak dipakai) sampai 10"),
        ("/practices/idn-nothing", 404, "tidak ada praktik 'idn-nothing'"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_the_page(pages: Pages, path: str, status: int, words: str) -> None:
    page = pages.get(f"{path}{'&' if '?' in path else '?'}lang=id", status)
    assert words in " ".join(page.main.get_text(" ").split())
