"""The documents of a practice, of a search result, and the policy brief hold what they are of."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings

from kb.comparison import AskedRow, Comparison, Evidence, compare, narrowed
from kb.documents import FINDINGS_FORMATS, FORMATS, PRACTICE_FORMATS, Dossier, Edition
from kb.documents.of_brief import PRACTICES
from kb.findings import gather, listed
from kb.labels import label
from kb.lessons import SECTION, lessons
from kb.model import Practice
from kb.results import value_text
from kb.sections import section_name
from tests import strategies

LANGS = pytest.mark.parametrize("lang", ["en", "id"])
EDITION = Edition("https://kb.example/page")


def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def text_of(made: Document) -> str:
    paragraphs = made.element.body.iter(qn("w:p"))
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in paragraphs)


def headings(made: Document, level: int) -> list[str]:
    return [p.text for p in made.paragraphs if p.style and p.style.name == f"Heading {level}"]


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def evidence(practice: Practice, text: str) -> Evidence:
    return Evidence(practice.id, text, "en", "context", "Context", tuple(practice.sources)[:1])


def of_country(cases: list[Practice], country: str) -> list[Practice]:
    return [practice for practice in cases if practice.country == country and practice.kind != "guidance"]


# One practice


@LANGS
def test_a_practice_is_there_whole(case: Practice, lang: str) -> None:
    made = document(PRACTICE_FORMATS["docx"].write(Dossier(case, lang), EDITION))
    text = text_of(made)
    assert made.core_properties.title == case.title.get(lang)
    assert made.core_properties.language.startswith(lang)
    assert case.summary.get(lang) in text
    for event in case.events:
        assert event.text.get(lang) in text
    for fact in case.facts.values():
        assert fact.text is None or fact.text.get(lang) in text
    for result in case.results:
        assert value_text(result, lang) in text
    for source in case.sources.values():
        assert source.url in text
    assert EDITION.address in text
    assert all(list(table.rows[0]._tr.iter(qn("w:tblHeader"))) for table in made.tables)


def test_the_body_of_a_practice_keeps_its_words_and_notes(case: Practice) -> None:
    section = {
        "context": "First *part*.[^s1] Second.[^s1][^s2]\n\n### Small\n\n- [item](https://a.example/b)\n\n|a|b|\n|-|-|\n|c|d|"
    }
    made = document(PRACTICE_FORMATS["docx"].write(Dossier(case.model_copy(update={"sections": section}), "en")))
    paragraphs = [" ".join(p.text.split()) for p in made.paragraphs]
    assert "First part. [1] Second. [1] [2]" in paragraphs
    assert "Small" in headings(made, 2)
    assert "item <https://a.example/b>" in paragraphs
    assert {"a – b", "c – d"} <= set(paragraphs)


def test_the_english_body_is_marked_in_an_indonesian_document(case: Practice) -> None:
    made = document(PRACTICE_FORMATS["docx"].write(Dossier(case, "id")))
    assert label("record-english", "id") in text_of(made)
    assert {node.get(qn("w:val")) for node in made.element.body.iter(qn("w:lang"))} == {"en-GB"}


@LANGS
@settings(max_examples=10)  # whole practices take long to draw
@given(practice=strategies.practices())
def test_every_practice_can_be_taken_away(practice: Practice, lang: str) -> None:
    for form in PRACTICE_FORMATS.values():
        assert form.write(Dossier(practice, lang), EDITION)


def test_the_statements_of_a_practice_read_back(case: Practice) -> None:
    lines = lines_of(PRACTICE_FORMATS["csv"].write(Dossier(case, "en")))
    by_part = {part: [line for line in lines if line["Part"] == part] for part in {line["Part"] for line in lines}}
    told = [fact for fact in case.facts.values() if fact.text]
    assert {line["Text"].removeprefix("'") for line in by_part["Facts, row by row"]} >= {
        f.text.en for f in told if f.text
    }
    assert [Decimal(line["Value"]) for line in by_part["Measured results"]] == [r.value for r in case.results]
    assert [line["Date"] for line in by_part["Timeline"]] == [event.date for event in case.events]
    assert [line["Sources"].split() for line in by_part["Timeline"]] == [
        [case.sources[source].url for source in event.cites] for event in case.events
    ]


def test_measured_results_are_numbers_in_a_workbook(case: Practice) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(PRACTICE_FORMATS["xlsx"].write(Dossier(case, "en")))).worksheets[0]
    column = [cell.value for cell in sheet[1]].index("Value")
    numbers = [
        row[column].value for row in sheet.iter_rows(min_row=2) if row[column].data_type == "n" and row[column].value
    ]
    assert numbers == [float(result.value) for result in case.results if result.value]


# A search result


@LANGS
def test_an_answer_is_by_country_with_numbered_passages(three: list[Practice], lang: str) -> None:
    found = [evidence(practice, f"Answer of {practice.id}.") for practice in (three[1], three[0])]
    practices = {practice.id: practice for practice in three}
    findings = gather(
        [*found, Evidence("gone", "x", "en", "context", "", ())], practices, lang, "Who?", ["A: b"], "Words."
    )
    assert [finding.practice.id for finding in findings.found] == [three[1].id, three[0].id]
    made = document(FINDINGS_FORMATS["docx"].write(findings, EDITION))
    text = text_of(made)
    assert headings(made, 2) == list(findings.countries)
    assert all(part in text for part in ("Who?", "A: b", "Words.", EDITION.address))
    assert all(f"Answer of {practice.id}. [{n}]" in text for n, practice in ((1, three[1]), (2, three[0])))
    lines = lines_of(FINDINGS_FORMATS["csv"].write(findings))
    texts = [next(value for value in line.values() if value.startswith("Answer of")) for line in lines]
    assert texts == [passage.text for passage in found]


def test_a_list_of_practices_has_their_summaries_and_all_their_sources(three: list[Practice]) -> None:
    findings = listed(three, "en", ["Kind: x"])
    lines = lines_of(FINDINGS_FORMATS["csv"].write(findings))
    assert [line["Text"] for line in lines] == [practice.summary.en for practice in three]
    urls = [source.url for practice in three for source in practice.sources.values()]
    assert [url for line in lines for url in line["Sources"].split()] == urls


# A policy brief


def briefed(cases: list[Practice], lang: str = "en") -> tuple[Comparison, Document]:
    malaysian = of_country(cases, "MYS")[0]
    asked = AskedRow("Who pays?", {"MYS": (evidence(malaysian, "An answer."),)}, "Words only.")
    rows = FORMATS["brief.docx"].rows
    comparison = compare(cases, ["IDN", "MYS", "KHM", "NPL"], rows, lang, [asked])
    return comparison, document(FORMATS["brief.docx"].write(comparison, EDITION))


def test_a_brief_puts_the_evidence_under_each_of_several_questions(cases: list[Practice]) -> None:
    malaysian = of_country(cases, "MYS")[0]
    found = {"MYS": (evidence(malaysian, "An answer."),)}
    asked = [AskedRow("Who pays?", found), AskedRow("Who collects?", {})]
    comparison = compare(cases, ["MYS", "TKM"], FORMATS["brief.docx"].rows, "en", asked)
    texts = [p.text for p in document(FORMATS["brief.docx"].write(comparison, EDITION)).paragraphs]
    assert texts.count("Who pays?") == texts.count("Who collects?") == 2
    after = texts.index("Who collects?", texts.index("Malaysia"))
    assert texts[after + 1] == f"{label('no-evidence', 'en')}."


@LANGS
def test_a_brief_has_its_parts_in_their_order(cases: list[Practice], lang: str) -> None:
    comparison, made = briefed(cases, lang)
    names = ("question", "summary-table", "each-country", "notes", "method")
    assert headings(made, 1) == [label(name, lang) for name in names]
    assert headings(made, 2) == [column.name for column in comparison.columns]
    assert made.core_properties.title == label("brief-title", lang)
    assert made.core_properties.language.startswith(lang)
    assert all(list(table.rows[0]._tr.iter(qn("w:tblHeader"))) for table in made.tables)
    text = text_of(made)
    assert "Who pays?" in text
    assert "Words only." in text
    assert label("method-record", lang) in text
    assert EDITION.address in text


def test_a_brief_says_of_countries_only_what_the_records_say(cases: list[Practice]) -> None:
    comparison, made = briefed(cases)
    texts = {entry.text for row in comparison.rows for cell in row.cells for entry in cell}
    house = {label(name, "en") for name in ("no-row", "no-evidence", "no-practice")}
    start = next(n for n, p in enumerate(made.paragraphs) if p.text == label("each-country", "en"))
    end = next(n for n, p in enumerate(made.paragraphs) if p.text == label("notes", "en"))
    for paragraph in made.paragraphs[start:end]:
        plain = [run.text.strip() for run in paragraph.runs if not run.bold and run.text.strip()]
        for said in plain:
            dated = said.startswith("(as of ")
            counted = said.endswith("recorded practices.")
            heading = paragraph.style is not None and paragraph.style.name.startswith("Heading")
            assert heading or dated or counted or said in texts or said.removesuffix(".") in house, said


def test_a_brief_takes_few_practices_the_answering_ones_first(cases: list[Practice]) -> None:
    comparison, made = briefed(cases)
    text = text_of(made)
    indonesian = len(comparison.columns[0].practices)
    assert indonesian > PRACTICES
    assert f"{PRACTICES} of {indonesian} recorded practices." in text
    assert "An answer." in text
    assert of_country(cases, "MYS")[0].title.en in text


def test_the_notes_of_a_brief_are_numbered_from_one_without_a_gap(cases: list[Practice]) -> None:
    _, made = briefed(cases)
    marks = [node.get(qn("w:name")) for node in made.element.body.iter(qn("w:bookmarkStart"))]
    anchors = {node.get(qn("w:anchor")) for node in made.element.body.iter(qn("w:hyperlink"))} - {None}
    assert marks == [f"source{number}" for number in range(1, len(marks) + 1)]
    assert anchors <= set(marks)


def test_a_brief_without_a_question_asks_the_one_of_the_base(three: list[Practice]) -> None:
    made = document(FORMATS["brief.docx"].write(compare(three, ["IDN", "MYS", "ESP"], ["payers"])))
    assert "How do Indonesia, Malaysia and Spain cover platform workers by social security?" in text_of(made)


def test_a_narrowed_comparison_cites_the_same_sources(cases: list[Practice]) -> None:
    whole = compare(cases, ["IDN", "MYS"], ["payers", "branches"])
    kept = {column.practices[-1].id for column in whole.columns}
    narrow = narrowed(whole, kept)
    by_number = {note.number: note.source for note in whole.notes}
    for row, narrow_row in zip(whole.rows, narrow.rows, strict=True):
        for cell, narrow_cell in zip(row.cells, narrow_row.cells, strict=True):
            before = [[by_number[n] for n in entry.notes] for entry in cell if entry.practice in kept]
            assert [[narrow.notes[n - 1].source for n in entry.notes] for entry in narrow_cell] == before


@LANGS
def test_a_brief_carries_the_lessons_of_the_records_with_their_sources(cases: list[Practice], lang: str) -> None:
    compared = compare(of_country(cases, "MYS"), ["MYS"], ["payers"], lang)
    taught = lessons(compared, {practice.id: practice for practice in cases})
    made = document(FORMATS["brief.docx"].write(compared, Edition(lessons=taught)))
    text = text_of(made)
    assert section_name(SECTION, lang) in headings(made, 1)
    assert (label("record-english", lang) in text) == (lang == "id")
    numbers = [int(number) for number in re.findall(r"^\[(\d+)\] ", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    ((country, practices),) = taught
    assert country == "MYS"
    for practice in practices:
        assert practice.title.get(lang) in headings(made, 3)
        for key in re.findall(r"\[\^([^\]]+)\]", practice.sections[SECTION]):
            assert practice.sources[key].url in text
