"""Tables of practices: nothing is lost, every change is listed, and an import is whole or does not happen."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.exchange.files import csv_files, read_csv_folder, read_workbook, workbook
from corpus.exchange.plan import carry_out, plan
from corpus.exchange.shape import COLUMNS, gather
from kb.documents.as_xlsx import MAX_CELL
from kb.errors import KbError, UsageError
from kb.model import Practice
from kb.store import Store
from tests.conftest import publish
from tests.strategies import practices

Write = Callable[[list[Practice], Path], Path]


def as_csv(some: list[Practice], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in csv_files(some).items():
        (folder / name).write_bytes(content)
    return folder


def as_xlsx(some: list[Practice], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "practices.xlsx"
    path.write_bytes(workbook(some))
    return path


def read(path: Path) -> list[Practice]:
    tables, wrong = read_csv_folder(path) if path.is_dir() else read_workbook(path)
    gathered, more = gather(tables)
    assert [*wrong, *more] == []
    return [Practice.model_validate(one.data) for one in gathered]


@pytest.fixture(params=[as_csv, as_xlsx])
def write(request: pytest.FixtureRequest) -> Write:
    return request.param  # type: ignore[no-any-return]


def test_every_curated_practice_comes_back_as_it_was(cases: list[Practice], write: Write, tmp_path: Path) -> None:
    again = read(write(cases, tmp_path / "out"))
    assert {one.id: one for one in again} == {one.id: one for one in cases}
    by_id = {one.id: one for one in cases}
    assert all(one.model_dump_json() == by_id[one.id].model_dump_json() for one in again)


@settings(max_examples=40)
@given(practice=practices())
def test_what_is_written_as_csv_reads_back(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert read(as_csv([practice], tmp_path_factory.mktemp("csv"))) == [practice]


@settings(max_examples=40)
@given(practice=practices())
def test_what_a_workbook_can_hold_reads_back_and_the_rest_is_refused(
    practice: Practice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        path = as_xlsx([practice], tmp_path_factory.mktemp("xlsx"))
    except UsageError as error:
        assert "no cell holds this text" in str(error)  # noqa: PT017
        return
    assert read(path) == [practice]


def test_no_cell_is_a_formula(case: Practice, tmp_path: Path) -> None:
    texts = [f"{sign}1+1 {case.sources['s1'].title}" for sign in ("=", "+", "-", "@", "'=", "＝")]
    some = [
        case.model_copy(
            update={"id": f"x-{n}", "sources": {**case.sources, "s1": case.sources["s1"].model_copy(
                update={"title": text})}}
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    folder, path = as_csv(some, tmp_path / "csv"), as_xlsx(some, tmp_path / "xlsx")
    assert read(folder) == read(path) == some
    with (folder / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for row in csv.reader(file) for cell in row)
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_text_that_no_cell_holds_is_refused(case: Practice) -> None:
    long = case.model_copy(update={"sections": {"context": "x" * (MAX_CELL + 1)}})
    with pytest.raises(UsageError, match=r"practices, row 2, column sections\.context"):
        workbook([long])


def changed(path: Path, sheet: str, row: int, column: str, value: object) -> None:
    """Change a cell as a person does in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    book[sheet].cell(row, COLUMNS[sheet].index(column) + 1).value = value
    book.save(path)


def test_a_dry_run_lists_every_change_field_by_field(store: Store, case: Practice, tmp_path: Path) -> None:
    publish(store, case)
    path = as_xlsx([case], tmp_path)
    assert plan(store, [path]).unchanged == [case.id]
    changed(path, "practices", 2, "title.en", "Another title of it")
    changed(path, "practices", 2, "verified_on", datetime(2026, 11, 25))
    changed(path, "sources", 2, "publisher", "Another publisher")
    made = plan(store, [path])
    assert made.faults == []
    (change,) = made.changes
    assert {(".".join(one.path), one.after) for one in change.differences} == {
        ("title.en", "Another title of it"),
        ("verified_on", "2026-11-25"),
        ("sources.s1.publisher", "Another publisher"),
    }
    assert store.published(case.id) == case, "looking changes nothing"
    carry_out(store, made, "ani")
    assert store.published(case.id).title.en == "Another title of it"
    assert store.timeline(case.id)[-1].actor == "ani"


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "says"),
    [
        ("practices", 2, "country", "XXX", "practices, row 2, column country: "),
        ("practices", 2, "id", "", "practices, row 2, column id: is empty"),
        ("facts", 3, "as_of", "soon", "facts, row 3, column as_of: 'soon' is not a date"),
        ("facts", 3, "row", "nonsense", "facts, row 3"),
        ("facts", 3, "practice", "other", "facts, row 3, column practice: 'other' has no row among the practices"),
        ("sources", 3, "id", "s1", "sources, row 3, column id: 's1' stands twice"),
        ("sources", 3, "url", "ftp://x", "sources, row 3, column url: "),
        ("events", 2, "cites", "s77", "events, row 2, column cites"),
        ("practices", 1, "status", "state", "practices, row 1, column status: is missing"),
    ],
)
def test_a_fault_is_named_by_its_place_and_stops_everything(
    store: Store, three: list[Practice], tmp_path: Path, sheet: str, row: int, column: str, value: str, says: str
) -> None:
    path = as_xlsx(three, tmp_path)
    changed(path, sheet, row, column, value)
    made = plan(store, [path])
    assert any(fault.startswith(says) for fault in made.faults), made.faults
    with pytest.raises(KbError, match="nothing was changed"):
        carry_out(store, made, "ani")
    assert store.published_hashes() == {}


def test_an_import_that_breaks_off_leaves_nothing(
    store: Store, three: list[Practice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(store, [as_csv(three, tmp_path)])
    made.changes.append(None)  # type: ignore[arg-type] # the fourth fails after three were written
    with pytest.raises(AttributeError):
        carry_out(store, made, "ani")
    assert store.published_hashes() == {}
    assert store.latest(three[0].id) is None


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_breaks_the_reading(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("practices.csv", "practices.xlsx"):
        (folder / name).write_bytes(content)
    for reads, path in ((read_csv_folder, folder), (read_workbook, folder / "practices.xlsx")):
        try:
            tables, _ = reads(path)
            gather(tables)
        except UsageError:
            pass
