"""The index: any way to a state of the store gives the same index, and nothing is embedded twice."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import embeddings
from indexer import index as indexing
from indexer.engines import Engine, Engines, FaissEngine
from indexer.index import KEPT, Index, IndexMissing
from indexer.live import LiveIndex
from indexer.search import Searcher
from kb.errors import KbError
from kb.model import Practice
from kb.store import Store
from tests.conftest import publish
from tests.doubles import HashEncoder

# A failure would name all practices in full.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

Content = dict[tuple[str, str, str, str, str], tuple[str, bytes]]


def content(index: Index) -> Content:
    """What an index holds, whatever its ids: labels and vector by practice, section, part, language and text."""
    generation = index.live()
    vectors = index.vectors(generation)
    present = set(vectors.ids().tolist())
    rows = generation.file.read().query("SELECT p.*, slug FROM passage AS p JOIN document AS d ON d.id = p.document")
    held = {}
    for row in rows:
        vector = vectors.get(np.array([row["id"]], np.int64)).tobytes() if row["id"] in present else b""
        key = (row["slug"], row["section"], row["part"], row["lang"], row["text_hash"])
        held[key] = (f"{row['heading']}|{row['text']}|{row['labels']}|{row['cites']}", vector)
    words = {row["rowid"] for row in generation.file.read().query("SELECT rowid FROM words")}
    assert len(words) == len(held)
    assert len(present) in (0, len(held)) or b"" in [vector for _, vector in held.values()]
    generation.close()
    return held


def fresh(index: Index, encoder: HashEncoder | None) -> Content:
    """What an index made from nothing holds."""
    with tempfile.TemporaryDirectory() as folder:
        again = Index(Path(folder), index.store)
        again.rebuild(encoder)
        return content(again)


def edited(practice: Practice, number: int) -> Practice:
    """A practice with other texts, shorter or longer as the number says; all that it cites stays cited."""
    sections = dict(practice.sections)
    if number == 0:
        sections["lessons-for-others"] = "Short. " + " ".join(f"[^{source}]" for source in practice.sources)
    else:
        sections["context"] += "\n\n" + f"Another paragraph of version {number}." * (number * 15) + "[^s1]"
    return practice.model_copy(update={"sections": sections})


class Compact(Engines):
    """Keeps any number of vectors in the form of large bases."""

    def named(self, name: str) -> Engine:
        return FaissEngine(exact_up_to=0)


ACTIONS = ["publish", "edit", "withdraw", "draft", "update", "blind"]
steps = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("engines", [Engines(), Compact()], ids=["exact", "compact"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_of_changes_gives_what_a_fresh_build_gives(
    three: list[Practice], engines: Engines, steps: list[tuple[str, int, int]]
) -> None:
    """Whatever engine keeps the vectors, in the index and in a process that has followed every step."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.sqlite", embeddings.MIGRATIONS)
        store.create()
        index, encoder = Index(Path(folder) / "index", store, engines), HashEncoder(max_tokens=90)
        index.ensure(encoder)
        live = LiveIndex(Index(Path(folder) / "index", store, engines))
        for action, which, number in steps:
            practice = three[which]
            if action == "publish":
                _published(store, practice)
            elif action == "edit":
                _published(store, edited(practice, number))
            elif action == "draft":
                store.save(edited(practice, number + 5), "ani")
            elif action == "withdraw" and practice.id in store.published_hashes():
                store.withdraw(practice.id, "ani")
            elif action == "update":
                index.ensure(encoder)
            elif action == "blind":
                index.ensure(None)
            live.snapshot()
        index.ensure(encoder)
        assert content(index) == fresh(index, encoder)
        followed, anew = live.snapshot().vectors, index.vectors(index.live())
        assert followed.ids().tolist() == anew.ids().tolist()
        assert (followed.get(followed.ids()) == anew.get(anew.ids())).all()
        assert index.verify(encoder.fingerprint) == []
        assert len(encoder.encoded) == len(set(encoder.encoded)), "a text is embedded once"
        assert not index.ensure(encoder)
        store.close()


def _published(store: Store, practice: Practice) -> None:
    store.publish(practice.id, store.save(practice, "ani").number, "ani", "")


def test_there_is_no_index_before_it_is_built(index: Index) -> None:
    assert index.live_number() is None
    with pytest.raises(IndexMissing, match="run 'kb init' or 'kb index'"):
        index.live()
    assert not index.is_current("hash")


