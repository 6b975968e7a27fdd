"""Each format holds what the comparison says, in its language, and nothing in it can be computed by a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.comparison import (
    AskedRow,
    Column,
    ColumnPractice,
    Comparison,
    ComparisonRow,
    Entry,
    Evidence,
    Note,
    compare,
)
from kb.documents import FORMATS, Edition, as_csv, as_json, as_text, as_xlsx
from kb.documents.of_comparison import cells
from kb.documents.wording import absence, as_at, said, xml_text
from kb.labels import label
from kb.model import Practice, Source
from tests import strategies

LANGS = pytest.mark.parametrize("lang", ["en", "id"])
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
dangerous = st.builds(str.__add__, st.sampled_from([*FORMULA_STARTS, " =", "\n="]), st.text(max_size=20))
texts = dangerous | strategies.lines()


@pytest.fixture
def comparison(three: list[Practice]) -> Comparison:
    return compared(three)


def compared(three: list[Practice], lang: str = "en") -> Comparison:
    """Three countries with practices and one without, all rows, and a question that only one of them answers."""
    practice = next(practice for practice in three if practice.country == "MYS")
    found = Evidence(practice.id, "Satu jawaban.", "id", "context", "Context", tuple(practice.sources)[:2])
    asked = AskedRow("Who pays?", {"MYS": (found,)}, "Words only.")
    return compare(three, ["IDN", "MYS", "ESP", "KHM"], (), lang, [asked])


def with_text(text: str) -> Comparison:
    """A comparison of one cell, with a text wherever a practice or a question puts one."""
    source = Source.model_construct(  # unchecked: the formats must bear even what the record would refuse
        title=text, publisher=text, url="https://example.org/a", language="en", kind="law", accessed=date(2026, 1, 2)
    )
    entry = Entry("mys-a", (text,), text, "2025", (1,), lang="en", section=text)
    practice = ColumnPractice("mys-a", text, "operating", text, "2026-01-02")
    return Comparison(
        "en",
        (Column("MYS", text, (practice,)),),
        (ComparisonRow("question", text, "", ((entry,),), asked=True),),
        (Note(1, "mys-a", source),),
        notice=text,
    )


def csv_lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheets(content: bytes) -> list[Any]:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets


def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def document_text(content: bytes) -> str:
    body = document(content).element.body
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def reported(comparison: Comparison) -> Iterator[Entry]:
    return (entry for row in comparison.rows for cell in row.cells for entry in cell if not entry.not_reported)


@LANGS
@pytest.mark.parametrize("name", ["csv", "docx", "json", "xlsx"])
def test_every_format_holds_every_text_and_source(three: list[Practice], name: str, lang: str) -> None:
    comparison = compared(three, lang)
    content = FORMATS[name].write(comparison)
    if name == "docx":
        held = document_text(content)
    elif name == "xlsx":
        held = "\n".join(str(cell.value) for sheet in sheets(content) for row in sheet.iter_rows() for cell in row)
    else:
        held = content.decode()
    for entry in reported(comparison):
        assert (json.dumps(entry.text, ensure_ascii=False)[1:-1] if name == "json" else entry.text) in held.replace(
            '""', '"'
        )
    for note in comparison.notes:
        assert note.source.url in held


@LANGS
def test_an_empty_cell_says_why_it_is_empty(three: list[Practice], lang: str) -> None:
    comparison = compared(three, lang)
    question, basis = comparison.rows[0], comparison.rows[1]
    idn, khm = comparison.columns[0], comparison.columns[3]
    said_so = {absence(question, idn, lang), absence(basis, idn, lang), absence(basis, khm, lang)}
    assert said_so == {label(name, lang) for name in ("no-evidence", "not-researched", "no-practice")}
    assert said(comparison, basis, 3)[0].text == label("no-practice", lang)
    assert said(comparison, question, 0)[0].text == label("no-evidence", lang)


def test_the_words_of_the_documents_differ_by_language(comparison: Comparison) -> None:
    indonesian = replace(comparison, lang="id")
    for name in ("csv", "xlsx", "docx"):
        assert FORMATS[name].write(comparison) != FORMATS[name].write(indonesian)
    assert csv_lines(FORMATS["csv"].write(indonesian))[0][0] == "Baris"


def test_a_cell_names_its_practice_only_where_there_is_more_than_one(three: list[Practice]) -> None:
    malaysian = next(practice for practice in three if practice.country == "MYS")
    other = malaysian.model_copy(update={"id": "mys-other"})
    row = next(row for row, fact in malaysian.facts.items() if fact.text)
    one, two = compare([malaysian], ["MYS"], [row]), compare([malaysian, other], ["MYS"], [row])
    assert [part.heading for part in said(one, one.rows[0], 0)] == [""]
    assert [part.heading for part in said(two, two.rows[0], 0)] == [malaysian.title.en] * 2


def test_as_at_is_the_range_of_the_dates_of_the_entries(comparison: Comparison) -> None:
    entry = comparison.rows[0].cells[1][0]
    cells = (tuple(replace(entry, as_of=day) for day in ("2025-03", "2019", "2026-11-22")),)
    dated = replace(comparison, rows=(replace(comparison.rows[0], cells=cells),))
    assert as_at(dated) == "2019 – 22 November 2026"
    assert as_at(replace(comparison, rows=())) == ""


# JSON


def test_json_reads_back_as_the_same_comparison(comparison: Comparison) -> None:
    assert as_json.ADAPTER.validate_json(as_json.write(comparison)) == comparison


def test_json_has_the_names_that_its_readers_rely_on(comparison: Comparison) -> None:
    plain = json.loads(as_json.write(comparison))
    assert list(plain) == ["lang", "columns", "rows", "notes", "notice", "made_on"]
    assert set(plain["columns"][0]) == {"country", "name", "practices"}
    assert set(plain["columns"][0]["practices"][0]) == {"id", "title", "status", "place", "verified_on"}
    assert set(plain["rows"][0]) == {"id", "label", "definition", "cells", "asked"}
    assert set(plain["rows"][0]["cells"][1][0]) == {
        "practice",
        "codes",
        "coded_as",
        "text",
        "as_of",
        "notes",
        "not_reported",
        "lang",
        "section",
    }
    assert set(plain["notes"][0]) == {"number", "practice", "source"}


# CSV


def test_csv_has_one_line_for_each_entry_and_each_empty_cell(comparison: Comparison) -> None:
    content = FORMATS["csv"].write(comparison)
    header, *lines = csv_lines(content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(lines) == sum(max(1, len(cell)) for row in comparison.rows for cell in row.cells)
    assert {len(line) for line in lines} == {len(header)} == {len(cells(comparison).head)}
    question = next(dict(zip(header, line, strict=True)) for line in lines if line[3])
    entry = comparison.rows[0].cells[1][0]
    assert (question["Country code"], question["Country"]) == ("MYS", "Malaysia")
    assert (question["Practice"], question["Text"], question["Language"]) == (entry.practice, "Satu jawaban.", "id")
    assert question["Sources"].split() == [comparison.notes[number - 1].source.url for number in entry.notes]
    assert [line.split("]")[0] for line in question["Notes"].splitlines()] == [f"[{n}" for n in entry.notes]


@given(texts)
def test_no_cell_of_a_csv_begins_like_a_formula_and_none_is_lost(text: str) -> None:
    cell = as_csv.harmless(text)
    assert not cell.lstrip(" ").startswith(FORMULA_STARTS)
    assert cell.removeprefix("'" if cell != text else "") == text


@pytest.mark.parametrize("text", ["Rp16,800 a month", "5 = five", "'quoted'", ""])
def test_other_cells_of_a_csv_stay_as_they_are(text: str) -> None:
    assert as_csv.harmless(text) == text


@given(texts)
def test_no_line_of_a_whole_csv_computes(text: str) -> None:
    for line in csv_lines(FORMATS["csv"].write(with_text(text))):
        assert not any(cell.lstrip(" ").startswith(FORMULA_STARTS) for cell in line)


# XLSX


def test_the_workbook_has_a_matrix_its_notes_and_an_account_of_itself(comparison: Comparison) -> None:
    matrix, lines, notes, about = sheets(FORMATS["xlsx"].write(comparison))
    assert [sheet.title for sheet in (matrix, lines, notes, about)] == ["Comparison", "Cells", "Notes", "About"]
    assert [cell.value for cell in matrix[1]] == [
        "Row",
        "Indonesia",
        "Malaysia",
        "Spain",
        "Cambodia",
    ]
    assert [cell.value for cell in matrix["A"]][1:] == [row.label for row in comparison.rows]
    assert [cell.value for cell in notes["A"]][1:] == [note.number for note in comparison.notes]
    account = {str(name.value): str(text.value) for name, text in about.iter_rows(max_col=2)}
    assert account["Countries"] == "Indonesia, Malaysia, Spain, Cambodia"
    assert account["Notice"] == "Words only."
    assert account["Information as at"] == as_at(comparison)


def test_the_workbook_can_be_read_on_screen_and_on_paper(comparison: Comparison) -> None:
    matrix, _, notes, _ = sheets(FORMATS["xlsx"].write(comparison))
    assert (matrix.freeze_panes, notes.freeze_panes) == ("B2", "B2")
    assert matrix.page_setup.orientation == "landscape"
    assert matrix.print_title_rows == "$1:$1"
    assert all(cell.alignment.wrap_text for row in matrix.iter_rows() for cell in row)
    assert matrix.column_dimensions["B"].width >= 40


def test_the_notes_of_the_workbook_link_to_the_sources(comparison: Comparison) -> None:
    notes = sheets(FORMATS["xlsx"].write(comparison))[2]
    links = [row[-1].hyperlink.target for row in notes.iter_rows(min_row=2) if row[-1].hyperlink]
    assert links == [note.source.url for note in comparison.notes]


@given(texts)
def test_no_cell_of_a_workbook_computes(text: str) -> None:
    held = []
    for sheet in sheets(FORMATS["xlsx"].write(with_text(text))):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type in {"s", "n", "d"}
            held.append(str(cell.value))
    assert any(_letters(text) in _letters(cell) for cell in held)


def test_a_text_that_no_cell_can_hold_ends_with_a_mark() -> None:
    cell = as_xlsx.shortened("x" * (as_xlsx.MAX_CELL + 1))
    assert (len(cell), cell[-4:]) == (as_xlsx.MAX_CELL, "x[…]")
    assert as_xlsx.shortened("x" * as_xlsx.MAX_CELL) == "x" * as_xlsx.MAX_CELL


def test_the_days_of_reading_are_dates(comparison: Comparison) -> None:
    notes = sheets(FORMATS["xlsx"].write(comparison))[2]
    column = [cell.value for cell in notes[1]].index(label("accessed", "en"))
    read = [row[column].value.date() for row in notes.iter_rows(min_row=2)]
    assert read == [note.source.accessed for note in comparison.notes]


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_the_countries_may_stand_as_rows(comparison: Comparison, name: str) -> None:
    content = FORMATS[name].write(comparison, Edition(countries="rows"))
    names = [column.name for column in comparison.columns]
    labels = [row.label for row in comparison.rows]
    if name == "xlsx":
        matrix = sheets(content)[0]
        assert [cell.value for cell in matrix["A"]] == [label("country", "en"), *names]
        assert [cell.value for cell in matrix[1]][1:] == labels
        upright = sheets(FORMATS[name].write(comparison))[0]
        turned = [[cell.value for cell in column][1:] for column in matrix.iter_cols(min_col=2)]
        assert turned == [[cell.value for cell in row][1:] for row in upright.iter_rows(min_row=2)]
    else:
        tables = document(content).tables
        assert {tuple(row.cells[0].text for row in table.rows)[1:] for table in tables} == {tuple(names)}
        assert [cell.text for table in tables for cell in table.rows[0].cells[1:]] == labels


# DOCX


@LANGS
def test_the_document_says_what_it_is_and_in_which_language(three: list[Practice], lang: str) -> None:
    made = document(FORMATS["docx"].write(compared(three, lang)))
    assert made.core_properties.title == label("title", lang)
    assert made.core_properties.author == label("creator", lang)
    assert made.core_properties.language.startswith(lang)
    assert {node.get(qn("w:val"))[:2] for node in made.styles.element.iter(qn("w:lang"))} == {lang}
    section = made.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (section.page_width or 0) > (section.page_height or 0) > 0


def test_the_document_can_be_walked_by_its_headings(comparison: Comparison) -> None:
    made = document(FORMATS["docx"].write(comparison))
    headings = [
        (p.style.name, p.text) for p in made.paragraphs if p.style and p.style.name.startswith(("Title", "Heading"))
    ]
    assert headings == [
        ("Title", label("title", "en")),
        ("Heading 1", "Practices compared"),
        *(("Heading 2", column.name) for column in comparison.columns),
        ("Heading 1", "Comparison"),
        ("Heading 1", "Sources"),
    ]


def test_the_header_of_the_table_comes_again_on_every_page(comparison: Comparison) -> None:
    (table,) = document(FORMATS["docx"].write(comparison)).tables
    assert list(table.rows[0]._tr.iter(qn("w:tblHeader")))
    assert [cell.text for cell in table.rows[0].cells] == ["Row", *(column.name for column in comparison.columns)]
    assert [row.cells[0].text for row in table.rows][1:] == [row.label for row in comparison.rows]
    assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_more_than_four_countries_are_spread_over_tables(three: list[Practice]) -> None:
    six = ["IDN", "MYS", "ESP", "KHM", "FRA", "USA"]
    tables = document(FORMATS["docx"].write(compare(three, six, ["payers"]))).tables
    names = [cell.text for table in tables for cell in table.rows[0].cells[1:]]
    assert [len(table.columns) for table in tables] == [5, 3]
    assert names == [column.name for column in compare(three, six).columns]


def test_every_number_of_a_note_leads_to_its_source(comparison: Comparison) -> None:
    made = document(FORMATS["docx"].write(comparison))
    body = made.element.body
    marks = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    links = list(body.iter(qn("w:hyperlink")))
    anchors = {link.get(qn("w:anchor")) for link in links} - {None}
    targets = [made.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))]
    assert len(marks) == len(set(marks)) == len(comparison.notes)
    assert anchors == set(marks)
    assert targets == [note.source.url for note in comparison.notes]


def test_an_answer_in_another_language_is_marked_as_such(comparison: Comparison) -> None:
    runs = document(FORMATS["docx"].write(comparison)).element.body.iter(qn("w:r"))
    foreign = ["".join(node.text for node in run.iter(qn("w:t"))) for run in runs if list(run.iter(qn("w:lang")))]
    assert foreign == ["Satu jawaban."]


@settings(max_examples=15)  # the template of a document takes long to read
@given(texts)
def test_every_text_goes_into_a_document(text: str) -> None:
    assert _letters(text) in _letters(document_text(FORMATS["docx"].write(with_text(text))))


# Text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_text_for_a_terminal_keeps_its_width_and_its_content(comparison: Comparison, width: int) -> None:
    text = as_text.write(comparison, width).decode()
    table = text[: text.index("\nPractices compared")]
    assert max(len(line) for line in table.splitlines()) <= max(width, 45)
    for row in comparison.rows:
        assert row.label.split()[0] in table
    assert ("┏" in table) == (width >= 20 + 28 * 4)
    for note in comparison.notes:
        assert f"[{note.number}] " in text
        assert note.source.url in text


def test_words_in_brackets_are_no_markup_on_a_terminal() -> None:
    assert "[bold]text[/bold]" in as_text.write(with_text("[bold]text[/bold]"), 200).decode()


@given(st.text())
def test_what_xml_forbids_is_taken_out_and_nothing_else(text: str) -> None:
    kept = xml_text(text)
    assert [c for c in text if c.isprintable() and c != "\ufffe"] == [c for c in kept if c.isprintable()]
    assert not set(kept) & set("\x00\x01\x0b\x1f\ufffe\uffff")


def _letters(text: str) -> str:
    """What is left of a text when a format has taken out what it cannot hold and folded its spaces."""
    return "".join(char for char in xml_text(text) if not char.isspace())
