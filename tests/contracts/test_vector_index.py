"""The vector indexes that there are, held to the contract."""

from __future__ import annotations

from pathlib import Path

from indexer.vectors import FaissIndex, VectorIndex
from tests.contracts.vector_index import DIMENSION, VectorIndexContract


class TestFaissIndex(VectorIndexContract):
    def empty(self, dimension: int = DIMENSION) -> VectorIndex:
        return FaissIndex(dimension)

    def load(self, path: Path, dimension: int = DIMENSION) -> VectorIndex:
        return FaissIndex.load(path, dimension)
