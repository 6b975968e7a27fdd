"""The comparison page: one address for each choice, views of the same table, reasons for what is empty."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import Base
from kb.comparison import compare
from kb.model import Practice
from kb.similarity import similar
from kb.vocabulary import scheme
from tests.web.conftest import Pages
from web.app import create_app
from web.compare.grid import TEXTS, grid, letter

WIDE = ["IDN", "USA", "IND", "SGP", "MYS", "BRA", "KOR", "PHL", "COL", "CRI", "FRA", "THA"]
QUESTIONS = (
    "Siapa yang menanggung iuran jaminan kecelakaan kerja pengemudi ojek online?",
    "Which platforms must deduct contributions from each trip?",
    "How many platform workers are covered, and by which scheme?",
)
MAX_BYTES, MAX_SECONDS = 300_000, 0.15
MAX_SECONDS_EACH = 0.1  # a question, which the encoder reads: 17 ms of them where nothing else runs


def words(tag: Tag | NavigableString) -> str:
    return " ".join(tag.get_text(" ").split())


def moved(pages: Pages, path: str) -> list[tuple[str, str]]:
    response = pages.client.get(path)
    assert response.status_code == 302
    address = urlsplit(response.headers["Location"])
    assert address.path == "/compare"
    return parse_qsl(address.query)


def test_the_form_leads_to_one_address(pages: Pages) -> None:
    sent = "/compare?add=Singapura%2C+malaysia&question=&question=who+pays&country=IDN&row=payers&turn=1&practice="
    assert moved(pages, sent) == [
        *(("country", code) for code in ("IDN", "SGP", "MYS")),
        ("row", "payers"),
        ("question", "who pays"),
        ("turn", "1"),
    ]


def test_the_language_stays_in_the_address(pages: Pages) -> None:
    assert ("lang", "id") in moved(pages, "/compare?add=SGP&lang=id")


def test_the_address_on_the_page_is_that_of_the_page(pages: Pages) -> None:
    path = "/compare?country=IDN&country=SGP&theme=law&question=who+pays&fold=1"
    page = pages.get(path)
    link = page.select_one(".permanent .citation a")
    assert link["href"] == path
    assert words(link) == f"http://localhost{path}"
    for other in page.select_one(".switches").select("a[href^='/']"):
        assert other["href"].startswith("/compare?country=IDN&country=SGP&theme=law&question=who+pays")


def test_a_region_adds_its_countries_to_those_that_are_ticked(pages: Pages) -> None:
    countries = [value for name, value in moved(pages, "/compare?country=SGP&group=asean") if name == "country"]
    assert countries[0] == "SGP"
    assert set(countries) == {"IDN", "MYS", "SGP"}


def test_a_question_alone_is_put_to_the_countries_most_like_the_reference_country(pages: Pages) -> None:
    question = "work injury insurance for drivers"
    pairs = moved(pages, f"/compare?question={question.replace(' ', '+')}")
    countries = [value for name, value in pairs if name == "country"]
    near = [one.country for one in similar("IDN", {"MYS", "SGP"}).by_conditions]
    assert countries == ["IDN", *near]
    assert ("question", question) in pairs


def test_the_countries_that_answer_a_question_can_be_added(pages: Pages) -> None:
    pairs = moved(pages, "/compare?country=SGP&group=results&question=Gig+Workers+Act+872")
    countries = [value for name, value in pairs if name == "country"]
    assert countries[:2] == ["SGP", "MYS"]


def test_a_theme_gives_its_rows_and_ones_own_rows_follow(pages: Pages) -> None:
    page = pages.get("/compare?country=SGP&theme=law&row=payers&row=legal-basis")
    rows = [row["id"] for row in page.select(".compare .rows tr")]
    assert rows == [
        f"row-{row}" for row in ("legal-basis", "definitions", "platform-types", "classification", "payers")
    ]


def test_all_rows_need_no_word_in_the_address(pages: Pages) -> None:
    every = "&".join(f"row={row}" for row in scheme("row").terms)
    page = pages.get(f"/compare?country=SGP&{every}")
    assert len(page.select(".compare .rows tr")) == len(scheme("row").terms)
    assert page.select_one(".permanent .citation a")["href"] == "/compare?country=SGP"


def test_questions_stand_side_by_side_above_the_rows(pages: Pages) -> None:
    page = pages.get("/compare?country=SGP&country=NPL&question=who+pays&question=xyzzyplugh&row=payers")
    first, second, _ = page.select(".compare .rows tr")
    assert [words(row.th.find(string=True)) for row in (first, second)] == ["who pays", "xyzzyplugh"]
    assert first.th.a["href"] == "/search?q=who+pays&country=SGP&country=NPL"
    assert first.td.select("div > p + p a[href^='#n']")
    assert words(second.td.select_one(".silent")) == "No evidence found"
    assert "No practice" in words(second.select("td")[1])


def test_countries_run_down_when_the_table_is_turned(pages: Pages) -> None:
    given_ = "country=MYS&country=SGP&row=payers&row=coverage"
    upright, turned = (pages.get(f"/compare?{given_}{turn}") for turn in ("", "&turn=1"))
    assert [words(th).split(" ")[0] for th in turned.select(".compare .rows th[scope=row]")] == [
        "Malaysia",
        "Singapore",
    ]
    assert len(turned.select(".compare thead th[scope=col]")) == 3
    across = [[words(cell) for cell in row.select("td")] for row in upright.select(".compare .rows tr")]
    down = [[words(cell) for cell in row.select("td")] for row in turned.select(".compare .rows tr")]
    assert [list(column) for column in zip(*across, strict=True)] == down


def test_practices_of_a_country_stand_side_by_side(pages: Pages) -> None:
    page = pages.get("/compare?country=MYS&split=1&row=payers")
    heads = page.select(".compare thead th[scope=col]")[1:]
    assert [words(head).split(" ")[0] for head in heads] == ["Malaysia", "Malaysia"]
    assert "Gig Workers Act" in words(heads[0])
    one = pages.get("/compare?country=MYS&practice=mys-gig-workers-act-2025&row=payers")
    assert "1 of 2 practices" in words(one.select_one("[role=status]"))


def test_every_row_explains_itself_and_the_codes_in_it(pages: Pages) -> None:
    page = pages.get("/compare?country=IDN&country=MYS&row=branches")
    meaning = page.select_one(".compare .rows th details")
    assert "each mandatory, voluntary or none" in words(meaning)
    terms = {words(term) for term in meaning.select("dt")}
    shown = {words(code).split("  ")[0] for code in page.select(".compare .rows .way")}
    assert shown
    assert shown <= terms


def test_cells_have_the_name_under_which_a_phone_shows_them(pages: Pages) -> None:
    page = pages.get("/compare?country=IDN&country=MYS&row=payers")
    assert [cell["data-head"] for cell in page.select(".compare .rows td")] == ["Indonesia", "Malaysia"]
    roles = {tag["role"] for tag in page.select(".compare [role]")}
    assert roles == {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_rows_in_which_all_agree_can_be_folded(cases: list[Practice], lang: str) -> None:
    compared = compare(cases, ["MYS", "SGP", "PHL"], (), lang)
    whole, folded = grid(compared), grid(compared, fold=True)
    assert {line.row.id for line in folded.folded} == {
        line.row.id for line in whole.lines if line.agreement in ("same", "silent")
    }
    assert len(folded.lines) + len(folded.folded) == len(whole.lines) == len(compared.rows)


def test_no_text_is_lost_without_being_counted(cases: list[Practice]) -> None:
    compared = compare(cases, WIDE)
    shown = grid(compared)
    cited = {note.number for note in shown.notes}
    for line, row in zip(shown.lines, compared.rows, strict=True):
        assert sum(len(cell.texts) for cell in line.cells) <= TEXTS
        for cell, entries in zip(line.cells, row.cells, strict=True):
            telling = [entry for entry in entries if not entry.not_reported]
            assert len(cell.texts) + cell.more == len(telling)
            assert cell.not_reporting == (len(entries) - len(telling) if telling else 0)
            assert bool(cell.silent) == (not telling)
            assert {number for text in cell.texts for number in text.entry.notes} <= cited


@given(st.integers(1, 2000))
def test_letters_tell_practices_apart(place: int) -> None:
    assert letter(place).isalpha()
    assert len({letter(place), letter(place + 1), letter(place + 26)}) == 3


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("asked", [0, 1, 3])
def test_the_widest_comparison_is_light_and_quick(full_base: Base, asked: int, lang: str) -> None:
    client = create_app(base=full_base).test_client()
    query = [("country", country) for country in WIDE] + [("lang", lang)]
    query += [("question", question) for question in QUESTIONS[:asked]]
    client.get("/compare", query_string=query)
    for view in ([], [("turn", "1")], [("split", "1")], [("fold", "1")]):
        took = []
        for _ in range(3):
            started = time.thread_time()
            response = client.get("/compare", query_string=[*query, *view])
            took.append(time.thread_time() - started)
        assert response.status_code == 200
        assert len(response.data) <= MAX_BYTES, view
        assert min(took) <= MAX_SECONDS + asked * MAX_SECONDS_EACH, view
        table = BeautifulSoup(response.text, "html.parser").select_one(".compare table")
        assert table.select("tbody td")
