"""The live index: what anyone publishes is found at once, by every process, and never half of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.index import Index, IndexMissing
from indexer.live import LiveIndex
from indexer.search import NOTICES, Searcher
from kb.model import Practice
from kb.store import Store
from tests.conftest import publish
from tests.doubles import HashEncoder

WORD = "Zyxomma"  # stands in no curated case


def named(practice: Practice, word: str) -> Practice:
    """The practice with a summary that says the word."""
    summary = practice.summary.model_copy(update={"en": f"{word} pays for riders. {practice.summary.en}"})
    return practice.model_copy(update={"summary": summary})


def found(searcher: Searcher, question: str = WORD) -> set[str]:
    """The practices whose text says the word of the question."""
    answer = searcher.search(question, lang="en")
    practices = [practice for country in answer.countries for practice in country.practices]
    return {practice.id for practice in practices if any(question in passage.text for passage in practice.passages)}


@pytest.fixture
def searcher(index: Index, hashing: HashEncoder, three: list[Practice]) -> Searcher:
    """Searches an index of three practices."""
    publish(index.store, *three)
    index.ensure(hashing)
    return Searcher(LiveIndex(index), hashing)


def another(searcher: Searcher, open_store: Callable[[Path], Store]) -> Index:
    """The same index as another process has it open."""
    index = searcher.live.index
    return Index(index.folder, open_store(index.store.file.path))


def test_what_another_publishes_is_found_without_a_restart(
    searcher: Searcher, open_store: Callable[[Path], Store], three: list[Practice]
) -> None:
    other, encoder = another(searcher, open_store), HashEncoder()
    assert found(searcher) == set()
    publish(other.store, named(three[0], WORD))
    assert found(searcher) == set()
    other.ensure(encoder)
    assert found(searcher) == {three[0].id}
    other.store.withdraw(three[0].id, "ani")
    other.ensure(encoder)
    assert found(searcher) == set()
    publish(other.store, named(three[1], WORD))
    other.rebuild(encoder)
    assert found(searcher) == {three[1].id}
    assert searcher.live.snapshot().manifest.number == 2


def test_another_process_publishes(searcher: Searcher, three: list[Practice], tmp_path: Path) -> None:
    found(searcher)
    file = tmp_path / "practice.json"
    file.write_text(named(three[2], WORD).model_dump_json(), encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from indexer.index import Index; from kb.model import Practice\n"
        "from tests.conftest import publish; from tests.doubles import HashEncoder\n"
        "from indexer import embeddings; from kb.store import Store\n"
        "store = Store(Path(sys.argv[1]), embeddings.MIGRATIONS)\n"
        "publish(store, Practice.model_validate_json(Path(sys.argv[3]).read_text(encoding='utf-8')))\n"
        "Index(Path(sys.argv[2]), store).ensure(HashEncoder())\n"
    )
    index = searcher.live.index
    arguments = [str(index.store.file.path), str(index.folder), str(file)]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, cwd=Path(__file__).parents[2])
    assert found(searcher) == {three[2].id}


def test_a_snapshot_stays_while_nothing_changes(
    searcher: Searcher, hashing: HashEncoder, three: list[Practice]
) -> None:
    first = searcher.live.snapshot()
    assert searcher.live.snapshot() is first
    publish(searcher.live.index.store, named(three[0], WORD))
    searcher.live.index.ensure(hashing)
    second = searcher.live.snapshot()
    assert second is not first
    assert first.vectors.ids().tolist() != second.vectors.ids().tolist(), "who still holds the first reads it unchanged"
    assert set(second.vectors.ids().tolist()) == set(second.generation.text_hashes())


def test_without_an_index_it_says_what_to_do(index: Index) -> None:
    with pytest.raises(IndexMissing, match="run 'kb init'"):
        Searcher(LiveIndex(index)).search("JKK")


def test_an_index_that_comes_later_is_seen(index: Index, hashing: HashEncoder, case: Practice) -> None:
    searcher = Searcher(LiveIndex(index))
    with pytest.raises(IndexMissing):
        searcher.search("JKK")
    publish(index.store, case)
    index.ensure(hashing)
    assert searcher.search("JKK").countries


def test_words_only_until_the_encoder_is_there(searcher: Searcher, hashing: HashEncoder, three: list[Practice]) -> None:
    searcher.encoder = None
    answer = searcher.search("jaminan kecelakaan kerja")
    assert answer.notice == NOTICES["no-encoder"]["id"]
    assert answer.countries
    publish(searcher.live.index.store, named(three[0], WORD))
    searcher.live.index.ensure(None)
    assert found(searcher) == {three[0].id}, "what is published while the encoder is missing is found by its words"
    searcher.encoder = hashing
    partial = searcher.search(WORD, lang="en")
    assert partial.notice == ""
    assert three[0].id in {practice.id for country in partial.countries for practice in country.practices}
    searcher.live.index.ensure(hashing)
    snapshot = searcher.live.snapshot()
    assert set(snapshot.vectors.ids().tolist()) == set(snapshot.generation.text_hashes())


def test_another_encoder_means_words_only_until_its_index_is_built(searcher: Searcher, three: list[Practice]) -> None:
    """The old generation serves meanwhile; vectors of two encoders are never compared."""
    other = HashEncoder("other")
    searcher.encoder = other
    answer = searcher.search("employment injury", lang="en")
    assert answer.notice == NOTICES["other-encoder"]["en"]
    assert answer.countries
    assert "encode" not in answer.timings
    searcher.live.index.ensure(other)
    assert searcher.search("employment injury", lang="en").notice == ""


def test_readers_never_see_half_of_a_change(searcher: Searcher, hashing: HashEncoder, three: list[Practice]) -> None:
    """While one thread publishes and rebuilds, every answer holds the practice in exactly one of its versions."""
    versions = [f"{WORD}{'abcdefgh'[number]}" for number in range(8)]
    index, stop = searcher.live.index, threading.Event()
    publish(index.store, named(three[0], versions[0]))
    index.ensure(hashing)

    def read(by: Searcher) -> int:
        count = 0
        while not stop.is_set():
            answer = by.search(" ".join(versions), lang="en")
            texts = [
                p.text for c in answer.countries for f in c.practices for p in f.passages if p.section == "summary"
            ]
            told = [version for version in versions for text in texts if text.startswith(f"{version} ")]
            assert answer.countries
            assert len(told) == 1 or by.encoder, told
            count += 1
        return count

    by_words = Searcher(LiveIndex(index))
    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read, by) for by in (searcher, by_words, by_words)]
        try:
            for number, version in enumerate(versions[1:]):
                publish(index.store, named(three[0], version))
                if number % 3 == 2:
                    index.rebuild(hashing)
                else:
                    index.ensure(hashing)
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
    assert found(searcher, versions[-1]) == {three[0].id}
