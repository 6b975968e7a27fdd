"""Intake: sound files get in, faulty ones change nothing and stop no other, and what people did is never undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.intake import SEED, Intake, import_files, load_seed
from kb.check import check_files
from kb.model import Practice
from kb.practice_file import write_practice
from kb.store import Store, UnknownPractice
from kb.text import LocalText
from tests.conftest import CASES


@pytest.fixture
def folder(tmp_path: Path, three: list[Practice]) -> Path:
    """A folder of three practice files."""
    for practice in three:
        write(tmp_path / "practices", practice)
    return tmp_path / "practices"


def write(folder: Path, practice: Practice) -> Path:
    path = folder / practice.country.lower() / f"{practice.id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_practice(practice), encoding="utf-8")
    return path


def retitled(practice: Practice, title: str) -> Practice:
    return practice.model_copy(update={"title": LocalText(en=title, id=title)})


def state(store: Store, practices: list[Practice]) -> object:
    return store.published_hashes(), [store.timeline(practice.id) for practice in practices]


def test_every_curated_case_is_sound() -> None:
    sound, faults = check_files([CASES])
    assert [str(fault) for fault in faults] == []
    assert len(sound) >= 50
    assert {practice.country for practice in sound} >= {"IDN", "MYS", "SGP", "IND", "CHN", "ESP", "FRA", "INT"}
    assert {practice.kind for practice in sound} == {"measure", "institutional", "guidance"}
    failed = [practice for practice in sound if practice.status in ("repealed", "rejected", "suspended")]
    assert len(failed) >= 3, "a base that shows only successes is not believed"


def test_files_are_published(store: Store, folder: Path, three: list[Practice]) -> None:
    intake = import_files(store, [folder], "ani")
    assert sorted(intake.published) == sorted(practice.id for practice in three)
    assert (intake.unchanged, intake.kept, intake.faults) == ([], [], [])
    for practice in three:
        assert store.published(practice.id) == practice
        assert [(event.action, event.actor) for event in store.timeline(practice.id)] == [
            ("saved", "ani"),
            ("published", "ani"),
        ]


def test_importing_again_changes_nothing(store: Store, folder: Path, three: list[Practice]) -> None:
    import_files(store, [folder], "ani")
    before = state(store, three)
    intake = import_files(store, [folder], "budi")
    assert sorted(intake.unchanged) == sorted(practice.id for practice in three)
    assert intake.published == []
    assert state(store, three) == before


@pytest.mark.parametrize(
    "fault",
    [b"", b"\xff\xfe no text", b"---\nid: x\n---\n", b"---\n: [\n---\n", "rule"],
    ids=["empty", "bytes", "record", "yaml", "rule"],
)
def test_a_faulty_file_changes_nothing_and_stops_no_other(
    store: Store, folder: Path, three: list[Practice], fault: bytes | str
) -> None:
    import_files(store, [folder], "ani")
    spoilt, edited, untouched = three
    path = write(folder, retitled(spoilt, "Another title"))
    if isinstance(fault, bytes):
        path.write_bytes(fault)
    else:
        path.write_text(path.read_text(encoding="utf-8").replace("[^s1]", "[^s99]"), encoding="utf-8")
    write(folder, retitled(edited, "Another title"))
    before = state(store, [spoilt, untouched])
    intake = import_files(store, [folder], "ani")
    assert {found.path for found in intake.faults} == {str(path)}
    assert intake.published == [edited.id]
    assert store.published(spoilt.id) == spoilt
    assert store.published(edited.id).title.en == "Another title"
    assert state(store, [spoilt, untouched])[1] == before[1]  # type: ignore[index]


def test_the_seed_is_loaded_once(store: Store, folder: Path, three: list[Practice]) -> None:
    assert len(load_seed(store, folder).published) == 3
    before = state(store, three)
    assert sorted(load_seed(store, folder).unchanged) == sorted(practice.id for practice in three)
    assert state(store, three) == before
    assert {event.actor for event in store.timeline(three[0].id)} == {SEED}


def test_a_seed_that_was_mended_is_loaded(store: Store, folder: Path, three: list[Practice]) -> None:
    load_seed(store, folder)
    write(folder, retitled(three[0], "Mended"))
    assert load_seed(store, folder).published == [three[0].id]
    assert store.published(three[0].id).title.en == "Mended"


def kept(store: Store, folder: Path, practice: Practice) -> None:
    """Loading the seed leaves the practice alone, whether or not its file has changed since."""
    for newer in (practice, retitled(practice, "A newer seed")):
        write(folder, newer)
        before = state(store, [practice])
        assert load_seed(store, folder).kept == [practice.id]
        assert state(store, [practice]) == before


def test_what_people_edited_is_kept(store: Store, folder: Path, three: list[Practice]) -> None:
    load_seed(store, folder)
    edited = retitled(three[0], "Edited by a person")
    store.publish(edited.id, store.save(edited, "ani").number, "budi")
    kept(store, folder, three[0])
    assert store.published(three[0].id) == edited


def test_a_draft_of_a_person_is_not_overtaken(store: Store, folder: Path, three: list[Practice]) -> None:
    load_seed(store, folder)
    store.save(retitled(three[0], "Draft"), "ani")
    write(folder, retitled(three[0], "A newer seed"))
    assert load_seed(store, folder).kept == [three[0].id]
    assert store.published(three[0].id) == three[0]


def test_what_people_withdrew_stays_withdrawn(store: Store, folder: Path, three: list[Practice]) -> None:
    load_seed(store, folder)
    store.withdraw(three[0].id, "ani", "out of date")
    kept(store, folder, three[0])
    with pytest.raises(UnknownPractice):
        store.published(three[0].id)


def test_what_people_imported_is_kept_by_the_seed_but_not_by_an_import(
    store: Store, folder: Path, three: list[Practice]
) -> None:
    load_seed(store, folder)
    write(folder, retitled(three[0], "Imported"))
    assert import_files(store, [folder], "ani").published == [three[0].id]
    kept(store, folder, three[0])
    assert import_files(store, [folder], "ani").published == [three[0].id]
    assert store.published(three[0].id).title.en == "A newer seed"


def test_a_missing_folder_is_named(store: Store, tmp_path: Path) -> None:
    intake = load_seed(store, tmp_path / "none")
    assert intake == Intake(faults=intake.faults)
    assert [str(fault) for fault in intake.faults] == [
        f"{tmp_path / 'none'}:1: cannot be read: No such file or directory"
    ]


def test_an_empty_folder_is_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert load_seed(store, tmp_path / "empty") == Intake()
