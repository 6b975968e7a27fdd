"""Each page shows the facts it is for, in both languages."""

from __future__ import annotations

import itertools

import pytest
from bs4 import BeautifulSoup

from indexer.base import Base
from kb.results import date_text
from tests.web.conftest import Pages

PRACTICE = "/practices/sgp-platform-workers-act-2024"
EVERY_PAGE = (
    "/",
    "/search",
    "/search?q=who+pays+contributions",
    "/search?status=operating&branch=old-age",
    PRACTICE,
    "/countries",
    "/countries/IDN",
    "/countries/NPL",
    "/countries/INT",
    "/compare",
    "/compare?country=IDN&country=SGP",
    "/similar",
    "/similar?country=NPL&pin=MYS&weight=population=0&all=1",
    "/search?q=who+pays+contributions&order=similar",
    "/about",
    "/changes",
    "/changes?until=2000-01-01",
    f"{PRACTICE}/changes",
    "/list",
    "/list?practice=sgp-platform-workers-act-2024&practice=unknown",
)


def words(tag: BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


@pytest.mark.parametrize("path", EVERY_PAGE)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_page_has_what_a_page_needs(pages: Pages, path: str, lang: str) -> None:
    page = pages.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert page.html["lang"] == lang
    assert len(page.find_all("h1")) == 1
    assert page.select_one("a.skip")["href"] == "#main"
    assert page.main["id"] == "main"
    assert page.select_one("link[rel=canonical]")["href"].startswith("http://localhost/")
    assert {link["hreflang"] for link in page.select("link[rel=alternate]")} == {"en", "id", "x-default"}
    assert "2026" in words(page.footer)
    assert page.title.string
    assert not page.find_all("style")
    for script in page.find_all("script"):
        assert script["src"].startswith("/static/"), "only modules of this site run"
        assert script["type"] == "module"
        assert not script.string
    assert not page.select("[style], [onclick]")
    headings = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3"])]
    assert all(after - before <= 1 for before, after in itertools.pairwise(headings)), "a level is skipped"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_the_start_page_counts_and_leads_on(pages: Pages) -> None:
    page = pages.get("/")
    numbers = {div.dt.string: div.dd.string for div in page.select(".numbers div")}
    assert (numbers["countries"], numbers["practices"]) == ("3", "5")
    assert page.select_one("form[action='/search'] input[name=q]")
    assert len(page.select(".examples li[lang], .examples ul[lang] li")) == 8
    assert page.find("a", string="Employment injury")["href"] == "/search?branch=employment-injury"
    asean = page.find("a", string="ASEAN neighbours")["href"]
    assert all(f"country={code}" in asean for code in ("IDN", "MYS", "SGP"))


def test_an_answer_is_by_country_with_marks_sources_and_reasons(pages: Pages) -> None:
    page = pages.get("/search?q=work+injury+insurance+for+drivers")
    assert "countries" in words(page.select_one("[role=status]"))
    country = page.select_one(".result-country")
    assert country.h2.string
    assert country.select_one("h3 a")["href"].startswith("/practices/")
    passage = country.select_one(".passage")
    assert page.select(".passage mark")
    assert passage.select_one(".source-line a")["href"].startswith("http")
    assert "Found by" in words(passage)
    assert words(page.select_one(".notice")).startswith("Search by meaning is not available")
    compare = page.select_one(".results-head a[role=button]")["href"]
    assert compare.count("country=") > 1
    assert "question=work+injury" in compare


def test_filters_show_counts_and_can_be_taken_away(pages: Pages) -> None:
    page = pages.get("/search?q=contributions&country=Malaysia&status=operating")
    assert {words(h2) for h2 in page.select(".result-country h2")} == {"Malaysia"}
    applied = {words(link): link["href"] for link in page.select(".applied a")}
    assert applied["Remove the filter Country: Malaysia ×"] == "/search?q=contributions&status=operating"
    ticked = {(box["name"], box["value"]) for box in page.select(".filters input[checked]")}
    assert ticked == {("country", "MYS"), ("status", "operating")}
    malaysia = page.select_one(".filters input[value=MYS]").parent
    assert words(malaysia) == "Malaysia 1 practice"


def test_without_a_question_the_practices_are_listed(pages: Pages) -> None:
    page = pages.get("/search?kind=guidance")
    assert words(page.select_one("[role=status]")) == "1 practice in 1 country"
    assert [words(h2) for h2 in page.select(".result-country h2")] == ["International"]
    nothing = pages.get("/search?status=rejected")
    assert words(nothing.select_one("[role=status]")) == "No practice passes all these filters."


def test_no_evidence_is_said_to_be_no_evidence(pages: Pages) -> None:
    page = pages.get("/search?q=xyzzyplugh&status=operating")
    assert words(page.select_one("[role=status]")) == "No evidence found."
    assert page.find("a", string="Ask the same question without filters")["href"] == "/search?q=xyzzyplugh"


def test_a_practice_shows_all_that_is_known(pages: Pages, base: Base) -> None:
    practice = base.store.published("sgp-platform-workers-act-2024")
    page = pages.get(PRACTICE)
    assert words(page.h1) == practice.title.en
    assert len(page.select(".timeline li")) == len(practice.events)
    assert next(div["id"] for div in page.select(".facts > div")) == "fact-legal-basis"
    for row, fact in practice.facts.items():
        cell = words(page.find(id=f"fact-{row}"))
        assert fact.text is None or " ".join(fact.text.en.split()) in cell
    assert len(page.select("table.results tbody tr")) == len(practice.results)
    assert [item["id"] for item in page.select(".sources li")] == [f"source-{key}" for key in practice.sources]
    assert {item.a["href"] for item in page.select(".sources li")} == {s.url for s in practice.sources.values()}
    assert date_text(practice.verified_on.isoformat(), "en") in words(page.select_one(".card"))
    assert "http://localhost/practices/sgp-platform-workers-act-2024" in words(page.select_one(".citation"))


def test_every_link_within_a_practice_has_its_target(pages: Pages) -> None:
    for path in (PRACTICE, "/compare?country=MYS&country=SGP"):
        page = pages.get(path)
        inner = {link["href"][1:] for link in page.select("a[href^='#']")}
        assert len(inner) > 10
        assert inner <= {tag["id"] for tag in page.select("[id]")}


def test_the_english_body_says_so_on_the_indonesian_page(pages: Pages) -> None:
    page = pages.get(f"{PRACTICE}?lang=id")
    assert page.find(string="Bagian berikut hanya tersedia dalam bahasa Inggris.")
    assert all(prose["lang"] == "en" for prose in page.select(".record .prose"))
    assert not pages.get(f"{PRACTICE}?lang=en").select(".prose[lang]")


def test_a_country_shows_its_practices_and_branches(pages: Pages) -> None:
    page = pages.get("/countries/MYS")
    assert len(page.select("article.result")) == 2
    table = {words(row.th): words(row.td) for row in page.select("table.branches tbody tr")}
    assert len(table) == 11
    assert "Mandatory" in table["Employment injury"]
    assert table["Family benefit"] == "not recorded"
    assert words(pages.get("/countries/NPL").select_one(".lead")) == "No practice of this country is recorded yet."


def test_a_comparison_has_scopes_and_says_what_is_missing(pages: Pages) -> None:
    page = pages.get("/compare?country=IDN&country=MYS&country=NPL&row=payers&row=branches")
    table = page.select_one(".compare table")
    assert [words(th) for th in table.select("thead th[scope=col]")] == ["Row", "Indonesia", "Malaysia", "Nepal"]
    assert next(words(th) for th in table.select(".rows th[scope=row]")).startswith("Who pays")
    assert len(table.select(".rows tr")) == 2
    cells = table.select(".rows tr")[0].find_all("td")
    assert cells[0].select(".codes li")
    assert cells[0].select("div a[href^='#n']")
    assert "No practice" in words(cells[2])
    assert [words(link) for link in cells[1].select("div > p:first-child a")] == ["A", "B"]
    region = page.select_one(".compare")
    assert (region["tabindex"], region["role"]) == ("0", "region")
    assert page.find(id=region["aria-labelledby"]).name == "caption"


def test_a_question_is_put_to_each_country(pages: Pages) -> None:
    page = pages.get("/compare?country=IDN&country=SGP&question=who+pays&row=payers")
    first = page.select_one(".compare .rows tr")
    assert words(first.th).startswith("who pays")
    assert first.td.select_one("div > p + p a")["href"].startswith("#n")


@pytest.mark.parametrize("ending", ["csv", "json", "docx", "xlsx"])
def test_a_comparison_can_be_taken_away(pages: Pages, ending: str) -> None:
    page = pages.get("/compare?country=IDN&country=SGP")
    link = page.select_one(f"a[href^='/compare.{ending}?']")["href"]
    response = pages.client.get(link)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f"attachment; filename=comparison-IDN-SGP.{ending}"
    assert len(response.data) > 1000


def test_all_links_lead_somewhere(pages: Pages) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop().partition("#")[0]
        if not path.startswith("/") or path in seen or len(seen) > 150:
            continue
        seen.add(path)
        response = pages.client.get(path, follow_redirects=True)
        assert response.status_code == 200, path
        response.close()
        if response.mimetype == "text/html":
            page = BeautifulSoup(response.text, "html.parser")
            followed = "main a[href]:not([rel~=nofollow]), header a[href], link[rel=stylesheet]"
            waiting += [tag["href"] for tag in page.select(followed)]
    assert len(seen) > 60
