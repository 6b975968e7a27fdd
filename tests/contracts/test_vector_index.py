"""The forms of the vector index that there are, held to the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from milvus_lite.server_manager import server_manager_instance

from indexer.engines import Engine, FaissEngine
from indexer.milvus import MilvusEngine
from tests.contracts.vector_index import VectorIndexContract


class TestExact(VectorIndexContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Engine:
        return FaissEngine()


class TestCompact(VectorIndexContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Engine:
        return FaissEngine(exact_up_to=0)


class TestMilvus(VectorIndexContract):
    """Milvus Lite: the same interface from a file, without a server."""

    examples = 8  # a collection takes half a second to make

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        file = tmp_path_factory.mktemp("milvus") / "vectors.db"
        yield MilvusEngine(str(file))
        server_manager_instance.release_server(str(file))
