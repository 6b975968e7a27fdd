"""The pages that start from a challenge."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from kb.vocabulary import scheme
from tests.web.conftest import Pages


def words(tag: object) -> str:
    return " ".join(tag.get_text(" ").split())  # type: ignore[attr-defined]


def test_the_list_leads_to_every_challenge(pages: Pages) -> None:
    page = pages.get("/challenges")
    links = [link["href"] for link in page.select(".challenge-list h2 a")]
    assert links == [f"/challenges/{code}" for code in scheme("challenge").terms]
    for link in links:
        pages.get(link)


def test_a_challenge_shows_who_met_it_how_with_what_result_and_what_failed(pages: Pages) -> None:
    page = pages.get("/challenges/collection")
    answer = page.select_one("#sgp-platform-workers-act-2024")
    heads = [head.get_text() for head in answer.find_all("h4")]
    assert heads == ["How it was met", "With what result", "What did not work"]
    assert "Platform withholds" in words(answer)
    sources = answer.select(".cited a, .cite a")
    assert sources
    assert all(link["href"].startswith("/practices/sgp-platform-workers-act-2024#source-s") for link in sources)
    way = next(row for row in page.select(".approaches tbody tr") if row.th.get_text() == "Platform withholds")
    assert (
        way.select_one("a[href='/practices/sgp-platform-workers-act-2024#fact-collection']").get_text() == "Singapore"
    )


def test_citations_of_a_challenge_lead_to_sources_that_are_there(pages: Pages) -> None:
    answer = pages.get("/challenges/collection").select_one("#sgp-platform-workers-act-2024")
    practice = pages.get("/practices/sgp-platform-workers-act-2024")
    for link in answer.select(".cited a, .cite a"):
        assert practice.select_one(f"#{link['href'].partition('#')[2]}")


def test_guidance_is_named_and_answers_for_nobody(pages: Pages) -> None:
    page = pages.get("/challenges/enabling-environment")
    assert not page.select("#int-ilo-c193-platform-economy-2026")
    assert page.select("a[href='/practices/int-ilo-c193-platform-economy-2026']")


def test_filters_narrow_and_stay_chosen(pages: Pages) -> None:
    page = pages.get("/challenges/collection?region=asean&status=operating")
    assert [option["value"] for option in page.select("option[selected]")] == ["asean", "operating"]
    found = page.select(".answer")
    assert words(page.select_one("[role=status]")).startswith(f"{len(found)} practice")
    assert all(answer.select_one(".badge").get_text() == "Operating" for answer in found)
    assert pages.get("/challenges/collection?region=polynesia").select_one(".message")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_pages_are_sound(pages: Pages, lang: str) -> None:
    for path in ("/challenges", "/challenges/collection", "/challenges/awareness"):
        page = pages.get(f"{path}?lang={lang}")
        assert page.html["lang"] == lang
        assert not page.find_all("style")
        levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3", "h4"])]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/challenges/colection", 404, "did you mean 'collection'?"),
        ("/challenges/%00", 404, "unknown challenge"),
        ("/challenges/collection?page=2", 404, "There are only 1 pages here."),
        ("/challenges/collection?page=0", 400, "A page is a number from 1."),
        ("/challenges/collection?page=%F0%9D%9F%99", 400, "A page is a number from 1."),
        ("/challenges/collection?region=asia", 400, "unknown region"),
        ("/challenges/collection?status=operatin", 400, "did you mean 'operating'?"),
    ],
)
def test_a_bad_address_is_explained(pages: Pages, path: str, status: int, said: str) -> None:
    assert said in words(pages.get(path, status).main)


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_address_breaks_a_challenge(app: Flask, code: str, page: str) -> None:
    query = {"page": page, "region": code}
    assert app.test_client().get("/challenges/collection", query_string=query).status_code in (200, 400, 404)
