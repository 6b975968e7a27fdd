"""A large vector index: what was written once and is shared, and in memory what has come and gone since."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from indexer.vectors import NOTHING, FaissIndex, Found, Ids, Vectors, check_added, check_query


class Written(Protocol):
    """Vectors that do not change any more, by id; many indexes and processes may share them."""

    dimension: int
    ids: Ids  # ascending, of shape (n,)

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None) -> Found:
        """Return ids and inner products of about the `k` nearest among `allowed_ids` (None: all), best first.

        `k` is at least 1; allowed ids that are not there do no harm.
        """
        ...

    def get(self, ids: Ids) -> Vectors:
        """Return the vectors of ids that are all there, of shape (n, dimension)."""
        ...


class LayeredIndex:
    """A `VectorIndex` whose copies share what is written: copying costs only what changed since."""

    def __init__(self, written: Written, recent: FaissIndex | None = None, gone: Ids | None = None) -> None:
        self.dimension = written.dimension
        self._written = written
        self._recent = recent or FaissIndex(written.dimension)
        self._gone = gone if gone is not None else np.zeros(0, np.int64)

    def ids(self) -> Ids:
        """See `VectorIndex.ids`."""
        return np.sort(np.concatenate([self._standing(), self._recent.ids()]))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        check_added(ids, vectors, self.dimension, self.ids())
        self._recent.add(ids, vectors)

    def remove(self, ids: Ids) -> None:
        """See `VectorIndex.remove`."""
        self._gone = np.union1d(self._gone, ids[np.isin(ids, self._written.ids)])
        self._recent.remove(ids)

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None = None) -> Found:
        """See `VectorIndex.search`."""
        check_query(vector, self.dimension)
        found = [self._search_written(vector, k, allowed_ids), self._recent.search(vector, k, allowed_ids)]
        ids = np.concatenate([ids for ids, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return ids[best], scores[best]

    def get(self, ids: Ids) -> Vectors:
        """See `VectorIndex.get`."""
        vectors = np.zeros((len(ids), self.dimension), np.float32)
        recent = np.isin(ids, self._recent.ids())
        for where, source in ((recent, self._recent), (~recent, self._written)):
            if where.any():
                vectors[where] = source.get(ids[where])
        return vectors

    def copy(self) -> LayeredIndex:
        """See `VectorIndex.copy`."""
        return LayeredIndex(self._written, self._recent.copy(), self._gone)

    def _search_written(self, vector: Vectors, k: int, allowed_ids: Ids | None) -> Found:
        if len(self._gone):
            allowed_ids = self._standing() if allowed_ids is None else allowed_ids[~np.isin(allowed_ids, self._gone)]
        k = min(k, len(self._written.ids) if allowed_ids is None else len(allowed_ids))
        return NOTHING if k <= 0 else self._written.search(vector, k, allowed_ids)

    def _standing(self) -> Ids:
        """Return the ids that were written and are still there, ascending."""
        return np.setdiff1d(self._written.ids, self._gone, assume_unique=True)