def test_an_empty_store_has_an_empty_index(index: Index, hashing: HashEncoder) -> None:
    assert index.ensure(hashing)
    assert content(index) == {}
    assert index.verify(hashing.fingerprint) == []
    assert not index.ensure(hashing)


def test_an_edit_embeds_only_what_is_new(index: Index, hashing: HashEncoder, three: list[Practice]) -> None:
    publish(index.store, *three)
    index.ensure(hashing)
    hashing.encoded.clear()
    title = three[0].facts["branches"].text
    assert title
    fact = three[0].facts["branches"].model_copy(update={"text": title.model_copy(update={"en": "Another sentence."})})
    publish(index.store, three[0].model_copy(update={"facts": three[0].facts | {"branches": fact}}))
    number = index.live_number()
    assert index.ensure(hashing)
    assert [text.endswith("Another sentence.") for text in hashing.encoded] == [True]
    assert index.live_number() == number, "one practice more or less is no new generation"


def test_a_draft_changes_nothing(index: Index, hashing: HashEncoder, case: Practice) -> None:
    publish(index.store, case)
    index.ensure(hashing)
    before = content(index)
    index.store.save(edited(case, 2), "ani")
    assert not index.ensure(hashing)
    assert content(index) == before


def test_a_rebuild_embeds_nothing_again(index: Index, hashing: HashEncoder, three: list[Practice]) -> None:
    publish(index.store, *three)
    index.ensure(hashing)
    before, count = content(index), len(hashing.encoded)
    index.rebuild(hashing)
    assert content(index) == before
    assert len(hashing.encoded) == count
    told: list[tuple[int, int]] = []
    index.rebuild(hashing, lambda done, total: told.append((done, total)))
    assert told == [(0, 0)]


def test_progress_ends_with_all(index: Index, hashing: HashEncoder, three: list[Practice]) -> None:
    publish(index.store, *three)
    told: list[tuple[int, int]] = []
    index.ensure(hashing, lambda done, total: told.append((done, total)))
    assert told[0] == (0, len(hashing.encoded))
    assert told[-1] == (len(hashing.encoded), len(hashing.encoded))
    assert told == sorted(told)


def test_what_came_without_an_encoder_fits_when_it_is_back(index: Index, case: Practice) -> None:
    """Nobody knew how to cut a text while the encoder was missing; it must not be embedded too long later."""
    narrow = HashEncoder(max_tokens=40)
    index.ensure(narrow)
    publish(index.store, case)
    index.ensure(None)
    assert all(vector == b"" for _, vector in content(index).values())
    assert index.ensure(narrow)
    assert max(narrow.count_tokens(narrow.encoded)) <= 40
    assert content(index) == fresh(index, narrow)


def test_another_encoder_means_another_generation(index: Index, three: list[Practice]) -> None:
    publish(index.store, *three)
    first, second = HashEncoder("first"), HashEncoder("second")
    index.ensure(first)
    before, old = content(index), index.live_number()
    index.ensure(second)
    assert index.live_number() != old
    assert index.live().manifest().encoder == second.fingerprint
    assert {key: vector for key, (_, vector) in content(index).items()} != {
        key: vector for key, (_, vector) in before.items()
    }
    assert index.verify(second.fingerprint) == []
    first.encoded.clear()
    index.ensure(first)
    assert content(index) == before
    assert first.encoded == [], "vectors of an encoder are kept when another takes its place"


def test_another_way_of_cutting_means_another_generation(
    index: Index, hashing: HashEncoder, three: list[Practice]
) -> None:
    publish(index.store, *three)
    index.ensure(hashing)
    before = index.live().manifest().model_copy(update={"cutting": "of before"})
    (index.folder / "1" / "manifest.json").write_text(before.model_dump_json())
    assert index.ensure(hashing)
    assert index.live_number() == 2
    assert not index.ensure(hashing)


def test_the_old_generation_serves_while_another_is_built(index: Index, three: list[Practice]) -> None:
    publish(index.store, *three)
    first, second = HashEncoder("first"), HashEncoder("second")
    index.ensure(first)
    searcher, served = Searcher(LiveIndex(Index(index.folder, index.store)), first), []

    def meanwhile(done: int, total: int) -> None:
        answer = searcher.search("jaminan kecelakaan kerja")
        served.append((index.live_number(), len(answer.countries), answer.notice))

    index.ensure(second, meanwhile)
    assert len(served) > 1
    assert {(number, notice) for number, _, notice in served} == {(1, "")}
    assert min(found for _, found, _ in served) > 0
    assert searcher.live.snapshot().manifest.number == 2


