"""LibreOffice opens every DOCX and XLSX without a word of complaint and finds in it what was written."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from kb.comparison import AskedRow, Comparison, Entry, Evidence, compare
from kb.documents import FINDINGS_FORMATS, FORMATS, PRACTICE_FORMATS, Dossier, Edition
from kb.findings import Findings, gather
from kb.model import Practice
from tests.kb.test_documents import with_text
from tests.office import XLSX, converted, texts_of

AWKWARD = '=SUM(A1) <b>& "quotes"</b> \' emoji 👩🏽‍💻 مرحبا 网约车司机 +1 @x'
ADDRESS = "https://kb.example/compare?country=IDN&country=MYS"
TURNED = Edition(ADDRESS, "rows")
LANGS = pytest.mark.parametrize("lang", ["en", "id"])


def asked_of(three: list[Practice], lang: str) -> tuple[Comparison, Findings]:
    practice = next(practice for practice in three if practice.country == "MYS")
    found = Evidence(practice.id, "Satu jawaban.", "id", "context", "Context", tuple(practice.sources)[:2])
    asked = AskedRow("Who pays?", {"MYS": (found,)}, "Words only.")
    comparison = compare(three, ["IDN", "MYS", "ESP", "KHM"], (), lang, [asked])
    practices = {practice.id: practice for practice in three}
    return comparison, gather([found], practices, lang, "Who pays?", ["Status: Operating"], "Words only.")


def words(text: str) -> str:
    return " ".join(text.split())


def told(comparison: Comparison) -> Iterable[Entry]:
    return (entry for row in comparison.rows for cell in row.cells for entry in cell if not entry.not_reported)


@LANGS
def test_texts_open_with_all_that_was_written(three: list[Practice], lang: str, tmp_path: Path) -> None:
    comparison, findings = asked_of(three, lang)
    upright, turned, brief, answer, *practices = texts_of(
        [
            FORMATS["docx"].write(comparison, Edition(ADDRESS)),
            FORMATS["docx"].write(comparison, TURNED),
            FORMATS["brief.docx"].write(comparison, Edition(ADDRESS)),
            FINDINGS_FORMATS["docx"].write(findings, Edition(ADDRESS)),
            *(PRACTICE_FORMATS["docx"].write(Dossier(practice, lang), Edition(ADDRESS)) for practice in three),
        ],
        tmp_path,
    )
    for text in (upright, turned, brief):
        assert [entry.text for entry in told(comparison) if words(entry.text) not in text] == []
        assert [note.source.url for note in comparison.notes if note.source.url not in text] == []
    assert "Satu jawaban." in answer
    assert all(ADDRESS in text for text in (upright, turned, brief, answer, *practices))
    for practice, text in zip(three, practices, strict=True):
        assert words(practice.summary.get(lang)) in text
        for fact in practice.facts.values():
            assert fact.text is None or words(fact.text.get(lang)) in text


@LANGS
def test_workbooks_open_with_every_cell(three: list[Practice], lang: str, tmp_path: Path) -> None:
    comparison, findings = asked_of(three, lang)
    books = [
        FORMATS["xlsx"].write(comparison),
        FORMATS["xlsx"].write(comparison, TURNED),
        FINDINGS_FORMATS["xlsx"].write(findings),
        PRACTICE_FORMATS["xlsx"].write(Dossier(three[0], lang)),
    ]
    for content, path in zip(books, converted(books, "xlsx", XLSX, tmp_path), strict=True):
        before, after = openpyxl.load_workbook(io.BytesIO(content)), openpyxl.load_workbook(path)
        assert after.sheetnames == before.sheetnames
        for name in before.sheetnames:
            held = [[cell.value or None for cell in row] for row in before[name].iter_rows()]
            assert [[cell.value or None for cell in row] for row in after[name].iter_rows()] == held


def test_what_looks_like_a_formula_or_markup_stays_text(tmp_path: Path) -> None:
    comparison = with_text(AWKWARD)
    (text,) = texts_of([FORMATS["docx"].write(comparison)], tmp_path)
    assert words(AWKWARD) in text
    for ending in ("xlsx", "csv"):
        (path,) = converted([FORMATS[ending].write(comparison)], ending, XLSX, tmp_path)
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert any(str(cell.value).removeprefix("'").startswith("=SUM(A1)") for cell in cells)
        assert all(cell.data_type != "f" for cell in cells)
