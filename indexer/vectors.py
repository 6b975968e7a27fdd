"""The vector index behind one small interface; FAISS on one machine is the form it has here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.errors import KbError

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]


class VectorIndexError(KbError):
    """A vector index that cannot be read or was given what it cannot take."""


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

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None = None) -> tuple[Ids, Vectors]:
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

    def save(self, path: Path) -> None:
        """Write the index to a file; raise `VectorIndexError` when that fails."""
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
        if vectors.shape != (len(ids), self.dimension):
            raise VectorIndexError(
                f"{len(ids)} ids of width {self.dimension} do not go with vectors of shape {vectors.shape}"
            )
        if len(np.unique(ids)) != len(ids) or np.isin(ids, self.ids()).any():
            raise VectorIndexError("an id is in the index already; ids are used once")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: Ids) -> None:
        """See `VectorIndex.remove`."""
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids, np.int64))

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None = None) -> tuple[Ids, Vectors]:
        """See `VectorIndex.search`."""
        if vector.shape != (self.dimension,):
            raise VectorIndexError(
                f"a vector of shape {vector.shape} cannot be sought among those of width {self.dimension}"
            )
        count = self._index.ntotal if allowed_ids is None else len(allowed_ids)
        k = min(k, count, self._index.ntotal)
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        query = np.ascontiguousarray(vector.reshape(1, -1), np.float32)
        if allowed_ids is None:
            scores, ids = self._index.search(query, k)
        else:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed_ids, np.int64))
            scores, ids = self._index.search(query, k, params=_only(selector))
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

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


def _only(selector: Any) -> Any:
    """Return search parameters that let only the selector's ids through; FAISS's stubs do not know the argument."""
    parameters = faiss.SearchParameters()
    parameters.sel = selector
    return parameters
