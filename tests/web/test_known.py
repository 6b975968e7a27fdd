"""What is known: the matrix, its links, the values of the map, and the balance."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kb.countries import numeric_codes
from kb.vocabulary import scheme
from tests.web.conftest import Pages

STATIC = Path(__file__).parents[2] / "web" / "static"
ATLAS = STATIC / "vendor" / "world-atlas-2.0.2"


def row_of(page: object, name: str) -> list[object]:
    (row,) = [row for row in page.select(".known tbody tr") if row.th and row.th.get_text() == name]  # type: ignore[attr-defined]
    return list(row.find_all("td"))


def test_a_cell_has_codes_words_and_a_way_to_its_practices(pages: Pages) -> None:
    page = pages.get("/known")
    column = list(scheme("branch").terms).index("employment-injury") + 1
    cell = row_of(page, "Malaysia")[column]
    assert cell.select_one(".mark").get_text() == "M●"
    assert "Mandatory, operating or evaluated" in cell.get_text()
    query = parse_qs(urlsplit(cell.a["href"]).query)
    assert query == {"country": ["MYS"], "branch": ["employment-injury"]}
    results = pages.get(cell.a["href"])
    assert results.select_one("a[href='/practices/mys-gig-workers-act-2025']")


def test_every_link_of_the_matrix_finds_something(pages: Pages) -> None:
    cells = pages.get("/known").select(".known td a[href^='/search']")
    assert cells
    for address in {cell["href"] for cell in cells}:
        assert pages.get(address).select(".result-country, .result"), address


def test_an_empty_cell_says_so_in_words(pages: Pages) -> None:
    page = pages.get("/known")
    gaps = page.select(".known td.gap")
    assert gaps
    assert all(gap.get_text() == "·nothing recorded" for gap in gaps)
    status = page.select_one("[role=status]").get_text()
    shown = page.select(".known tbody tr:not(.group):not(.missing) td:nth-of-type(n+2)")
    assert f"nothing is recorded in {len(gaps)} of {len(shown)} cells" in status


def test_countries_without_a_practice_stand_with_their_region(pages: Pages) -> None:
    missing = [row.get_text() for row in pages.get("/known").select(".known .missing")]
    assert any("Thailand" in text and "Malaysia" not in text for text in missing)


def test_a_status_leaves_only_its_practices_and_its_links_keep_it(pages: Pages) -> None:
    page = pages.get("/known?status=rules-pending")
    assert page.select_one("option[selected]")["value"] == "rules-pending"
    assert not page.select(".known .mark")
    page = pages.get("/known?status=operating")
    assert page.select(".known .mark.stage-operating")
    assert {mark.get_text()[-1] for mark in page.select(".known .mark")} <= {"●", "–"}
    assert all("status=operating" in link["href"] for link in page.select(".known td a[href^='/search']"))


def test_the_heads_name_what_they_head(pages: Pages) -> None:
    table = pages.get("/known").select_one(".known table")
    assert table.caption
    assert len(table.select("thead th[scope=col]")) == len(scheme("branch").terms) + 2
    assert all(row.th["scope"] in ("row", "rowgroup") for row in table.select("tbody tr:not(.missing)"))


@pytest.mark.parametrize(("lang", "words"), [("en", "nothing recorded"), ("id", "tidak ada yang tercatat")])
def test_the_map_holds_every_country_in_the_language_asked_for(client: FlaskClient, lang: str, words: str) -> None:
    values = {value["id"]: value for value in client.get(f"/known/map.json?lang={lang}").get_json()}
    assert values.keys() == set(numeric_codes().values())
    assert values["360"]["stage"] == "operating"
    assert values["360"]["href"] == f"/search?country=IDN&lang={lang}"
    assert words in values["764"]["text"]
    assert values["764"]["href"].startswith("/countries/THA")


def test_the_map_says_the_same_as_the_table(pages: Pages, client: FlaskClient) -> None:
    for status in ("", "operating", "rejected"):
        page = pages.get(f"/known?status={status}")
        inked = {
            value["id"]
            for value in client.get(f"/known/map.json?status={status}").get_json()
            if value["stage"] != "none"
        }
        codes = {
            row.a["href"].rpartition("/")[2] for row in page.select(".known tbody tr") if row.select_one("td .mark")
        }
        assert inked == {numeric_codes()[code] for code in codes}


def test_the_topology_has_all_countries_but_a_few_specks(client: FlaskClient) -> None:
    shapes = json.loads((ATLAS / "countries-110m.json").read_text())["objects"]["countries"]["geometries"]
    points = json.loads((ATLAS / "small-countries.json").read_text())
    drawn = {shape.get("id") for shape in shapes} | {point["id"] for point in points}
    assert not {shape.get("id") for shape in shapes} & {point["id"] for point in points}
    missing = {code for code, number in numeric_codes().items() if number not in drawn}
    assert missing == {"BES", "BVT", "CCK", "CXR", "GIB", "GLP", "GUF", "MTQ", "MYT", "REU", "SJM", "TKL", "TUV", "UMI"}
    assert all(abs(point["latitude"]) <= 90 and abs(point["longitude"]) <= 180 for point in points)


def test_the_page_runs_only_modules_of_this_site(pages: Pages) -> None:
    page = pages.get("/known")
    scripts = page.find_all("script")
    assert any("/known/map.js" in script["src"] for script in scripts)
    for script in scripts:
        assert (script["type"], script.get_text()) == ("module", "")
        with pages.client.get(script["src"]) as answer:
            assert answer.status_code == 200
    assert not page.find_all("style")
    assert not page.select("[style], [onclick]")


def test_the_balance_is_shown_by_region_and_income(pages: Pages) -> None:
    page = pages.get("/known")
    tables = {table.caption.get_text(): table for table in page.select(".balance table")}
    assert len(tables) == 5
    cells = {
        row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in page.select(".balance tbody tr")
    }
    assert cells["ASEAN"] == ["3", "11", "4"]
    assert cells["High income"][::2] == ["1", "1"]


@pytest.mark.parametrize("path", ["/known", "/known/map.json"])
def test_an_unknown_status_is_refused(pages: Pages, path: str) -> None:
    assert "did you mean 'operating'" in pages.get(f"{path}?status=operatin", 400).main.get_text()
