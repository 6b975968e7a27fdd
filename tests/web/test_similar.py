"""The page of similar countries, the conditions of a country, and likeness as a mark and an order of a search."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from indexer.base import Base
from kb.conditions import conditions, indicators, origins, platforms
from kb.countries import country_name
from kb.settings import Settings
from kb.similarity import similar, world
from kb.similarity_text import sentence
from tests.web.conftest import Pages
from web.app import create_app


def words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


def ranked(page: BeautifulSoup, lens: str = "conditions") -> list[str]:
    """The countries of a lens, in their order."""
    table = page.find(id=f"{lens}-caption").parent
    return [words(row.th.a) for row in table.select(":scope > tbody > tr:first-child")]


def test_countries_with_practices_are_ranked_against_the_country_of_the_setting(pages: Pages) -> None:
    page = pages.get("/similar")
    assert words(page.h1) == "Countries with conditions like those of Indonesia"
    assert ranked(page) == ["Malaysia", "Singapore"]
    assert words(page.select_one("[role=status]")).startswith("2 countries, ")
    malaysia = page.select_one("table tbody")
    assert words(malaysia.select_one("td p")) == sentence(world().likeness("IDN", "MYS"), "en")
    links = {words(link): link["href"] for link in malaysia.select(".row-links a")}
    assert links["Compare with Indonesia : Malaysia"] == "/compare?country=IDN&country=MYS"
    assert links["Practices : Malaysia"] == "/search?country=MYS"


def test_every_value_has_its_year_its_source_and_its_place_in_words(pages: Pages) -> None:
    page = pages.get("/similar?country=Indonesia&lang=id")
    rows = page.find(id="conditions-MYS").parent.select(":scope > tbody > tr")
    assert len(rows) == len(indicators())
    targets = {tag["id"]: tag for tag in page.select("[id]")}
    assert len([id for id in targets if id.startswith("origin-")]) == len(origins())
    for row, (code, indicator) in zip(rows, indicators().items(), strict=True):
        assert words(row.th) == indicator.label.id
        for cell, country in zip(row.find_all("td")[1:], ("MYS", "IDN"), strict=True):
            known = conditions(country).get(code)
            if known is None:
                assert words(cell) == "tidak diketahui"
                continue
            assert words(cell).startswith(f"{known.text('id')} {known.year}")
            source = targets[cell.a["href"].removeprefix("#")]
            assert source.a["href"] == indicator.source.url
    pictures = page.find(id="conditions-MYS").parent.select("svg.dots")
    assert pictures
    assert all("dari 100 negara" in picture["aria-label"] for picture in pictures)
    assert all(picture["role"] == "img" for picture in pictures)


def test_what_is_not_known_is_counted_and_named(pages: Pages) -> None:
    likeness = world().likeness("IDN", "MYS")
    page = pages.get("/similar")
    head = words(page.select_one("table tbody th"))
    assert f"{len(likeness.shared)} of {len(likeness.differences)} indicators known" in head
    assert len(page.find(id="conditions-MYS").parent.select("td .silent")) >= len(likeness.missing)


def test_the_two_lenses_stand_apart(pages: Pages) -> None:
    page = pages.get("/similar?all=1")
    near, neighbours = ranked(page), ranked(page, "region")
    expected = similar("IDN", world().known)
    assert near == [country_name(one.country, "en") for one in expected.by_conditions[: len(near)]]
    assert "Singapore" in neighbours
    assert "Singapore" not in near
    others = words(page.find(id="conditions").parent.ol)
    assert "Singapore far" in others, "an unlike country is marked, not hidden"
    assert len(page.find(id="conditions").parent.ol.find_all("li")) == len(expected.by_conditions) - len(near)


def test_pinned_countries_come_first_and_excluded_ones_can_be_let_in_again(pages: Pages) -> None:
    page = pages.get("/similar?pin=NOR&exclude=MYS")
    assert ranked(page) == ["Norway", "Singapore"]
    applied = {words(link): link["href"] for link in page.select(".applied a")}
    assert applied == {
        "pinned: Norway (undo) ×": "/similar?country=IDN&exclude=MYS",
        "left out: Malaysia (undo) ×": "/similar?country=IDN&pin=NOR",
    }
    singapore = page.find(id="conditions-SGP").find_parent("tbody")
    links = {words(link): link["href"] for link in singapore.select(".row-links a")}
    assert links["Pin Singapore"] == "/similar?country=IDN&pin=NOR&pin=SGP&exclude=MYS"
    assert links["Leave out Singapore"] == "/similar?country=IDN&pin=NOR&exclude=MYS&exclude=SGP"
    nobody = pages.get("/similar?exclude=MYS&exclude=SGP")
    assert "No country is left to be ranked" in words(nobody.main)
    assert nobody.find(id="conditions-caption") is None


def test_weights_stand_in_the_address_and_in_the_form(pages: Pages) -> None:
    page = pages.get("/similar?weight=population=0&weight=internet-users=2.5")
    table = page.find(id="conditions-MYS").parent
    labels = [words(row.th) for row in table.select(":scope > tbody > tr")]
    assert "Population" not in labels
    assert "Internet users × 2.5" in labels
    chosen = {option["value"] for option in page.select("select[name=weight] option[selected]")}
    assert chosen == {"", "population=0", "internet-users=2.5"}
    undo = next(link["href"] for link in page.select(".applied a") if "Population" in words(link))
    assert undo == "/similar?country=IDN&weight=internet-users%3D2.5"


def test_what_the_form_leaves_empty_is_taken_out_of_the_address(client: FlaskClient) -> None:
    answer = client.get("/similar?country=MYS&pin=&weight=&weight=population%3D0&weight=&lang=id")
    assert answer.status_code == 302
    target = urlsplit(answer.location)
    assert target.path == "/similar"
    assert parse_qs(target.query) == {"country": ["MYS"], "weight": ["population=0"], "lang": ["id"]}
    assert client.get(answer.location).status_code == 200


def test_another_reference_country_can_be_set_for_the_site(base: Base) -> None:
    settings = Settings(home=base.settings.home, reference="MYS")
    client = create_app(settings, base).test_client()
    page = BeautifulSoup(client.get("/similar").text, "html.parser")
    assert words(page.h1) == "Countries with conditions like those of Malaysia"
    assert "Conditions compared with Malaysia" in client.get("/countries/IDN").text


def test_a_country_page_shows_its_conditions_and_how_like_it_is(pages: Pages) -> None:
    page = pages.get("/countries/MYS")
    section = page.find(id="conditions").parent
    assert sentence(world().likeness("IDN", "MYS"), "en") in words(section)
    rows = {words(row.th): words(row) for row in section.select("tbody tr")}
    assert len(rows) == len(indicators())
    population = next(text for label, text in rows.items() if label.startswith("Population"))
    known = conditions("MYS")["population"]
    assert f"{known.text('en')} {known.year} World Development Indicators" in population
    assert section.select_one(".likeness a")["href"] == "/similar?country=IDN&pin=MYS"
    own = pages.get("/countries/IDN").find(id="conditions").parent
    assert "Conditions compared with" not in words(own)
    assert pages.get("/countries/INT").find(id="conditions") is None


def test_a_search_marks_each_country_and_can_be_ordered_by_likeness(pages: Pages) -> None:
    def found(path: str) -> list[str]:
        page = pages.get(path)
        assert {words(mark) for mark in page.select(".likeness")} <= {
            f"Conditions compared with Indonesia ({name}) : {band}"
            for name, band in (("Malaysia", "middling"), ("Singapore", "far"))
        }
        return [words(h2) for h2 in page.select(".result-country h2")]

    for path in ("/search?q=contributions+of+drivers", "/search?kind=measure"):
        by_match, by_likeness = found(path), found(f"{path}&order=similar")
        assert sorted(by_match) == sorted(by_likeness), "nothing is hidden"
        assert [name for name in by_likeness if name != "International"] == ["Indonesia", "Malaysia", "Singapore"]
    page = pages.get("/search?q=contributions+of+drivers&order=similar")
    assert words(page.select_one("[role=status]")).endswith("most like Indonesia first")
    links = {words(link): link for link in page.select(".order a")}
    assert links["most like Indonesia"]["aria-current"] == "true"
    assert links["best match"]["href"] == "/search?q=contributions+of+drivers"
    assert page.select_one("#search-form input[name=order]")["value"] == "similar"


@pytest.mark.parametrize("country", ["ATA", "MAF"])
def test_a_country_of_which_little_is_known_is_said_to_be_so(pages: Pages, country: str) -> None:
    page = pages.get(f"/similar?country={country}")
    assert "too little known" in words(page.find(id="conditions").parent)


def test_a_country_names_the_platforms_of_which_a_source_speaks(pages: Pages) -> None:
    section = pages.get("/countries/IDN?lang=en").find(id="conditions").find_parent("section")
    named = [words(item) for item in section.select("ul li")]
    assert len(named) == len(platforms("IDN"))
    for presence, item in zip(platforms("IDN"), named, strict=True):
        assert item.startswith(presence.platform)
        assert presence.source.publisher in item
    assert "may be active all the same" in words(section)
    assert not pages.get("/countries/BTN?lang=en").find(id="conditions").find_parent("section").find("ul")
