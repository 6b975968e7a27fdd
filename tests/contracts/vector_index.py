"""What every vector index must do, whatever engine is behind it: a new one adds a subclass of the contract, no test."""

from __future__ import annotations

import tempfile
from abc import abstractmethod
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines import Engine
from indexer.vectors import FaissIndex, Ids, VectorIndex, VectorIndexError, Vectors

DIMENSION = 8


def unit(*rows: list[float]) -> Vectors:
    """Vectors of length 1 whose first numbers are in the given proportions."""
    vectors = np.zeros((len(rows), DIMENSION), np.float32)
    for vector, row in zip(vectors, rows, strict=True):
        vector[: len(row)] = row
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def ids_of(*numbers: int) -> Ids:
    return np.array(numbers, np.int64)


def random_vectors(seed: int, count: int) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def write(engine: Engine, index: VectorIndex, path: Path) -> None:
    engine.write(path, index.dimension, index.ids(), index.get)


class VectorIndexContract:
    """Subclass it as `Test…` and say, in a fixture of the class, which engine writes and loads."""

    examples = 40  # of what is drawn at random

    @pytest.fixture(scope="class")
    @classmethod
    @abstractmethod
    def engine(cls) -> Engine: ...

    @pytest.fixture(autouse=True)
    def _held(self, engine: Engine) -> None:
        self.engine = engine

    def stored(self, index: VectorIndex) -> VectorIndex:
        """The same as another process finds it."""
        with tempfile.TemporaryDirectory() as folder:
            write(self.engine, index, Path(folder) / "vectors")
            return self.engine.load(Path(folder) / "vectors", index.dimension)

    def empty(self) -> VectorIndex:
        return self.stored(FaissIndex(DIMENSION))

    def filled(self, count: int = 100, seed: int = 1) -> tuple[VectorIndex, Vectors]:
        """A stored index of random vectors with the ids 10, 11, …."""
        index, vectors = FaissIndex(DIMENSION), random_vectors(seed, count)
        index.add(np.arange(10, 10 + count), vectors)
        return self.stored(index), vectors

    def test_the_nearest_come_first_with_their_cosine(self) -> None:
        index = self.empty()
        index.add(ids_of(7, 3, 5), unit([1, 0], [0, 1], [1, 1]))
        ids, scores = index.search(unit([2, 1])[0], 3)
        assert ids.tolist() == [5, 7, 3]
        assert scores.tolist() == pytest.approx([3 / 10**0.5, 2 / 5**0.5, 1 / 5**0.5], abs=1e-6)
        assert (str(ids.dtype), str(scores.dtype)) == ("int64", "float32")

    def test_an_empty_index_finds_nothing(self) -> None:
        index = self.empty()
        for allowed in (None, ids_of(), ids_of(1)):
            ids, scores = index.search(unit([1])[0], 5, allowed)
            assert (ids.shape, scores.shape) == ((0,), (0,))
        assert index.ids().tolist() == []
        index.remove(ids_of(1))
        index.add(ids_of(), np.zeros((0, DIMENSION), np.float32))
        assert index.ids().tolist() == []

    @pytest.mark.parametrize("k", [0, -1])
    def test_none_wanted_none_found(self, k: int) -> None:
        index, vectors = self.filled(5)
        assert index.search(vectors[0], k)[0].tolist() == []

    def test_more_wanted_than_there_are(self) -> None:
        index, vectors = self.filled(5)
        assert sorted(index.search(vectors[0], 50)[0].tolist()) == [10, 11, 12, 13, 14]
        assert sorted(index.search(vectors[0], 50, ids_of(12, 14, 999))[0].tolist()) == [12, 14]

    def test_ids_are_ascending_whatever_the_order_of_adding(self) -> None:
        index = self.empty()
        index.add(ids_of(9, 2), unit([1], [2]))
        index.add(ids_of(5, 1, 2**60), unit([1], [2], [3]))
        assert index.ids().tolist() == [1, 2, 5, 9, 2**60]
        assert index.ids().dtype == np.int64

    def test_an_id_is_used_once(self) -> None:
        index = self.empty()
        index.add(ids_of(1), unit([1]))
        for ids in (ids_of(1), ids_of(2, 1), ids_of(3, 3)):
            with pytest.raises(VectorIndexError, match="ids are used once"):
                index.add(ids, unit(*[[1.0]] * len(ids)))
        assert index.ids().tolist() == [1], "a refused call adds none of its vectors"

    def test_vectors_of_another_shape_are_refused(self) -> None:
        index = self.empty()
        for ids, vectors in ((ids_of(1), np.ones((1, DIMENSION + 1))), (ids_of(1, 2), unit([1]))):
            with pytest.raises(VectorIndexError, match="do not go with vectors of shape"):
                index.add(ids, vectors.astype(np.float32))
        with pytest.raises(VectorIndexError, match="width"):
            index.search(np.ones(DIMENSION + 1, np.float32), 1)
        assert index.ids().tolist() == []

    def test_what_is_removed_is_found_no_more(self) -> None:
        index, vectors = self.filled(20)
        index.remove(ids_of(12, 29, 4711))
        assert index.ids().tolist() == [number for number in range(10, 30) if number not in (12, 29)]
        assert 12 not in index.search(vectors[2], 50)[0]
        for number in (10, 11, 13, 28):  # the others did not move
            assert index.search(vectors[number - 10], 1)[0].tolist() == [number]
        index.add(ids_of(12), vectors[2:3])
        assert index.search(vectors[2], 1)[0].tolist() == [12]

    def test_a_needle_among_many_is_found_through_a_filter(self) -> None:
        """Filtering after the search would lose it: it is the farthest of all."""
        index, vectors = self.filled(100)
        far = index.search(vectors[0], 100)[0][-1]
        ids, scores = index.search(vectors[0], 10, np.array([far]))
        assert ids.tolist() == [far]
        assert scores[0] == pytest.approx(float(vectors[0] @ vectors[far - 10]), abs=1e-6)

    def test_vectors_come_back_to_the_bit(self) -> None:
        index, vectors = self.filled(30)
        assert (index.get(ids_of(39, 10, 20)) == vectors[[29, 0, 10]]).all()
        assert index.get(ids_of()).shape == (0, DIMENSION)

    def test_a_copy_is_independent(self) -> None:
        index, vectors = self.filled(10)
        copy = index.copy()
        copy.remove(ids_of(10))
        copy.add(ids_of(99), vectors[:1])
        index.remove(ids_of(11))
        assert index.search(vectors[0], 1)[0].tolist() == [10]
        assert copy.search(vectors[0], 1)[0].tolist() == [99]
        assert 11 in copy.ids()
        assert copy.dimension == index.dimension == DIMENSION

    def test_what_changed_is_stored_too(self) -> None:
        index, vectors = self.filled(50)
        index.remove(ids_of(20))
        index.add(ids_of(7, 99), unit([1], [2, 1]))
        again = self.stored(index)
        assert again.ids().tolist() == index.ids().tolist()
        assert (again.get(again.ids()) == index.get(index.ids())).all()
        found, expected = again.search(vectors[3], 7), index.search(vectors[3], 7)
        assert found[0].tolist() == expected[0].tolist()
        assert found[1].tolist() == pytest.approx(expected[1].tolist(), abs=1e-6)
        again.add(ids_of(20), vectors[10:11])
        assert again.search(vectors[10], 1)[0].tolist() == [20]

    def test_what_cannot_be_written_or_read_is_named(self, tmp_path: Path) -> None:
        index, _ = self.filled(50)
        with pytest.raises(VectorIndexError, match="cannot be written"):
            write(self.engine, index, tmp_path / "no" / "folder")
        with pytest.raises(VectorIndexError, match=r"cannot be read.*kb index --repair"):
            self.engine.load(tmp_path / "none", DIMENSION)
        write(self.engine, index, tmp_path / "vectors")
        with pytest.raises(VectorIndexError, match=rf"width {DIMENSION}, not {DIMENSION + 1}; run 'kb index --repair'"):
            self.engine.load(tmp_path / "vectors", DIMENSION + 1)

    def test_a_damaged_file_is_refused(self, tmp_path: Path) -> None:
        index, _ = self.filled(50)
        write(self.engine, index, tmp_path / "vectors")
        whole = (tmp_path / "vectors").read_bytes()
        for data in (b"", b"not an index", whole[:3], whole[:40], whole[:-1], whole[: len(whole) // 2], b"\0" * 999):
            (tmp_path / "damaged").write_bytes(data)
            with pytest.raises(VectorIndexError, match="kb index --repair"):
                self.engine.load(tmp_path / "damaged", DIMENSION)

    def test_what_is_discarded_is_gone_and_what_is_not_there_is_no_error(self, tmp_path: Path) -> None:
        index, _ = self.filled(5)
        write(self.engine, index, tmp_path / "vectors")
        self.engine.discard(tmp_path / "vectors")
        (tmp_path / "vectors").unlink()
        self.engine.discard(tmp_path / "vectors")
        with pytest.raises(VectorIndexError, match="kb index --repair"):
            self.engine.load(tmp_path / "vectors", DIMENSION)

    def test_it_agrees_with_brute_force(self) -> None:
        """After any sequence of adding, removing and storing, under any filter: as reckoned one by one."""
        settings(max_examples=self.examples)(given(st.data())(self.compare_with_brute_force))()

    def compare_with_brute_force(self, data: st.DataObject) -> None:
        index, kept = self.empty(), dict[int, Vectors]()
        for step in range(data.draw(st.integers(1, 5))):
            fresh = sorted(data.draw(st.sets(st.integers(0, 60), max_size=12)) - kept.keys())
            vectors = random_vectors(step, len(fresh))
            index.add(np.array(fresh, np.int64), vectors)
            kept |= dict(zip(fresh, vectors, strict=True))
            gone = data.draw(st.lists(st.integers(0, 60), max_size=6))
            index.remove(np.array(gone, np.int64))
            kept = {number: vector for number, vector in kept.items() if number not in gone}
            if data.draw(st.booleans()):
                index = self.stored(index)
        allowed = data.draw(st.none() | st.lists(st.integers(0, 70), unique=True))
        k = data.draw(st.integers(1, 70))
        query = random_vectors(99, 1)[0]
        ids, scores = index.search(query, k, None if allowed is None else np.array(allowed, np.int64))
        near = {
            number: float(vector @ query) for number, vector in kept.items() if allowed is None or number in allowed
        }
        assert index.ids().tolist() == sorted(kept)
        assert len(ids) == len(set(ids.tolist())) == min(k, len(near))
        assert scores.tolist() == pytest.approx(sorted(near.values(), reverse=True)[:k], abs=1e-5)
        assert scores.tolist() == pytest.approx([near[number] for number in ids.tolist()], abs=1e-5)
