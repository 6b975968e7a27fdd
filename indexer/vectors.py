"""The vector index behind one small interface, and its exact form: FAISS, flat, in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.errors import KbError

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
VectorsOf = Callable[[Ids], Vectors]  # the vectors of ids, of shape (n, dimension)
Found = tuple[Ids, Vectors]  # ids and inner products, best first

NOTHING: Found = (np.zeros(0, np.int64), np.zeros(0, np.float32))
SPARSE = 1024  # ids up to so many times their number are looked up as bits, beyond that in a set


class VectorIndexError(KbError):
    """A vector index that cannot be read or was given what it cannot take."""


class EngineUnreachable(VectorIndexError):
    """Vectors that are kept elsewhere, which does not answer."""


class VectorIndex(Protocol):
    """Vectors of length 1 by integer id, searched by inner product, which is then the cosine."""

    dimension: int

    def ids(self) -> Ids:
        """Return all ids, ascending, of shape (n,)."""
        ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors of shape (n, dimension); raise `VectorIndexError` for an id that is there already."""
        ...

    def remove(self, ids: Ids) -> None:
        """Remove ids; one that is not there is no error."""
        ...

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None = None) -> Found:
        """Return the ids and inner products of the `k` nearest among `allowed_ids` (None: all), best first.

        `vector` has the shape (dimension,).
        """
        ...

    def get(self, ids: Ids) -> Vectors:
        """Return the vectors of ids that are all there, of shape (n, dimension)."""
        ...

    def copy(self) -> VectorIndex:
        """Return an independent copy."""
        ...


class FaissIndex:
    """Exact inner product over a flat FAISS index with ids of our own."""

    def __init__(self, dimension: int, index: Any = None) -> None:
        self.dimension = dimension
        self._index: Any = index if index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def load(cls, path: Path, dimension: int) -> FaissIndex:
        """Read an index from a file; raise `VectorIndexError` for one that is damaged or of another width."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise VectorIndexError(f"{path} cannot be read ({error}); run 'kb index --repair'") from None
        if index.d != dimension:
            raise VectorIndexError(f"{path} holds vectors of width {index.d}, not {dimension}; run 'kb index --repair'")
        return cls(dimension, index)

    def ids(self) -> Ids:
        """See `VectorIndex.ids`."""
        return np.sort(np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        check_added(ids, vectors, self.dimension, self.ids())
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: Ids) -> None:
        """See `VectorIndex.remove`."""
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids, np.int64))

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None = None) -> Found:
        """See `VectorIndex.search`."""
        check_query(vector, self.dimension)
        count = self._index.ntotal if allowed_ids is None else len(allowed_ids)
        k = min(k, count, self._index.ntotal)
        if k <= 0:
            return NOTHING
        return searched(self._index, vector, k, faiss.SearchParameters(), allowed_ids)

    def get(self, ids: Ids) -> Vectors:
        """See `VectorIndex.get`."""
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(ids, np.int64))
        return found

    def copy(self) -> FaissIndex:
        """See `VectorIndex.copy`."""
        return FaissIndex(self.dimension, faiss.clone_index(self._index))

    def save(self, path: Path) -> None:
        """See `VectorIndex.save`."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise VectorIndexError(f"{path} cannot be written ({error}); is there room on the disk?") from None


def check_added(ids: Ids, vectors: Vectors, dimension: int, present: Ids) -> None:
    """Raise `VectorIndexError` unless each id is new, comes once, and has a vector of that width."""
    if vectors.shape != (len(ids), dimension):
        raise VectorIndexError(f"{len(ids)} ids of width {dimension} do not go with vectors of shape {vectors.shape}")
    if len(np.unique(ids)) != len(ids) or np.isin(ids, present).any():
        raise VectorIndexError("an id is in the index already; ids are used once")


def check_query(vector: Vectors, dimension: int) -> None:
    """Raise `VectorIndexError` unless the vector has the shape (dimension,)."""
    if vector.shape != (dimension,):
        raise VectorIndexError(f"a vector of shape {vector.shape} cannot be sought among those of width {dimension}")


def searched(index: Any, vector: Vectors, k: int, parameters: Any, allowed_ids: Ids | None) -> Found:
    """Return ids and inner products that a FAISS index finds among `allowed_ids` (None: all), best first."""
    kept = None  # FAISS reads the bits where they are: they must live as long as the search
    if allowed_ids is not None:
        kept, parameters.sel = _selector(np.ascontiguousarray(allowed_ids, np.int64))
    scores, ids = index.search(np.ascontiguousarray(vector.reshape(1, -1), np.float32), k, params=parameters)
    del kept
    found = ids[0] >= 0
    return ids[0][found], scores[0][found]


def _selector(ids: Ids) -> tuple[Any, Any]:
    """Return what lets only these ids through: a bit for each, or a set where the bits would be mostly empty."""
    highest = int(ids.max(initial=0))
    if highest >= SPARSE * (len(ids) + 1024) or ids.min(initial=0) < 0:
        return ids, faiss.IDSelectorBatch(ids)
    chosen = np.zeros(highest + 1, bool)
    chosen[ids] = True
    bits = np.packbits(chosen, bitorder="little")
    as_called: Any = faiss.IDSelectorBitmap  # the stubs give the arguments of C++
    return bits, as_called(bits)