def test_many_changes_are_folded_into_a_new_generation(
    index: Index, hashing: HashEncoder, three: list[Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(index.store, *three[:2])
    index.ensure(hashing)
    monkeypatch.setattr(indexing, "FOLDED", 10)
    publish(index.store, three[2])
    index.ensure(hashing)
    assert index.live_number() == 2
    assert index.live().grown_by() == 0
    assert index.verify(hashing.fingerprint) == []
    assert len(hashing.encoded) == len(set(hashing.encoded)), "nothing is embedded again"


def test_an_encoder_that_comes_late_gives_a_whole_index(
    index: Index, hashing: HashEncoder, three: list[Practice]
) -> None:
    publish(index.store, *three)
    index.ensure(None)
    assert index.live().manifest().encoder == ""
    assert index.ensure(hashing)
    assert content(index) == fresh(index, hashing)


def test_is_current_without_the_encoder(index: Index, hashing: HashEncoder, three: list[Practice]) -> None:
    publish(index.store, *three[:2])
    index.ensure(hashing)
    assert index.is_current("hash")
    assert not index.is_current("has")
    assert not index.is_current("other")
    publish(index.store, three[2])
    assert not index.is_current("hash")
    index.ensure(None)
    assert not index.is_current("hash"), "its vectors are missing"
    index.ensure(hashing)
    assert index.is_current("hash")
    index.store.withdraw(three[2].id, "ani")
    assert not index.is_current("hash")


def test_two_generations_are_kept(index: Index, hashing: HashEncoder, case: Practice) -> None:
    publish(index.store, case)
    for _ in range(4):
        index.rebuild(hashing)
    folders = sorted(path.name for path in index.folder.iterdir() if path.is_dir())
    assert folders == ["3", "4"]
    assert len(folders) == KEPT
    assert index.live_number() == 4


@pytest.mark.parametrize("pointer", [None, "", "nonsense", "99", "-1", "\0"])
def test_without_a_pointer_the_newest_whole_generation_serves(
    index: Index, hashing: HashEncoder, case: Practice, pointer: str | None
) -> None:
    publish(index.store, case)
    index.rebuild(hashing)
    index.rebuild(hashing)
    (index.folder / "current").unlink()
    if pointer is not None:
        (index.folder / "current").write_text(pointer)
    assert index.live_number() == 2
    (index.folder / "2" / "manifest.json").write_text('{"number": 2')
    assert index.live_number() == 1, "what has no whole manifest is no generation"
    assert index.verify(hashing.fingerprint) == []
    index.rebuild(hashing)
    assert index.live_number() == 3


def test_what_was_never_finished_is_passed_over_and_cleared(index: Index, hashing: HashEncoder, case: Practice) -> None:
    publish(index.store, case)
    index.rebuild(hashing)
    for name in ("2.building", "7.building"):
        (index.folder / name).mkdir()
        (index.folder / name / "passages.sqlite").write_bytes(b"half")
    (index.folder / "3").mkdir()
    assert index.live_number() == 1
    assert not index.ensure(hashing)
    index.rebuild(hashing)
    assert [path.name for path in index.folder.glob("*.building")] == []
    assert index.verify(hashing.fingerprint) == []


def test_an_old_form_of_the_folder_is_built_anew(index: Index, hashing: HashEncoder, case: Practice) -> None:
    publish(index.store, case)
    index.ensure(hashing)
    manifest = index.folder / "1" / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace('"format":"', '"format":"old-').replace('"format": "', '"format": "old-')
    )
    assert index.live_number() is None
    assert index.ensure(hashing)
    assert index.verify(hashing.fingerprint) == []


def test_other_names_in_the_vocabulary_mean_other_passages(index: Index, hashing: HashEncoder, case: Practice) -> None:
    publish(index.store, case)
    index.ensure(hashing)
    manifest = index.live().manifest()
    assert manifest.matches(hashing.fingerprint)
    assert not manifest.model_copy(update={"cutting": "cut-0"}).matches(hashing.fingerprint)
    assert not manifest.model_copy(update={"analysis": "words-0"}).matches(hashing.fingerprint)


def test_a_folder_that_cannot_be_written_is_named(store: Store, tmp_path: Path, hashing: HashEncoder) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KbError, match=r"cannot write in .*file/index: Not a directory; set KB_HOME"):
        Index(tmp_path / "file" / "index", store).ensure(hashing)
