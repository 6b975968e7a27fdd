"""Candidates: one for each page, refreshed while nobody has decided, and never overwritten after."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.candidates import MIGRATIONS, Candidates, UnknownCandidate
from corpus.sources.model import Candidate, Read
from kb.sqlite import SqliteFile


def found(title: str = "Riders", address: str = "https://example.org/riders", **more: str) -> Candidate:
    fields = {"title": title, "summary": f"About {title}.", **more}
    return Candidate(
        address=address,
        fields={name: (Read(value=value, where="h1"),) for name, value in fields.items()},  # type: ignore[misc]
        digest=title,
    )


@pytest.fixture
def candidates(tmp_path: Path) -> Iterator[Candidates]:
    file = SqliteFile(tmp_path / "store.sqlite", MIGRATIONS)
    file.create()
    yield Candidates(file)
    file.close()


def test_what_is_found_twice_is_one(candidates: Candidates) -> None:
    assert candidates.put(found(), "a", 1, 10) == "added"
    assert candidates.put(found(), "a", 2, 11) == "unchanged"
    assert candidates.put(found(address="http://EXAMPLE.org/riders/?utm_source=x#top"), "b", 3, 12) == "unchanged"
    (kept,) = candidates.all()
    assert (kept.run, kept.resource, kept.source) == (1, 10, "a")


def test_the_same_text_at_another_address_is_the_same_candidate(candidates: Candidates) -> None:
    candidates.put(found(), "a", 1, 1)
    assert candidates.put(found(address="https://mirror.example.org/x"), "b", 2, 2) == "duplicate"
    assert candidates.put(found(address="https://mirror.example.org/x"), "b", 3, 3) == "unchanged"
    (kept,) = candidates.all()
    assert candidates.at("https://mirror.example.org/x") == candidates.at("https://example.org/riders") == kept


def test_titles_alone_do_not_make_two_pages_one(candidates: Candidates) -> None:
    for number in (1, 2):
        page = Candidate(address=f"https://example.org/{number}", fields={"title": (Read(value="Press", where="h1"),)})
        assert candidates.put(page, "a", 1, number) == "added"
    assert len(candidates.all()) == 2


def test_a_change_of_the_source_makes_a_new_version_while_nobody_decided(candidates: Candidates) -> None:
    candidates.put(found(), "a", 1, 1)
    (old,) = candidates.all()
    assert candidates.put(found("Riders and couriers"), "a", 2, 2) == "refreshed"
    (new,) = candidates.all()
    assert new.found.title == "Riders and couriers"
    assert candidates.put(found("Riders and couriers"), "a", 3, 3) == "unchanged"
    with pytest.raises(UnknownCandidate):
        candidates.decide(old.id, "dismissed", "ani")
    rows = list(candidates.file.read().query("SELECT id, replaced_by FROM candidate ORDER BY id"))
    assert rows == [{"id": old.id, "replaced_by": new.id}, {"id": new.id, "replaced_by": None}]


@pytest.mark.parametrize("state", ["dismissed", "taken"])
def test_what_a_person_decided_is_never_overwritten(candidates: Candidates, state: str) -> None:
    candidates.put(found(), "a", 1, 1)
    (kept,) = candidates.all()
    candidates.decide(kept.id, state, "ani", "seen", "idn-riders-2026" if state == "taken" else None)  # type: ignore[arg-type]
    for run in (2, 3):
        assert candidates.put(found("Changed"), "a", run, run) == ("changed since" if run == 2 else "unchanged")
    after = candidates.get(kept.id)
    assert (after.state, after.decided_by, after.comment) == (state, "ani", "seen")
    assert after.found == kept.found
    assert after.newer is not None
    assert after.newer.title == "Changed"
    assert candidates.all() == []
    candidates.decide(kept.id, "dismissed", "budi")
    again = candidates.get(kept.id)
    assert (again.found.title, again.newer, again.decided_by) == ("Changed", None, "budi")


def test_a_record_that_the_source_deleted_stays_and_says_so(candidates: Candidates) -> None:
    candidates.put(found(identifier="oai:1"), "a", 1, 1)
    candidates.withdraw("b", "oai:1")
    assert candidates.all()[0].withdrawn_at is None
    candidates.withdraw("a", "oai:1")
    assert candidates.all()[0].withdrawn_at
    candidates.put(found(identifier="oai:1"), "a", 2, 2)
    assert candidates.all()[0].withdrawn_at is None


def test_the_database_itself_holds_one_live_candidate_for_each_address(candidates: Candidates) -> None:
    candidates.put(found(), "a", 1, 1)
    with pytest.raises(sqlite3.IntegrityError), candidates.file.write() as db:
        db.execute(
            "INSERT INTO candidate (key, source, found, content_hash, found_at, run, last_run)"
            " SELECT key, source, found, content_hash, found_at, run, last_run FROM candidate"
        )


steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 3), st.integers(0, 2)),
        st.tuples(st.just("decide"), st.integers(0, 3), st.sampled_from(["dismissed", "taken"])),
    ),
    max_size=25,
)


@given(steps)
@settings(max_examples=25)
def test_any_order_of_runs_and_decisions_keeps_the_decisions(
    tmp_path_factory: pytest.TempPathFactory, todo: list
) -> None:
    file = SqliteFile(tmp_path_factory.mktemp("any") / "store.sqlite", MIGRATIONS)
    file.create()
    candidates = Candidates(file)
    decided: dict[int, tuple[str, str]] = {}
    for number, (what, page, value) in enumerate(todo):
        address = f"https://example.org/{page}"
        if what == "put":
            candidates.put(found(f"Page {page}, version {value}", address), "a", number, number)
        elif kept := candidates.at(address):
            candidates.decide(kept.id, value, f"person {number}")
            decided[kept.id] = (value, f"person {number}")
        for key, (state, actor) in decided.items():
            now = candidates.get(key)
            assert (now.state, now.decided_by) == (state, actor)
    keys = [kept.found.address for kept in candidates.all(None)]
    assert len(keys) == len(set(keys))
    file.close()
