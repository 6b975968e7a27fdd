"""The real encoder and an index of all curated cases, made once: nothing here may need a network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

from indexer import embeddings
from indexer.encoder import Encoder, load_encoder
from indexer.index import Index
from kb.model import Practice
from kb.store import Store
from tests.conftest import publish
from tests.doubles import HashEncoder


@pytest.fixture(scope="session")
def cache() -> Iterator[Path]:
    """A cache for the session, removed at its end: it takes half a gigabyte."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    """The bundled encoder, loaded with the network blocked."""
    pytest_socket.disable_socket()
    return load_encoder("bundled", cache)


@pytest.fixture(scope="session")
def whole_index(cases: list[Practice], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of every curated case, not to be changed."""
    folder = tmp_path_factory.mktemp("whole")
    store = Store(folder / "store.sqlite", embeddings.MIGRATIONS)
    store.create()
    publish(store, *cases)
    index = Index(folder / "index", store)
    index.rebuild(HashEncoder())
    yield index
    store.close()
