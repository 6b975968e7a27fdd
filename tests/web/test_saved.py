"""A list of practices is what its address says."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.bases import IDS
from tests.web.conftest import Pages
from tests.web.test_pages import words
from web.saved.views import MOST

IDN, INT, MYS, _, SGP = IDS


def listed(*ids: str) -> str:
    return "/list?" + "&".join(f"practice={slug}" for slug in ids)


def test_the_practices_stand_in_the_order_of_the_address_each_once(pages: Pages) -> None:
    page = pages.get(listed(SGP, IDN, SGP))
    assert [link["href"] for link in page.select("article h2 a")] == [f"/practices/{SGP}", f"/practices/{IDN}"]
    assert words(page.select_one("[role=status]")) == "2 practices"
    assert page.select_one("#address")["value"] == f"http://localhost{listed(SGP, IDN)}"
    assert page.select_one("#address").has_attr("readonly")
    assert page.select_one("[data-saved-list]")["data-saved-list"] == f"{SGP} {IDN}"


def test_taking_one_away_is_another_address(pages: Pages) -> None:
    page = pages.get(listed(SGP, IDN))
    assert [link["href"] for link in page.select("a.remove")] == [listed(IDN), listed(SGP)]
    assert pages.get(listed(SGP)).select_one("a.remove")["href"] == "/list"
    unknown, known = pages.get(listed(SGP, "no-such")).select("a.remove")
    assert (unknown["href"], known["href"]) == (listed(SGP), listed("no-such"))
    assert "names no practice" in words(pages.get("/list").main)


def test_their_countries_can_be_compared(pages: Pages) -> None:
    page = pages.get(listed(SGP, INT, MYS))
    link = page.find("a", string="Compare their countries")["href"]
    assert link == "/compare?country=SGP&country=MYS"
    assert not pages.get(listed(INT)).select("a[href^='/compare?']"), "guidance has no country to compare"


def test_what_is_not_there_is_named_and_left_out(pages: Pages) -> None:
    page = pages.get(listed(SGP, "no-such", "%3Cb%3Ex"))
    assert [code.string for code in page.select(".notice code")] == ["no-such", "<b>x"]
    assert len(page.select("article")) == 1
    assert "no-such" not in page.select_one("#address")["value"]


def test_too_many_are_refused(pages: Pages) -> None:
    assert len(pages.get(listed(*(f"x-{n}" for n in range(MOST)))).select(".notice code")) == MOST
    page = pages.get(listed(*(f"x-{n}" for n in range(MOST + 1))), 400)
    assert f"{MOST + 1} practices were named; a list holds at most {MOST}." in words(page.main)


def test_what_needs_a_script_is_hidden_without_one(pages: Pages) -> None:
    for path in (f"/practices/{SGP}", "/search", "/search?q=contributions", listed(SGP)):
        page = pages.get(path)
        buttons = page.select("button.save, button.copy")
        assert buttons
        assert all(button.has_attr("hidden") and button["type"] == "button" for button in buttons)
        assert page.select_one(".own-list").has_attr("hidden")
    assert pages.get(listed(SGP)).select_one(".foreign").has_attr("hidden")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_result_can_be_saved_by_name(pages: Pages, lang: str) -> None:
    page = pages.get(f"/search?q=contributions&lang={lang}")
    for result in page.select("article.result"):
        button = result.select_one("button.save")
        assert result.h3.a["href"].startswith(f"/practices/{button['data-practice']}")
        assert words(result.h3) in words(button)


@given(st.lists(st.text(max_size=40) | st.sampled_from(IDS), max_size=8))
def test_no_ids_break_the_page(app: Flask, ids: list[str]) -> None:
    given_ids = [slug.encode("utf-8", "replace") for slug in ids]
    assert app.test_client().get("/list", query_string={"practice": given_ids}).status_code == 200
