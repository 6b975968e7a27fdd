"""`kb compare`: countries side by side, on the terminal or in a file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from indexer.commands.compare import command
from kb.errors import KbError, UsageError
from kb.settings import settings
from tests.bases import small_base


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("compared")
    small_base(home).close()
    return home


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_HOME", str(home))
    monkeypatch.setenv("KB_ENCODER", str(home / "no-encoder"))
    settings.cache_clear()


def kb_compare(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result


def test_the_table_shows_countries_by_code_or_name_with_their_sources() -> None:
    shown = kb_compare("--country", "IDN", "--country", "malaysia", "--row", "payers").stdout
    assert "Who pays, rates" in shown
    assert "Indonesia" in shown
    assert "Malaysia" in shown
    assert "[1] " in shown
    assert "https://" in shown


def test_the_table_is_in_the_language_asked_for() -> None:
    assert "Siapa yang membayar" in kb_compare("--country", "IDN", "--row", "payers", "--lang", "id").stdout


def test_a_country_without_practices_is_a_column_that_says_so() -> None:
    shown = kb_compare("--country", "IDN", "--country", "KHM", "--row", "payers", "--format", "csv").stdout
    lines = list(csv.reader(io.StringIO(shown.removeprefix("\ufeff"))))
    assert [line[5:7] for line in lines if line[1] == "KHM"] == [["", "No practice of this country in the base yet"]]


def test_json_goes_to_standard_output() -> None:
    plain = json.loads(kb_compare("--country", "SGP", "--format", "json").stdout)
    assert [column["country"] for column in plain["columns"]] == ["SGP"]


def test_a_question_adds_a_row_and_a_missing_encoder_is_told() -> None:
    result = kb_compare("--country", "SGP", "--row", "payers", "--question", "Who pays?", "--format", "json")
    plain = json.loads(result.stdout)
    assert [row["id"] for row in plain["rows"]] == ["question", "payers"]
    assert plain["rows"][0]["cells"][0]
    assert "words only" in result.stderr


def test_a_workbook_and_a_document_are_written_to_files(tmp_path: Path) -> None:
    for name in ("xlsx", "docx"):
        assert kb_compare("--country", "IDN", "--format", name, "-o", str(tmp_path / f"a.{name}")).stdout == ""
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Comparison", "Cells", "Notes", "About"]
    assert len(docx.Document(str(tmp_path / "a.docx")).tables) == 1


def test_a_binary_format_is_not_thrown_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.commands.compare.is_terminal", lambda: True)
    with pytest.raises(UsageError, match=r"-o comparison\.xlsx"):
        kb_compare("--country", "IDN", "--format", "xlsx")


def test_a_binary_format_may_be_piped() -> None:
    assert kb_compare("--country", "IDN", "--format", "xlsx").stdout_bytes.startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name the countries"),
        (("--country", "Indonesa"), "did you mean IDN"),
        (("--country", "IDN", "--row", "payer"), "did you mean 'payers'"),
        (("--country", "IDN", "--question", ""), "question is empty"),
    ],
)
def test_wrong_use_names_what_is_meant(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        kb_compare(*arguments)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="choose another file with -o"):
        kb_compare("--country", "IDN", "-o", str(tmp_path / "missing" / "a.txt"))


def test_a_brief_takes_its_own_rows_and_the_countries_may_stand_as_rows(tmp_path: Path) -> None:
    given = ("--country", "IDN", "--country", "SGP", "--countries-as", "rows", "--format", "brief.docx")
    kb_compare(*given, "-o", str(tmp_path / "brief.docx"))
    table = docx.Document(str(tmp_path / "brief.docx")).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["Country", "Indonesia", "Singapore"]
    assert "Who pays, rates and caps" in [cell.text for table in table._parent.tables for cell in table.rows[0].cells]
