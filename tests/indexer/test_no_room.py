"""A disk that is full or may not be written: a clear error, and what was there before goes on serving."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer import embeddings
from indexer.engines import Engines
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.search import Searcher
from kb.errors import KbError
from kb.model import Practice
from kb.store import Store
from tests.conftest import publish
from tests.doubles import HashEncoder
from tests.indexer.test_index import Compact, content

NOBODY = 65534  # whoever runs the tests as root may write everywhere


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, in bytes, as a disk does that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("engines", [Engines(), Compact()], ids=["exact", "compact"])
@pytest.mark.parametrize("size", [0, 10, 20_000, 100_000, 120_000])
def test_a_full_disk_is_named_and_the_old_generation_serves(
    store: Store, tmp_path: Path, three: list[Practice], hashing: HashEncoder, engines: Engines, size: int
) -> None:
    index = Index(tmp_path / "index", store, engines)
    publish(store, *three)
    index.ensure(hashing)
    before = content(index)
    with files_up_to(size), pytest.raises(KbError, match=r"disk|File too large|full"):
        index.rebuild(hashing)
    assert index.live_number() == 1
    assert content(index) == before
    assert Searcher(LiveIndex(index), hashing).search("jaminan kecelakaan kerja").countries
    index.rebuild(hashing)
    assert index.verify(hashing.fingerprint) == []
    assert content(index) == before
    assert not list(index.folder.glob("*.building"))


def test_a_practice_for_which_there_is_no_room_is_not_half_there(
    index: Index, three: list[Practice], hashing: HashEncoder
) -> None:
    publish(index.store, *three[:2])
    index.ensure(hashing)
    published = index.store.published_hashes()
    with files_up_to(5_000), pytest.raises(KbError, match=r"disk"):
        publish(index.store, three[2])
    assert index.store.published_hashes() == published
    publish(index.store, three[2])
    before = content(index)
    with files_up_to(5_000), pytest.raises(KbError, match=r"disk"):
        index.ensure(hashing)
    assert content(index) == before
    index.ensure(hashing)
    assert index.verify(hashing.fingerprint) == []


def write_index(home: Path) -> None:
    store = Store(home / "store.sqlite", embeddings.MIGRATIONS)
    Index(home / "index", store).rebuild(HashEncoder())


def write_store(home: Path) -> None:
    store = Store(home / "store.sqlite", embeddings.MIGRATIONS)
    store.withdraw(next(iter(store.published_hashes())), "ani")


def create_store(home: Path) -> None:
    Store(home / "new" / "store.sqlite", embeddings.MIGRATIONS).create()


@pytest.mark.parametrize("work", [write_index, write_store, create_store])
def test_a_folder_that_may_not_be_written_is_named(three: list[Practice], work: Callable[[Path], None]) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        store = Store(home / "store.sqlite", embeddings.MIGRATIONS)
        store.create()
        publish(store, *three)
        Index(home / "index", store).ensure(HashEncoder())
        store.close()
        for path in (home, *home.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = as_nobody(lambda: work(home))
        assert str(home) in said
        assert "set KB_HOME to" in said
    finally:
        for path in (home, *home.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(home)


def as_nobody(work: Callable[[], None]) -> str:
    """Do it in a process that may write nowhere; return what the error said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(NOBODY)
            work()
        except KbError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said
