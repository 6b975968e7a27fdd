"""The library of indicators, and the plan builder with its downloads."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kb.labels import label
from kb.vocabulary import scheme
from tests.web.conftest import Pages
from tests.web.test_challenges import words
from web.indicators.chart import WIDTH, scale

PLAN = "practice=sgp-platform-workers-act-2024"


def test_the_library_leads_to_every_indicator(pages: Pages) -> None:
    links = [link["href"] for link in pages.get("/indicators").select(".library th a")]
    assert links == [f"/indicators/{code}" for code in scheme("indicator").terms]
    for link in links:
        page = pages.get(link)
        assert [term.get_text() for term in page.select(".facts dt")][:2] == ["Formula", "Denominator trap"]


def test_a_value_stands_with_all_that_is_needed_to_judge_it(pages: Pages) -> None:
    page = pages.get("/indicators/platform-workers")
    row = next(row for row in page.select(".values tbody tr") if row.th.get_text() == "Singapore")
    cells = [words(cell) for cell in row.find_all("td")]
    assert cells[0].endswith("persons")
    assert all(cells[2:])
    assert row.select_one("a[href='/practices/sgp-platform-workers-act-2024#results']")
    assert row.select_one(".cited a")["href"].startswith("/practices/sgp-platform-workers-act-2024#source-s")


def test_an_indicator_without_a_value_says_so(pages: Pages) -> None:
    assert "No practice of the base reports" in words(pages.get("/indicators/grievance-resolution").main)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_pages_are_sound(pages: Pages, lang: str) -> None:
    for path in ("/indicators?", "/indicators/registered-workers?", "/indicators/plan?", f"/indicators/plan?{PLAN}&"):
        page = pages.get(f"{path}lang={lang}")
        assert page.html["lang"] == lang
        assert not page.find_all("style")
        assert not page.select("[style]")
        levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3", "h4"])]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))


# The chart

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2)


@given(st.sampled_from(["percent", "persons", "ratio", "months"]), st.lists(numbers, max_size=8))
def test_places_lie_on_the_scale_and_keep_the_order(unit: str, some: list[Decimal]) -> None:
    found = scale(unit, some)
    if found is None:
        return
    placed = [(value, found.place(value)) for value in sorted(some)]
    shown = [place for _, place in placed if place is not None]
    assert all(-1e-6 <= place <= WIDTH + 1e-6 for place in shown)
    assert shown == sorted(shown)
    assert all(place is not None for value, place in placed if value > 0)


def test_money_and_single_values_are_not_drawn() -> None:
    assert scale("IDR", [Decimal(1), Decimal(2)]) is None
    assert scale("percent", [Decimal(1)]) is None
    assert scale("persons", [Decimal(0), Decimal(-5)]) is None


def test_shares_are_drawn_from_nought_to_a_hundred() -> None:
    found = scale("percent", [Decimal(10), Decimal(20)])
    assert found
    assert (found.place(Decimal(25)), found.place(Decimal(-1)), found.place(Decimal(101))) == (25, None, None)


# The plan


def test_without_a_reform_there_is_a_form_and_no_plan(pages: Pages) -> None:
    page = pages.get("/indicators/plan?indicator=adequacy")
    assert page.select_one("input[name=indicator][value=adequacy]").has_attr("checked")
    assert not page.select(".plan")
    offered = [option["value"] for option in page.select("select[name=practice] optgroup option")]
    assert "sgp-platform-workers-act-2024" in offered
    assert not any(slug.startswith("int-") for slug in offered)


def test_a_plan_has_the_indicators_of_the_reform_and_open_targets(pages: Pages) -> None:
    page = pages.get(f"/indicators/plan?{PLAN}")
    ticked = [box["value"] for box in page.select("input[name=indicator][checked]")]
    assert ticked == [link["href"].rpartition("/")[2] for link in page.select(".plan th[scope=row] a")]
    assert {cell.get_text() for cell in page.select(".plan .open")} == {"to be filled in"}
    notes = {note["id"] for note in page.select(".sources li")}
    used = {link["href"][1:] for link in page.select(".plan .notes a")}
    assert used == notes


def test_the_downloads_hold_the_plan_that_is_shown(pages: Pages, client: FlaskClient) -> None:
    page = pages.get(f"/indicators/plan?{PLAN}&indicator=adequacy&indicator=claims&lang=id")
    links = {link["href"].partition("?")[0]: link["href"] for link in page.select("a[download]")}
    assert set(links) == {"/indicators/plan.xlsx", "/indicators/plan.docx"}
    book = client.get(links["/indicators/plan.xlsx"])
    assert book.content_type.endswith("spreadsheetml.sheet")
    assert "plan-sgp-platform-workers-act-2024-id.xlsx" in book.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(book.data)).worksheets[0]
    assert sheet["A1"].value == "Indikator"
    assert sheet.max_row == 3
    (table,) = Document(BytesIO(client.get(links["/indicators/plan.docx"]).data)).tables
    assert table.rows[0].cells[1].text == "Nilai awal"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/indicators/adequasy", 404, "did you mean 'adequacy'?"),
        ("/indicators/%00", 404, "unknown indicator"),
        (
            "/indicators/plan?practice=sgp-platform-workers-act-2025",
            400,
            "did you mean 'sgp-platform-workers-act-2024'?",
        ),
        ("/indicators/plan?practice=int-ilo-c193-platform-economy-2026", 400, "no reform"),
        (f"/indicators/plan?{PLAN}&indicator=x", 400, "unknown indicator 'x'"),
        ("/indicators/plan.xlsx", 400, "No reform was chosen."),
        (f"/indicators/plan.pdf?{PLAN}", 404, "xlsx, docx"),
    ],
)
def test_a_bad_address_is_explained(pages: Pages, path: str, status: int, said: str) -> None:
    assert said in words(pages.get(path, status).main)


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=3))
def test_no_parameters_break_a_plan(app: Flask, slug: str, codes: list[str]) -> None:
    client = app.test_client()
    for path in ("/indicators/plan", "/indicators/plan.docx"):
        answer = client.get(path, query_string={"practice": slug, "indicator": codes})
        assert answer.status_code in (200, 400)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_values_of_an_indicator_can_be_taken_away_whole(pages: Pages, lang: str) -> None:
    listed = [link["href"] for link in pages.get("/indicators").select("main a")]
    pages_of = [path for path in listed if re.fullmatch("/indicators/[a-z-]+", path) and not path.endswith("/plan")]
    held = [path for path in pages_of if pages.get(path).select("table.values")]
    assert held
    for path in held[:3]:
        page = pages.get(f"{path}?lang={lang}")
        rows = page.select("table.values tbody tr")
        links = [link["href"] for link in page.select(".taking a")]
        assert {re.search(r"[.]([a-z.]+)[?]", link)[1] for link in links} == {
            "docx", "xlsx", "csv", "json", "ris", "bib", "csl.json",
            "citation.ris", "citation.bib", "citation.csl.json",
        }  # fmt: skip
        assert all(pages.client.get(link).status_code == 200 for link in links)
        lines = list(csv.DictReader(io.StringIO(pages.client.get(f"{path}.csv?lang={lang}").data.decode("utf-8-sig"))))
        assert sorted(line[label("country", lang)] for line in lines) == sorted(row.th.get_text() for row in rows)
        values = json.loads(pages.client.get(f"{path}.json?lang={lang}").data)["values"]
        assert [value["value"] for value in values] == [line[label("value", lang)] for line in lines]
        assert pages.client.get(f"{path}.pdf").status_code == 404
