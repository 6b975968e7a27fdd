"""The real encoder, loaded once: nothing here may need a network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

from indexer.encoder import Encoder, load_encoder


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
