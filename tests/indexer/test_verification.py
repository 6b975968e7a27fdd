"""Damage: each kind is found by what it is, and mended by embedding no more than what is missing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.index import Index
from indexer.vectors import FaissIndex
from kb.model import Practice
from kb.sqlite import SqliteFile
from tests.conftest import publish
from tests.doubles import HashEncoder
from tests.indexer.test_index import content


@pytest.fixture
def sound(index: Index, hashing: HashEncoder, three: list[Practice]) -> Index:
    """An index of three practices in which nothing is wrong."""
    publish(index.store, *three)
    index.ensure(hashing)
    assert index.verify(hashing.fingerprint) == []
    hashing.encoded.clear()
    return index


def passages(index: Index, *statements: str) -> None:
    """Change the passages of the live generation behind the index's back."""
    with closing(sqlite3.connect(index.live().folder / "passages.sqlite")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def change(file: SqliteFile, statement: str) -> None:
    with file.write() as db:
        db.execute(statement)


def vectors_file(index: Index) -> Path:
    return index.live().folder / "vectors.faiss"


def alter_a_vector(index: Index) -> None:
    vectors, third = FaissIndex.load(vectors_file(index), 64), np.array([3], np.int64)
    other = np.roll(vectors.get(third), 1)
    vectors.remove(third)
    vectors.add(third, other)
    vectors.save(vectors_file(index))


def lose_embeddings(index: Index) -> None:
    """Two texts lose their vector, in the store and in the file."""
    change(index.store.file, "DELETE FROM embedding WHERE id IN (1, 2)")
    vectors = FaissIndex.load(vectors_file(index), 64)
    hashes = {row["text_hash"] for row in index.store.file.read().query("SELECT text_hash FROM embedding")}
    lost = [number for number, digest in index.live().text_hashes().items() if digest not in hashes]
    vectors.remove(np.array(lost, np.int64))
    vectors.save(vectors_file(index))


def spoil_embeddings(index: Index) -> None:
    """One kept vector is cut short, one is nothing, one is longer than any encoder gives."""
    change(index.store.file, "UPDATE embedding SET vector = substr(vector, 1, 17) WHERE id = 1")
    change(index.store.file, "UPDATE embedding SET vector = zeroblob(256) WHERE id = 2")
    with index.store.file.write() as db:
        db.execute("UPDATE embedding SET vector = ? WHERE id = 3", [np.full(64, np.nan, "<f4").tobytes()])


def cut_vectors_file(index: Index) -> None:
    vectors_file(index).write_bytes(vectors_file(index).read_bytes()[:-99])


def narrow_vectors_file(index: Index) -> None:
    FaissIndex(8).save(vectors_file(index))


def by(*statements: str) -> Callable[[Index], object]:
    return lambda index: passages(index, *statements)


def by_losing(name: str) -> Callable[[Index], object]:
    return lambda index: (index.live().folder / name).unlink()


def by_spoiling(name: str) -> Callable[[Index], object]:
    return lambda index: (index.live().folder / name).write_bytes(b"nothing of the kind" * 999)


NO_INDEX, UNREADABLE = "no index in", "cannot be read"
DAMAGES: dict[str, tuple[Callable[[Index], object], str, int]] = {
    "vector altered": (alter_a_vector, "the vector of passage 3 is not the one kept for its text", 0),
    "vectors lost": (lose_embeddings, "2 passages have no vector", 2),
    "vectors spoilt": (spoil_embeddings, "3 kept embeddings were unsound", 3),
    "vectors file gone": (by_losing("vectors.faiss"), UNREADABLE, 0),
    "vectors file cut": (cut_vectors_file, UNREADABLE, 0),
    "vectors file spoilt": (by_spoiling("vectors.faiss"), UNREADABLE, 0),
    "vectors file of another width": (narrow_vectors_file, "of width 8, not 64", 0),
    "text altered": (by("UPDATE passage SET text = 'x' WHERE id = 4"), "passage 4 does not match its hash", 0),
    "heading altered": (by("UPDATE passage SET heading = 'x' WHERE id = 4"), "passage 4 does not match its hash", 0),
    "citation altered": (by("UPDATE passage SET cites = '[]' WHERE id = 4"), "otherwise than it was put there", 0),
    "card altered": (by("UPDATE document SET card = '{}' WHERE id = 1"), "otherwise than it was put there", 0),
    "facet lost": (by("DELETE FROM facet WHERE name = 'country'"), "otherwise than it was put there", 0),
    "passages lost": (by("DELETE FROM passage WHERE id % 2 = 0"), "otherwise than it was put there", 0),
    "practice lost": (
        by("PRAGMA foreign_keys = 1", "DELETE FROM document WHERE id = 1"),
        "is missing from the index",
        0,
    ),
    "practice stale": (by("UPDATE document SET content_hash = 'x' WHERE id = 2"), "is stale in the index", 0),
    "words orphaned": (by("INSERT INTO words (rowid, text) VALUES (99999, 'ghost')"), "do not belong together", 0),
    "words lost": (by("DELETE FROM words WHERE rowid = 4"), "do not belong together", 0),
    "words altered": (by("UPDATE words SET text = 'ghost' WHERE rowid = 4"), "the words of passage 4 are not", 0),
    "passages file gone": (by_losing("passages.sqlite"), "passages.sqlite", 0),
    "passages file spoilt": (by_spoiling("passages.sqlite"), "not a sound SQLite file", 0),
    "manifest gone": (by_losing("manifest.json"), NO_INDEX, 0),
    "manifest spoilt": (by_spoiling("manifest.json"), NO_INDEX, 0),
    "all gone": (lambda index: shutil.rmtree(index.live().folder), NO_INDEX, 0),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_mended(sound: Index, hashing: HashEncoder, name: str) -> None:
    before = content(sound)
    damage, says, to_embed = DAMAGES[name]
    sound.live().close()
    damage(sound)
    if name != "vectors spoilt":  # what the store keeps is looked at by repair alone
        assert any(says in fault for fault in sound.verify(hashing.fingerprint)), sound.verify(hashing.fingerprint)
    assert any(says in fault for fault in sound.repair(hashing))
    assert len(hashing.encoded) == to_embed
    assert sound.verify(hashing.fingerprint) == []
    assert content(sound) == before
    assert sound.repair(hashing) == []


def test_a_withdrawn_and_a_new_practice_are_named(
    sound: Index, hashing: HashEncoder, three: list[Practice], case: Practice
) -> None:
    first, second, _ = three
    sound.store.withdraw(first.id, "ani")
    publish(sound.store, second.model_copy(update={"institutions": ("Another",)}))
    assert sound.verify() == [
        f"practice {first.id} is in the index but not published",
        f"practice {second.id} is stale in the index",
    ]
    sound.ensure(hashing)
    assert sound.verify() == []
    publish(sound.store, first)
    assert sound.verify() == [f"practice {first.id} is missing from the index"]


def test_another_encoder_is_named_and_its_index_built(sound: Index, hashing: HashEncoder) -> None:
    other = HashEncoder("other")
    assert sound.verify() == [], "without an encoder the index is held against itself"
    assert sound.verify(other.fingerprint) == [
        f"the index was built for {hashing.fingerprint} and {sound.live().manifest().cutting}, not as now"
    ]
    sound.repair(other)
    assert sound.live().manifest().encoder == other.fingerprint
    assert sound.verify(other.fingerprint) == []


def test_an_index_without_vectors_is_sound_until_there_is_an_encoder(sound: Index, hashing: HashEncoder) -> None:
    sound.rebuild(None)
    assert sound.verify() == []
    assert any("no encoder" in fault for fault in sound.verify(hashing.fingerprint))
    sound.repair(hashing)
    assert hashing.encoded == []
    assert sound.verify(hashing.fingerprint) == []


@pytest.mark.parametrize("name", ["passages file gone", "passages file spoilt", "manifest gone", "all gone"])
def test_what_cannot_be_read_is_built_anew_without_being_told_to(sound: Index, hashing: HashEncoder, name: str) -> None:
    before = content(sound)
    DAMAGES[name][0](sound)
    assert not sound.is_current("hash")
    assert sound.ensure(hashing)
    assert content(sound) == before
    assert hashing.encoded == []


@pytest.mark.parametrize("name", ["vectors file gone", "vectors file cut", "vectors file of another width"])
def test_search_by_meaning_survives_a_damaged_vectors_file(
    sound: Index, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """The store keeps every vector; the file only saves putting them together."""
    before = content(sound)
    DAMAGES[name][0](sound)
    assert content(sound) == before
    assert "run 'kb index --repair'" in caplog.text
