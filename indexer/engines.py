"""Where the vectors of a generation are kept: in a file of FAISS, exact or compact by size, or in Milvus."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from indexer.compact import read_faiss, write_compact
from indexer.milvus import MilvusEngine
from indexer.vectors import FaissIndex, Ids, VectorIndex, VectorsOf

NAMES = ("faiss", "milvus")
EXACT_UP_TO = 100_000  # vectors that are compared one by one; measured in docs/benchmarks.md
BATCH = 20_000  # vectors read from the store at once


class Engine(Protocol):
    """Writes the vectors of a generation once and loads them, as often as there are processes."""

    file_name: str  # of what a generation's folder holds of it

    def write(self, path: Path, dimension: int, ids: Ids, vectors_of: VectorsOf) -> None:
        """Write vectors by ascending id; raise `VectorIndexError` when that fails.

        `vectors_of` gives those of some ids, of shape (n, dimension): a large base never is in memory as a whole.
        """
        ...

    def load(self, path: Path, dimension: int) -> VectorIndex:
        """Load what was written; raise `VectorIndexError` when it is damaged, of another width or out of reach."""
        ...

    def discard(self, path: Path) -> None:
        """Delete what the file stands for beside itself, before it is deleted."""
        ...


class FaissEngine:
    """Keeps vectors in a file: compared one by one up to `exact_up_to` of them, beyond that in compact form first."""

    file_name = "vectors.faiss"

    def __init__(self, exact_up_to: int = EXACT_UP_TO) -> None:
        self._exact_up_to = exact_up_to

    def write(self, path: Path, dimension: int, ids: Ids, vectors_of: VectorsOf) -> None:
        """See `Engine.write`."""
        if len(ids) > self._exact_up_to:
            write_compact(path, dimension, ids, vectors_of, BATCH)
            return
        index = FaissIndex(dimension)
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            index.add(some, vectors_of(some))
        index.save(path)

    def load(self, path: Path, dimension: int) -> VectorIndex:
        """See `Engine.load`."""
        return read_faiss(path, dimension)

    def discard(self, path: Path) -> None:
        """See `Engine.discard`: the file is all there is."""


class Engines:
    """The engines by name. `chosen` names the one in which new generations are built."""

    def __init__(self, chosen: str = "faiss", milvus_uri: str = "", milvus_token: str = "") -> None:
        self.chosen = chosen
        self._milvus = milvus_uri, milvus_token

    def named(self, name: str) -> Engine:
        """Return an engine; raise `UsageError` for Milvus without an address."""
        return MilvusEngine(*self._milvus) if name == "milvus" else FaissEngine()

    def of(self, folder: Path) -> Engine:
        """Return the engine that a generation was written with, whatever is chosen now."""
        return self.named("milvus" if (folder / MilvusEngine.file_name).exists() else "faiss")
