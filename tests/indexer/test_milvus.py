"""An index whose vectors are in Milvus (Lite): it moves there and back, and leaves nothing behind."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from milvus_lite.server_manager import server_manager_instance
from pymilvus import MilvusClient

from indexer import milvus
from indexer.engines import Engines
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.milvus import INSTALL, MilvusEngine
from indexer.search import Searcher
from indexer.vectors import EngineUnreachable
from kb.errors import KbError, UsageError
from kb.model import Practice
from kb.store import Store
from tests.conftest import publish
from tests.doubles import HashEncoder
from tests.indexer.test_index import content, edited, fresh
from tests.servers import free_port


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = str(tmp_path_factory.mktemp("milvus") / "vectors.db")
    yield file
    server_manager_instance.release_server(file)


@pytest.fixture
def index(store: Store, tmp_path: Path, uri: str) -> Iterator[Index]:
    """An index that builds its vectors in Milvus."""
    index = Index(tmp_path / "index", store, Engines("milvus", uri))
    yield index
    for path in index.folder.glob("*/vectors.milvus"):
        MilvusEngine(uri).discard(path)


def collections(uri: str) -> int:
    return len(MilvusClient(uri).list_collections())


def practices(searcher: Searcher) -> set[str]:
    answer = searcher.search("jaminan kecelakaan kerja")
    return {practice.id for country in answer.countries for practice in country.practices}


def test_it_holds_what_a_fresh_build_holds(index: Index, hashing: HashEncoder, three: list[Practice]) -> None:
    publish(index.store, *three)
    index.ensure(hashing)
    searcher = Searcher(LiveIndex(index), hashing)
    assert searcher.search("jaminan kecelakaan kerja").countries
    publish(index.store, edited(three[0], 2))
    index.store.withdraw(three[1].id, "ani")
    index.ensure(hashing)
    assert content(index) == fresh(index, hashing)
    assert index.verify(hashing.fingerprint) == []
    followed = searcher.live.snapshot().vectors
    assert set(followed.ids().tolist()) == set(index.live().text_hashes())


def test_it_moves_there_and_back_while_the_old_one_serves(
    index: Index, uri: str, hashing: HashEncoder, three: list[Practice]
) -> None:
    publish(index.store, *three)
    index.rebuild(hashing, engine="faiss")
    before = content(index)
    reader = Searcher(LiveIndex(Index(index.folder, index.store, Engines("faiss", uri))), hashing)
    answered = practices(reader)
    hashing.encoded.clear()
    for engine, file in (("milvus", "vectors.milvus"), ("faiss", "vectors.faiss"), ("milvus", "vectors.milvus")):
        index.rebuild(hashing, engine=engine)
        assert (index.live().folder / file).exists()
        assert content(index) == before
        assert practices(reader) == answered
    assert hashing.encoded == [], "nothing is embedded again"


def test_generations_that_are_dropped_or_were_never_finished_leave_no_collection(
    index: Index, uri: str, hashing: HashEncoder, case: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(index.store, case)
    before = collections(uri)
    for _ in range(3):
        index.rebuild(hashing)
    assert collections(uri) == before + 2
    monkeypatch.setattr("indexer.index._sync", lambda path: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):  # killed after the vectors were written
        index.rebuild(hashing)
    monkeypatch.undo()
    assert collections(uri) == before + 3
    index.rebuild(hashing)
    assert collections(uri) == before + 2


def test_a_collection_that_was_lost_is_found_and_mended(
    index: Index, uri: str, hashing: HashEncoder, three: list[Practice]
) -> None:
    publish(index.store, *three)
    index.ensure(hashing)
    before = content(index)
    MilvusEngine(uri).discard(index.live().folder / "vectors.milvus")
    assert any("Milvus has no kb_" in fault for fault in index.verify(hashing.fingerprint))
    assert content(index) == before, "the store keeps every vector"
    hashing.encoded.clear()
    index.repair(hashing)
    assert index.verify(hashing.fingerprint) == []
    assert hashing.encoded == []


def test_a_server_that_does_not_answer_is_named_without_its_password(
    index: Index, hashing: HashEncoder, case: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(index.store, case)
    index.ensure(hashing)
    port = free_port()
    monkeypatch.setattr(milvus, "TIMEOUT_S", 1)
    away = Engines("milvus", f"http://ani:secret@127.0.0.1:{port}")
    with pytest.raises(EngineUnreachable, match=rf"Milvus at http://127.0.0.1:{port} cannot be reached") as raised:
        LiveIndex(Index(index.folder, index.store, away)).snapshot()
    assert "secret" not in str(raised.value)
    assert "KB_MILVUS_URI" in str(raised.value)
    with pytest.raises(KbError, match="cannot be reached"):
        Index(index.folder, index.store, away).rebuild(hashing)
    assert index.live_number() == 1


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="set KB_MILVUS_URI"):
        Engines("milvus").named("milvus")
    real = builtins.__import__

    def without(name: str, *arguments: object, **options: object) -> ModuleType:
        if name == "pymilvus":
            raise ImportError(name)
        return real(name, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError) as raised:
        MilvusEngine(str(tmp_path / "other.db")).discard(named(tmp_path))
    assert INSTALL in str(raised.value)


def named(folder: Path) -> Path:
    path = folder / "vectors.milvus"
    path.write_text('{"collection": "kb_none", "vectors": 0}')
    return path
