"""What is taken away from a page is what the page shows: the cells, the notes, the dates."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from urllib.parse import urlencode

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents import FINDINGS_FORMATS, FORMATS, PRACTICE_FORMATS
from kb.labels import label
from kb.results import date_text
from kb.vocabulary import scheme
from tests.web.conftest import Pages

COMPARED = "country=IDN&country=MYS&country=NPL&row=payers&row=branches&row=coverage"
SLUG = "sgp-platform-workers-act-2024"
PAGES = {
    f"/compare?{COMPARED}": (f"/compare.{{}}?{COMPARED}", "comparison-IDN-MYS-NPL", FORMATS),
    f"/practices/{SLUG}": (f"/practices/{SLUG}.{{}}", SLUG, PRACTICE_FORMATS),
    "/search?q=contributions&country=MYS": ("/search.{}?q=contributions&country=MYS", "answer", FINDINGS_FORMATS),
    "/search?country=MYS": ("/search.{}?country=MYS", "practices", FINDINGS_FORMATS),
}
CITATIONS = ("citation.ris", "citation.bib", "citation.csl.json")


def words(text: str) -> str:
    return " ".join(text.split())


def taken(client: FlaskClient, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.data


class Shown:
    """The cells of a comparison as the page shows them: texts, dates and numbers of notes by row and column."""

    def __init__(self, page: BeautifulSoup) -> None:
        table = page.select_one(".compare table")
        heads = table.select("thead th[scope=col]")[1:]
        self.names = [": ".join(words(link.text) for link in head.select("a")) for head in heads]
        self.rows = [words(tr.th.find(string=True)) for tr in table.select(".rows tr")]
        self.cells = [list(tr.select("td")) for tr in table.select(".rows tr")]
        self.notes = {
            item["id"].removeprefix("n"): (item.a["href"], words(item.a.text)) for item in page.select(".sources li")
        }

    def entries(self, row: int, column: int) -> list[tuple[str, str, list[str]]]:
        """Return (text, date, notes) of the entries of a cell that report; an empty cell has one that says why."""
        cell = self.cells[row][column]
        found = []
        for said in cell.select("div"):
            text, dated = said.select("p")
            own = [part for part in text.find_all(string=True) if part.find_parent("a") is None]  # no practice's letter
            day = words(dated.find(string=True)).rpartition("· ")[2]
            found.append((words("".join(own)), day, re.findall(r"\[(\d+)\]", dated.text)))
        return found or [(words(cell.select_one(".silent").text), "", [])]


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown(pages: Pages, lang: str) -> Shown:
    return Shown(pages.get(f"/compare?{COMPARED}&lang={lang}"))


def check_csv(client: FlaskClient, shown: Shown, query: str, lang: str) -> None:
    """Hold the CSV of a comparison to its page."""
    content = taken(client, f"/compare.csv?{query}").decode("utf-8-sig")
    header, *lines = csv.reader(io.StringIO(content, newline=""))
    told = [dict(zip(header, line, strict=True)) for line in lines]
    for row, name in enumerate(shown.rows):
        for column, country in enumerate(shown.names):
            own = [t for t in told if t[label("row", lang)] == name and t[label("country", lang)] == country]
            entries = shown.entries(row, column)
            if any(line[label("as-at", lang)] for line in own):  # the page counts what reports nothing beside it
                own = [line for line in own if line[label("as-at", lang)]]
            assert len(own) == len(entries)
            if not own[0][label("as-at", lang)]:
                continue  # the page says in fewer words that nothing is reported
            held = []
            for line in own:
                notes = re.findall(r"^\[(\d+)\]", line[label("notes", lang)], re.MULTILINE)
                assert line[label("sources", lang)].split() == [shown.notes[number][0] for number in notes]
                day = date_text(line[label("as-at", lang)], lang)
                held.append((words(line[label("text", lang)]), day, notes))
            assert sorted(held) == sorted(entries)


def check_grid(client: FlaskClient, shown: Shown, ending: str, query: str, lang: str) -> None:
    """Hold the workbook or the text of a comparison to its page."""
    content = io.BytesIO(taken(client, f"/compare.{ending}?{query}"))
    if ending == "xlsx":
        book = openpyxl.load_workbook(content)
        grid = [[str(cell.value or "") for cell in row] for row in book.worksheets[0].iter_rows()]
        sources = book.worksheets[2].iter_rows(min_row=2)
        notes = {str(row[0].value): (row[-1].value, words(row[2].value)) for row in sources}
        assert notes == shown.notes
    else:
        made = docx.Document(content)
        assert made.core_properties.language == {"en": "en-GB", "id": "id-ID"}[lang]
        assert made.core_properties.title == label("title", lang)
        assert label("sources", lang) in [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 1"]
        tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]
        grid = [sum((line[1:] for line in lines), lines[0][:1]) for lines in zip(*tables, strict=True)]
        numbered = [p.text for p in made.paragraphs if re.match(r"\[\d+\] ", p.text)]
        assert len(numbered) == len(shown.notes)
        for text, (number, (url, title)) in zip(numbered, shown.notes.items(), strict=True):
            assert text.startswith(f"[{number}] ")
            assert text.endswith(url)
            assert title in words(text)
    held = [list(line) for line in zip(*grid, strict=True)] if "turn=1" in query else grid
    assert held[0][1:] == shown.names
    assert [line[0] for line in held[1:]] == shown.rows
    for row in range(len(shown.rows)):
        for column in range(len(shown.names)):
            cell = words(held[row + 1][column + 1])
            entries = shown.entries(row, column)
            numbers = [number for *_, notes in entries for number in notes]
            assert sorted(re.findall(r"\[(\d+)\]", cell)) == sorted(numbers)
            for text, dated, _ in entries:
                assert not dated or (text in cell and f"({label('as-of', lang)} {dated})" in cell)


def test_the_csv_holds_the_cells_notes_and_dates_of_the_page(client: FlaskClient, shown: Shown, lang: str) -> None:
    check_csv(client, shown, f"{COMPARED}&lang={lang}", lang)


@pytest.mark.parametrize("turn", ["", "&turn=1"])
@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_workbook_and_text_hold_the_cells_notes_and_dates_of_the_page(
    client: FlaskClient, shown: Shown, lang: str, ending: str, turn: str
) -> None:
    check_grid(client, shown, ending, f"{COMPARED}&lang={lang}{turn}", lang)


def some(values: Sequence[str], name: str, least: int, most: int) -> st.SearchStrategy[list[tuple[str, str]]]:
    chosen = st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)
    return chosen.map(lambda found: [(name, one) for one in found])


@settings(max_examples=12)
@given(
    known=some(["IDN", "MYS", "SGP"], "country", 1, 3),
    unknown=some(["NPL", "KHM"], "country", 0, 1),
    rows=some(list(scheme("row").terms), "row", 0, 6),
    questions=some(["who pays contributions", "iuran jaminan kecelakaan kerja", "xyzzyplugh"], "question", 0, 3),
    views=some(["turn", "split"], "", 0, 2).map(lambda found: [(view, "1") for _, view in found]),
    lang=st.sampled_from(["en", "id"]),
)
def test_what_is_taken_away_of_any_comparison_is_what_its_page_shows(
    app: Flask,
    known: list[tuple[str, str]],
    unknown: list[tuple[str, str]],
    rows: list[tuple[str, str]],
    questions: list[tuple[str, str]],
    views: list[tuple[str, str]],
    lang: str,
) -> None:
    client = app.test_client()
    query = urlencode([*unknown, *known, *rows, *questions, *views, ("lang", lang)])
    upright = query.replace("turn=1", "turn=0")
    shown = Shown(Pages(client).get(f"/compare?{upright}"))
    check_csv(client, shown, query, lang)
    for ending in ("xlsx", "docx"):
        check_grid(client, shown, ending, query, lang)


def test_a_cell_that_is_empty_says_in_every_document_why(client: FlaskClient, shown: Shown, lang: str) -> None:
    reason = label("no-practice", lang)
    assert [entry[0] for row in range(3) for entry in shown.entries(row, 2)] == [reason] * 3
    sheet = openpyxl.load_workbook(io.BytesIO(taken(client, f"/compare.xlsx?{COMPARED}&lang={lang}"))).worksheets[0]
    assert [cell.value for cell in sheet["D"]][1:] == [reason] * 3


@pytest.mark.parametrize("page", PAGES)
def test_every_format_is_a_file_with_a_name_and_a_type(client: FlaskClient, page: str) -> None:
    path, name, formats = PAGES[page]
    for ending in (*formats, *CITATIONS):
        response = client.get(path.format(ending))
        assert response.status_code == 200, ending
        assert response.headers["Content-Disposition"] == f"attachment; filename={name}.{ending}"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if ending in formats:
            assert response.content_type == formats[ending].media_type
        assert response.data


@pytest.mark.parametrize("path", PAGES)
def test_every_page_offers_its_files_sources_and_citation(pages: Pages, path: str) -> None:
    page = pages.get(path)
    offered = {link["href"] for link in page.select(".taking a")}
    endings = {link.partition("?")[0].partition(".")[2] for link in offered}
    assert {"docx", "xlsx", "csv", "ris", "bib", "csl.json"} <= endings
    if not path.startswith("/search"):
        assert set(CITATIONS) <= endings
        cited = words(page.select_one("#cite").find_parent("section").select_one(".citation").text)
        assert cited.endswith(f"http://localhost{path}")
        assert label("site", "en") in cited
    for link in offered:
        assert pages.client.get(link).status_code == 200, link


def test_a_citation_names_the_page_and_its_day(client: FlaskClient) -> None:
    (item,) = json.loads(taken(client, f"/practices/{SLUG}.citation.csl.json?lang=id"))
    assert item["URL"] == f"http://localhost/practices/{SLUG}?lang=id"
    assert item["issued"]["date-parts"][0][0] == 2026
    assert item["container-title"] == label("site", "id")
    (compared,) = json.loads(taken(client, f"/compare.citation.csl.json?{COMPARED}"))
    assert compared["URL"] == f"http://localhost/compare?{COMPARED}"
    assert "Malaysia" in compared["title"]


def test_a_document_carries_the_language_of_its_page(client: FlaskClient) -> None:
    made = docx.Document(io.BytesIO(taken(client, f"/compare.brief.docx?{COMPARED}&question=iuran&lang=id")))
    assert made.core_properties.language == "id-ID"
    assert {node.get(qn("w:val")) for node in made.styles.element.iter(qn("w:lang"))} == {"id-ID"}
    assert "iuran" in [p.text for p in made.paragraphs]
    assert "Pelajaran bagi negara lain" in [p.text for p in made.paragraphs]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/compare.docx", 400, "No country was chosen."),
        ("/compare.brief.docx?country=NPL&country=KHM", 400, "None of these countries has a practice in the base:"),
        ("/compare.citation.ris", 400, "No country was chosen."),
        ("/compare.xlsx?country=IDN&turn=x", 400, "turn is 1 or left out."),
        ("/search.csv?status=rejected", 400, "Nothing was found"),
        ("/search.docx?q=xyzzyplugh", 400, "Nothing was found"),
        ("/search.pdf?q=x", 404, "csv, xlsx, docx, ris, bib, csl.json"),
        (f"/practices/{SLUG}.pdf", 404, "csv, xlsx, docx, ris, bib, csl.json"),
        (f"/practices/{SLUG}x.docx", 404, f"did you mean '{SLUG}'?"),
    ],
)
def test_what_cannot_be_taken_away_is_said(pages: Pages, path: str, status: int, says: str) -> None:
    assert says in words(pages.get(path, status).main.get_text(" "))


def test_a_list_that_is_too_long_for_a_text_is_refused(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.search.views.MOST_IN_TEXT", 1)
    assert "at most 1 practices" in words(pages.get("/search.docx?country=MYS", 400).main.get_text(" "))
    offered = [link["href"] for link in pages.get("/search?country=MYS").select(".taking a")]
    assert not [link for link in offered if link.startswith("/search.docx")]
    assert [link for link in offered if link.startswith("/search.xlsx")]
