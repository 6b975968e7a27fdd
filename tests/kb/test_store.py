"""The store: revisions, what readers see, who did what; and files that it must refuse."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlite_utils import Database, Migrations

from kb.model import Practice
from kb.practice_file import read_practice, write_practice
from kb.rules import RuleError
from kb.sqlite import DatabaseError
from kb.store import Store, UnknownPractice, content_hash
from kb.text import LocalText
from tests.conftest import CASES, publish
from tests.strategies import practices

FILES = sorted(CASES.rglob("*.md"))


def retitled(practice: Practice, title: str) -> Practice:
    return practice.model_copy(update={"title": LocalText(en=title, id=title)})


def test_a_draft_is_not_seen_by_readers(store: Store, case: Practice) -> None:
    revision = store.save(case, "ani")
    assert (revision.number, revision.author, revision.content_hash) == (1, "ani", content_hash(case))
    assert store.published_hashes() == {}
    with pytest.raises(UnknownPractice):
        store.published(case.id)
    store.publish(case.id, 1, "budi", "well done")
    assert store.published(case.id) == case
    assert store.published_hashes() == {case.id: content_hash(case)}


def test_a_draft_stands_beside_what_is_published(store: Store, case: Practice) -> None:
    publish(store, case)
    draft = retitled(case, "Another title")
    assert store.save(draft, "ani").number == 2
    assert store.published(case.id) == case
    assert [store.revision(case.id, number) for number in (1, 2)] == [case, draft]
    latest = store.latest(case.id)
    assert latest
    assert latest.content_hash == content_hash(draft)
    store.publish(case.id, 2, "budi")
    assert store.published(case.id) == draft
    store.publish(case.id, 1, "budi", "back again")
    assert store.published(case.id) == case


def test_saying_the_same_again_makes_no_revision(store: Store, case: Practice) -> None:
    first = store.save(case, "ani")
    assert store.save(case, "budi") == first
    assert [event.action for event in store.timeline(case.id)] == ["saved"]
    store.save(retitled(case, "Other"), "ani")
    assert store.save(case, "ani").number == 3  # going back is a change


def test_the_timeline_says_who_did_what(store: Store, case: Practice) -> None:
    store.save(case, "ani")
    store.publish(case.id, 1, "budi", "checked the sources")
    store.save(retitled(case, "Other"), "citra")
    store.withdraw(case.id, "dewi", "law was repealed")
    told = [(event.action, event.revision, event.actor, event.comment) for event in store.timeline(case.id)]
    assert told == [
        ("saved", 1, "ani", ""),
        ("published", 1, "budi", "checked the sources"),
        ("saved", 2, "citra", ""),
        ("withdrawn", 1, "dewi", "law was repealed"),
    ]
    times = [event.at for event in store.timeline(case.id)]
    assert times == sorted(times)
    assert all(at.endswith("+00:00") for at in times)


def test_withdrawing_keeps_every_revision(store: Store, case: Practice) -> None:
    publish(store, case)
    store.withdraw(case.id, "ani")
    assert list(store.all_published()) == []
    assert store.revision(case.id, 1) == case
    with pytest.raises(UnknownPractice, match="no published practice"):
        store.withdraw(case.id, "ani")
    store.publish(case.id, 1, "ani")
    assert store.published(case.id) == case


def test_what_is_not_there_is_named(store: Store, case: Practice) -> None:
    store.save(case, "ani")
    for wrong in (lambda: store.revision(case.id, 2), lambda: store.publish(case.id, 2, "ani")):
        with pytest.raises(UnknownPractice, match=f"no revision 2 of practice '{case.id}'"):
            wrong()
    with pytest.raises(UnknownPractice):
        store.publish("no-such", 1, "ani")
    assert store.latest("no-such") is None
    assert store.timeline("no-such") == []


def test_what_breaks_a_rule_is_not_published_and_changes_nothing(store: Store, case: Practice) -> None:
    publish(store, case)
    sections = {key: text for key, text in case.sections.items() if key != "results"}
    store.save(case.model_copy(update={"sections": sections}), "ani")
    before = (store.timeline(case.id), store.published_hashes())
    with pytest.raises(RuleError, match="section 'results' is missing"):
        store.publish(case.id, 2, "ani")
    assert (store.timeline(case.id), store.published_hashes()) == before
    assert store.published(case.id) == case


def test_published_practices_come_in_the_order_of_ids(store: Store, three: list[Practice]) -> None:
    publish(store, *reversed(three))
    ids = sorted(practice.id for practice in three)
    assert [practice.id for practice in store.all_published()] == ids
    assert [practice.id for practice in store.all_published(reversed(ids[:2]))] == ids[:2]


def test_one_that_is_withdrawn_meanwhile_is_passed_over(store: Store, three: list[Practice]) -> None:
    """Who lists ids first and reads them after must not stumble over what somebody else has withdrawn."""
    publish(store, *three)
    ids = sorted(store.published_hashes())
    store.withdraw(ids[0], "ani")
    assert [practice.id for practice in store.all_published(ids)] == ids[1:]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_from_file_to_store_to_file_loses_nothing(session_store: Store, path: Path) -> None:
    practice = read_practice(path.read_text(encoding="utf-8")).practice
    publish(session_store, practice)
    stored = session_store.published(practice.id)
    assert stored == practice
    written = write_practice(stored)
    again = read_practice(written).practice
    assert content_hash(again) == content_hash(practice)
    assert session_store.save(again, "import").number == 1, "a practice that came back as a file is no change"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(practices())
def test_any_practice_comes_back_as_it_was_saved(session_store: Store, practice: Practice) -> None:
    number = session_store.save(practice, "ani").number
    assert session_store.revision(practice.id, number) == practice
    assert content_hash(read_practice(write_practice(practice)).practice) == content_hash(practice)


@pytest.fixture(scope="module")
def session_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = Store(tmp_path_factory.mktemp("store") / "store.sqlite")
    found.create()
    return found


def test_creating_again_changes_nothing(open_store: Callable[[Path], Store], tmp_path: Path, case: Practice) -> None:
    publish(open_store(tmp_path / "deep" / "er" / "store.sqlite"), case)
    again = open_store(tmp_path / "deep" / "er" / "store.sqlite")
    assert again.published(case.id) == case


def test_every_table_has_ids_that_stay(store: Store) -> None:
    """An implicit rowid may change when a file is compacted, and whatever points to it is wrong then."""
    db = store.file.read()
    for table in db.table_names():
        if not table.startswith(("sqlite_", "_")):
            assert db.table(table).pks == ["id"]
            assert "INTEGER PRIMARY KEY" in db.table(table).schema


def test_a_store_of_a_newer_version_is_refused(open_store: Callable[[Path], Store], tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    newer = Migrations("kb")

    @newer()
    def m999_of_the_future(db: Database) -> None:
        db.execute("CREATE TABLE future (id INTEGER PRIMARY KEY)")

    open_store(path)
    with closing(sqlite3.connect(path)) as connection:
        newer.apply(Database(connection))
    for use in (Store(path).require, Store(path).create):
        with pytest.raises(DatabaseError, match=r"newer version of kb \(it has 'm999_of_the_future'\); update kb, or"):
            use()


def test_a_store_of_an_older_version_is_brought_up_to_date(
    open_store: Callable[[Path], Store], tmp_path: Path, case: Practice
) -> None:
    path = tmp_path / "store.sqlite"
    publish(open_store(path), case)
    later = Migrations("later")

    @later()
    def m001_more(db: Database) -> None:
        db.execute("CREATE TABLE more (id INTEGER PRIMARY KEY)")

    present = Store(path, later)
    with pytest.raises(DatabaseError, match="older version; run 'kb init' to bring it up to date"):
        present.require()
    present.create()
    present.require()
    assert present.published(case.id) == case
    assert "more" in present.file.read().table_names()
    present.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    open_store: Callable[[Path], Store], tmp_path: Path, case: Practice
) -> None:
    path = tmp_path / "store.sqlite"
    publish(open_store(path), case)
    broken = Migrations("broken")

    @broken()
    def m001_broken(db: Database) -> None:
        db.execute("DELETE FROM event")
        db.execute("CREATE TABLE practice (id INTEGER PRIMARY KEY)")

    with pytest.raises(DatabaseError, match="practice"):
        Store(path, broken).create()
    assert len(open_store(path).timeline(case.id)) == 2


@pytest.mark.parametrize(
    "data", [b"no database at all" * 99, b"SQLite format 3\0" + b"\xff" * 5000], ids=["text", "header"]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(data)
    for use in (Store(path).require, Store(path).create):
        with pytest.raises(
            DatabaseError, match=r"store\.sqlite is not a sound SQLite file: .*; restore it from a backup"
        ):
            use()
    assert path.read_bytes() == data


def test_a_missing_store_is_named_with_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite")
    with pytest.raises(DatabaseError, match="run 'kb init', or set KB_HOME"):
        store.require()
    with pytest.raises(DatabaseError, match="check that the folder exists"):
        store.published_hashes()
    assert list(tmp_path.iterdir()) == [], "reading makes no file"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseError, match=r"cannot create the folder .*file/home: Not a directory"):
        Store(tmp_path / "file" / "home" / "store.sqlite").create()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "store.sqlite").mkdir()
    with pytest.raises(DatabaseError, match="check that the folder exists and that this user may write to it"):
        Store(tmp_path / "home" / "store.sqlite").create()


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.file.read().execute("DELETE FROM practice")


def test_a_write_that_fails_leaves_nothing_behind(store: Store, case: Practice) -> None:
    publish(store, case)
    before = store.timeline(case.id)

    def fail() -> None:
        with store.file.write() as db:
            db.execute("DELETE FROM event")
            raise KeyError("on purpose")

    with pytest.raises(KeyError):
        fail()
    assert store.timeline(case.id) == before
    assert store.published(case.id) == case


def test_the_closed_file_alone_is_whole(store: Store, tmp_path: Path, case: Practice) -> None:
    """Who copies `store.sqlite` of a server that was stopped has all of it."""
    publish(store, case)
    assert store.published(case.id) == case
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["store.sqlite"]
    shutil.copy(tmp_path / "store.sqlite", tmp_path / "copy.sqlite")
    copy = Store(tmp_path / "copy.sqlite")
    assert copy.published(case.id) == case
    copy.close()


def test_closing_takes_nothing_from_others(open_store: Callable[[Path], Store], tmp_path: Path, case: Practice) -> None:
    first, second = open_store(tmp_path / "store.sqlite"), open_store(tmp_path / "store.sqlite")
    publish(first, case)
    assert second.published(case.id) == case
    first.close()
    publish(second, retitled(case, "Other"))
    assert second.published(case.id).title.en == "Other"
    assert first.published(case.id).title.en == "Other", "a closed store opens again"
