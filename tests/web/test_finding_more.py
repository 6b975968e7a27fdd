"""More countries than fit on a page, and countries by how like the reference country they are."""

from __future__ import annotations

import pytest

from kb.similarity import world
from kb.similarity_text import BANDS
from tests.web.conftest import Pages


@pytest.fixture
def by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One country a page, so that a small base has several."""
    monkeypatch.setattr("web.search.views.COUNTRIES", 1)


def countries(page: object) -> list[str]:
    return [head.get_text(strip=True) for head in page.select(".result-country h2")]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("by_one")
def test_every_country_found_has_its_page_with_an_address_of_its_own(pages: Pages) -> None:
    seen: list[str] = []
    address = "/search?q=iuran"
    for number in range(1, 10):
        page = pages.get(address)
        status = " ".join(page.select_one("[role=status]").get_text(" ").split())
        seen += countries(page)
        assert status.startswith(f"Countries {number} to {number} of ")
        following = page.select_one(".pager [rel=next]")
        if following is None:
            break
        address = following["href"]
        assert f"page={number + 1}" in address
    assert len(seen) == len(set(seen)) == number > 2
    assert page.select_one(".pager [rel=prev]")
    assert "page=" not in pages.get("/search?q=iuran&page=2").select_one(".pager [rel=prev]")["href"]


def test_a_page_that_is_not_there_is_said(pages: Pages) -> None:
    assert "only 1 pages" in pages.get("/search?q=iuran&page=2", 404).main.get_text()
    assert "number from 1" in pages.get("/search?q=iuran&page=0", 400).main.get_text()


def test_a_search_can_be_limited_to_countries_with_like_conditions(pages: Pages) -> None:
    everywhere = pages.get("/search?lang=en")
    options = everywhere.select('input[name="like"]')
    assert [option["value"] for option in options] == list(BANDS)
    for band in BANDS:
        wanted = {country for country in ("IDN", "MYS", "SGP", "INT") if world().likeness("IDN", country).band == band}
        page = pages.get(f"/search?like={band}")
        found = {link["href"].split("/")[-1].partition("?")[0] for link in page.select(".result-country h2 a")}
        assert found == wanted
        assert page.select_one(".applied a")
    assert len(everywhere.select(".result-country")) == 4, "nothing is hidden unless one asks for it"


def test_files_and_feed_of_a_limited_search_are_limited_too(pages: Pages) -> None:
    page = pages.get("/search?like=near")
    links = [link["href"] for link in page.select(".taking a, .follow a")]
    assert links
    assert all("like=near" in link for link in links)
    assert "Singapore" not in pages.client.get("/search.csv?like=near&lang=en").text


def test_countries_can_stand_by_likeness(pages: Pages) -> None:
    page = pages.get("/countries?order=similar")
    names = [item.a.get_text() for item in page.select("ol.entries li")]
    assert set(names) == {"Malaysia", "Singapore"}
    assert all(item.select_one(".badge") for item in page.select("ol.entries li"))


def test_a_comparison_can_be_put_in_the_order_of_likeness(pages: Pages) -> None:
    page = pages.get("/compare?country=SGP&country=MYS&country=IDN&row=payers")
    link = page.find("a", string=lambda text: text and text.startswith("Order countries by likeness"))
    after = pages.get(link["href"])
    heads = [head.get_text() for head in after.select(".compare thead th a:not(.title)")]
    assert heads[0] == "Indonesia"
    assert after.find("a", string=lambda text: text and text.startswith("Order countries by likeness")) is None
