"""Vectors of large bases in FAISS: all are compared in compact form, the best of these exactly.

The compact form is a projection on the directions along which the vectors differ most (the first eigenvectors of
their second moment, by which the mean error of an inner product is least), each number in one byte. It is a sixteenth
of the vectors or less, so that comparing all takes milliseconds, whatever the filter; nothing is left out unseen.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from indexer.layered import LayeredIndex
from indexer.vectors import FaissIndex, Found, Ids, VectorIndex, VectorIndexError, Vectors, VectorsOf, searched

DIRECTIONS = 96  # of the compact form; measured in docs/benchmarks.md
COMPARED = 1000  # vectors that are compared exactly for one search, at least
PER_RESULT = 5  # and for each result that is wanted
LARGE = 0.25  # share of all, from which on a filter lets through so many that it is applied to what was found
SPARE = 1.3  # times as many are looked for then as are expected to be enough; if they are not, once more
SAMPLE = 100_000  # vectors that the projection is reckoned from
MARK = b"IxMp"  # of a file of FAISS with this form; that of `FaissIndex` begins with IxM2
END = b"whole"  # at the end of the file, because a file that is mapped is not read to its end


def write_compact(path: Path, dimension: int, ids: Ids, vectors_of: VectorsOf, batch: int) -> None:
    """Write at least one vector by id, read in batches; raise `VectorIndexError` when that fails."""
    chosen = np.random.default_rng(0).choice(ids, min(SAMPLE, len(ids)), replace=False)
    sample = vectors_of(np.sort(chosen))
    index = faiss.IndexIDMap(faiss.IndexRefineFlat(_trained(sample, min(DIRECTIONS, dimension))))
    del sample
    for start in range(0, len(ids), batch):
        some = ids[start : start + batch]
        index.add_with_ids(np.ascontiguousarray(vectors_of(some), np.float32), np.ascontiguousarray(some, np.int64))
    try:
        faiss.write_index(index, str(path))
        with path.open("ab") as file:
            file.write(END)
    except (OSError, RuntimeError) as error:
        raise VectorIndexError(f"{path} cannot be written ({error}); is there room on the disk?") from None


def read_faiss(path: Path, dimension: int) -> VectorIndex:
    """Read either form; raise `VectorIndexError` for a file that is damaged or of another width."""
    try:
        if not _is_compact(path):
            return FaissIndex.load(path, dimension)
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except (OSError, RuntimeError) as error:
        raise VectorIndexError(f"{path} cannot be read ({error}); run 'kb index --repair'") from None
    if index.d != dimension:
        raise VectorIndexError(f"{path} holds vectors of width {index.d}, not {dimension}; run 'kb index --repair'")
    return LayeredIndex(CompactVectors(index))


def _is_compact(path: Path) -> bool:
    """Tell whether a file has the compact form; raise `OSError` when it has it but not to its end."""
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            return False
        file.seek(-len(END), os.SEEK_END)
        if file.read() != END:
            raise OSError("it is cut short")
    return True


class CompactVectors:
    """What is in a file (see `indexer.layered.Written`), which processes share: the system maps it into each."""

    def __init__(self, index: Any) -> None:
        self.dimension = index.d
        self.ids = np.asarray(faiss.vector_to_array(index.id_map), np.int64)
        self._first = int(self.ids[0])
        self._unbroken = int(self.ids[-1]) - self._first + 1 == len(self.ids)
        self._whole = index  # owns the others
        refined: Any = faiss.downcast_index(index.index)
        self._compact = faiss.downcast_index(refined.base_index)
        self._exact = faiss.downcast_index(refined.refine_index)

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None) -> Found:
        """See `Written.search`."""
        allowed = None if allowed_ids is None else self._places(allowed_ids)
        places = self._nearest(vector, min(max(COMPARED, PER_RESULT * k), len(self.ids)), allowed)
        scores = self._at(places) @ vector
        best = np.argsort(-scores, kind="stable")[:k]
        return self.ids[places[best]], scores[best].astype(np.float32)

    def get(self, ids: Ids) -> Vectors:
        """See `Written.get`."""
        return self._at(self._places(ids))

    def _nearest(self, vector: Vectors, count: int, allowed: Ids | None) -> Ids:
        """Return where the `count` stand that are nearest in compact form among `allowed` (None: all)."""
        if allowed is not None and len(allowed) <= count:
            return allowed
        if allowed is not None and len(allowed) >= LARGE * len(self.ids):
            # Looking at all and passing over some is quicker than asking for each whether it is allowed.
            enough = min(int(SPARE * count * len(self.ids) / len(allowed)), len(self.ids))
            nearest, _ = searched(self._compact, vector, enough, faiss.SearchParameters(), None)
            among = np.zeros(len(self.ids), bool)
            among[allowed] = True
            if np.count_nonzero(among[nearest]) >= count:
                return nearest[among[nearest]]
        return searched(self._compact, vector, count, faiss.SearchParameters(), allowed)[0]

    def _places(self, ids: Ids) -> Ids:
        """Return where those ids stand that are there; those of a new generation follow each other without a gap."""
        if self._unbroken:
            places = ids - self._first
            return places[(places >= 0) & (places < len(self.ids))]
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        there: Ids = places[self.ids[places] == ids]
        return there

    def _at(self, places: Ids) -> Vectors:
        found: Vectors = self._exact.reconstruct_batch(places)
        return found


def _trained(sample: Vectors, directions: int) -> Any:
    """Return the empty compact form for vectors like those of a sample."""
    _, axes = np.linalg.eigh(sample.T.astype(np.float64) @ sample)  # ascending
    chosen = np.ascontiguousarray(axes[:, -directions:].T, np.float32)
    projection = faiss.LinearTransform(sample.shape[1], directions, False)
    faiss.copy_array_to_vector(chosen.ravel(), projection.A)
    projection.is_trained = True
    bytes_ = faiss.IndexScalarQuantizer(directions, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    bytes_.train(sample @ chosen.T)
    return faiss.IndexPreTransform(projection, bytes_)
