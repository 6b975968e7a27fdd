"""Vectors in Milvus, for bases that outgrow one machine; needs the packages of the extra `milvus`.

Each generation has a collection of its own, written once. What changes afterwards is kept beside it in memory (see
`indexer.layered`) until the next build, so that readers never write and no reader sees half of a change.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from indexer.layered import LayeredIndex
from indexer.vectors import EngineUnreachable, Found, Ids, VectorIndex, VectorIndexError, Vectors, VectorsOf
from kb.errors import UsageError

INSTALL = "pip install -c constraints.txt -e '.[milvus]'"
BATCH = 5000  # vectors in one message: 8 MB of width 384, where Milvus takes 64
TIMEOUT_S = 60


class MilvusEngine:
    """Keeps each generation's vectors in a collection; the generation's file holds only its name.

    `uri` is the address of a cluster, or the path of a file that ends in `.db` for Milvus Lite; `token` is
    `user:password` or a key of the service, empty for none.
    """

    file_name = "vectors.milvus"

    def __init__(self, uri: str, token: str = "") -> None:
        if not uri:
            raise UsageError("set KB_MILVUS_URI to the address of Milvus, such as http://127.0.0.1:19530")
        self._uri = uri
        self._token = token

    def write(self, path: Path, dimension: int, ids: Ids, vectors_of: VectorsOf) -> None:
        """See `Engine.write`. The name is written first, so that `discard` finds what a killed build left."""
        name = f"kb_{secrets.token_hex(8)}"
        try:
            path.write_text(json.dumps({"collection": name, "vectors": len(ids)}))
        except OSError as error:
            raise VectorIndexError(f"{path} cannot be written ({error.strerror}); is there room on the disk?") from None
        with self._client() as client:
            _create(client, name, dimension)
            for start in range(0, len(ids), BATCH):
                some = ids[start : start + BATCH]
                rows = zip(some.tolist(), vectors_of(some), strict=True)
                client.insert(name, [{"id": number, "vector": vector} for number, vector in rows])
            client.flush(name)

    def load(self, path: Path, dimension: int) -> VectorIndex:
        """See `Engine.load`."""
        name, count = _pointer(path)
        with self._client() as client:
            if not client.has_collection(name):
                raise VectorIndexError(f"{path} cannot be read (Milvus has no {name}); run 'kb index --repair'")
            width = _width(client.describe_collection(name))
            ids = _ids(client, name)
        if width != dimension:
            raise VectorIndexError(f"{path} holds vectors of width {width}, not {dimension}; run 'kb index --repair'")
        if len(ids) != count:
            raise VectorIndexError(
                f"{path} cannot be read (Milvus holds {len(ids)} vectors, not {count}); run 'kb index --repair'"
            )
        return LayeredIndex(_Collection(self, name, dimension, ids))

    def discard(self, path: Path) -> None:
        """See `Engine.discard`."""
        try:
            name, _ = _pointer(path)
        except VectorIndexError:
            return
        with self._client() as client:
            client.drop_collection(name)  # no error where there is none

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """Yield a client; what it raises becomes a `VectorIndexError` that names the server without its password."""
        client, error_type = _connected(self._uri, self._token)
        try:
            yield client
        except error_type as error:
            raise EngineUnreachable(f"Milvus at {_shown(self._uri)} failed: {error}") from None


class _Collection:
    """What was written to a collection (see `indexer.layered.Written`)."""

    def __init__(self, engine: MilvusEngine, name: str, dimension: int, ids: Ids) -> None:
        self.dimension = dimension
        self.ids = ids
        self._engine = engine
        self._name = name

    def search(self, vector: Vectors, k: int, allowed_ids: Ids | None) -> Found:
        with self._engine._client() as client:
            (hits,) = client.search(
                self._name,
                [np.ascontiguousarray(vector, np.float32)],
                limit=k,
                anns_field="vector",
                filter=self._expression(allowed_ids),
                search_params={"metric_type": "IP"},
            )
        return (
            np.array([hit["id"] for hit in hits], np.int64),
            np.array([hit["distance"] for hit in hits], np.float32),
        )

    def get(self, ids: Ids) -> Vectors:
        vectors = np.zeros((len(ids), self.dimension), np.float32)
        with self._engine._client() as client:
            for start in range(0, len(ids), BATCH):
                some = ids[start : start + BATCH].tolist()
                rows = client.get(self._name, ids=some, output_fields=["id", "vector"])
                held = {row["id"]: row["vector"] for row in rows}
                vectors[start : start + len(some)] = [held[number] for number in some]
        return vectors

    def _expression(self, allowed_ids: Ids | None) -> str:
        """Return the filter in Milvus's language: the shorter of the ids that are allowed and those that are not."""
        if allowed_ids is None:
            return ""
        others = np.setdiff1d(self.ids, allowed_ids, assume_unique=True)
        if len(others) < len(allowed_ids):
            return f"id not in [{','.join(map(str, others.tolist()))}]" if len(others) else ""
        return f"id in [{','.join(map(str, allowed_ids.tolist()))}]"


def _create(client: Any, name: str, dimension: int) -> None:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    parameters = client.prepare_index_params()
    parameters.add_index("vector", index_type="FLAT", metric_type="IP")
    client.create_collection(name, schema=schema, index_params=parameters, consistency_level="Strong")


def _ids(client: Any, name: str) -> Ids:
    """Return all ids of a collection, ascending."""
    found: list[int] = []
    iterator = client.query_iterator(name, batch_size=BATCH, output_fields=["id"])
    while batch := iterator.next():
        found += [row["id"] for row in batch]
    iterator.close()
    return np.sort(np.array(found, np.int64))


def _width(description: Any) -> int:
    return next(int(field["params"]["dim"]) for field in description["fields"] if field["name"] == "vector")


def _pointer(path: Path) -> tuple[str, int]:
    """Return the collection that a file names and how many vectors were written to it."""
    try:
        held = json.loads(path.read_bytes())
        return str(held["collection"]), int(held["vectors"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VectorIndexError(f"{path} cannot be read ({error}); run 'kb index --repair'") from None


@cache
def _connected(uri: str, token: str) -> tuple[Any, type[Exception]]:
    """Return a client, which threads may share, and the type of its errors."""
    try:
        from pymilvus import MilvusClient, MilvusException
    except ImportError:
        raise UsageError(f"Milvus needs packages that are not installed: {INSTALL}") from None
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
    try:
        return MilvusClient(uri, token=token, timeout=TIMEOUT_S), MilvusException
    except (MilvusException, ValueError) as error:
        raise EngineUnreachable(f"Milvus at {_shown(uri)} cannot be reached ({error}); see KB_MILVUS_URI") from None


def _shown(uri: str) -> str:
    """Return an address without the name and password that may be in it."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.hostname}:{parts.port}" if parts.hostname else uri
