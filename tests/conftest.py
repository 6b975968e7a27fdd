"""What all tests share: the curated practices, stores and indexes in temporary folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from indexer import embeddings
from indexer.base import Base
from indexer.index import Index
from kb.check import check_files
from kb.model import Practice
from kb.settings import settings
from kb.store import Store
from kb.workflow import tables
from tests.doubles import HashEncoder
from tests.evaluation import floors
from tests.mail import Mailbox, mail_server

CASES = Path(__file__).parents[1] / "corpus" / "practices"

hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)  # to look for new failures by hand
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads the settings of whoever runs it, nor those of another test."""
    for name in [name for name in os.environ if name.startswith("KB_")]:
        monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def cases() -> list[Practice]:
    """Every curated practice."""
    sound, faults = check_files([CASES])
    assert not faults
    return sound


@pytest.fixture(scope="session")
def full_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    """The base of all curated practices, embedded by the bundled encoder: made once, which takes about a minute."""
    base = floors.full_base(tmp_path_factory.mktemp("full"))
    yield base
    base.close()


@pytest.fixture(scope="session")
def case(cases: list[Practice]) -> Practice:
    """One curated practice with facts, events, results and all sections."""
    return next(practice for practice in cases if practice.id == "idn-bpjstk-platform-partnerships-2017")


@pytest.fixture(scope="session")
def three(cases: list[Practice]) -> list[Practice]:
    """Three curated practices: an Indonesian, a Malaysian and a Spanish one."""
    wanted = ("idn-bpjstk-platform-partnerships-2017", "mys-", "esp-")
    return [next(practice for practice in cases if practice.id.startswith(start)) for start in wanted]


@pytest.fixture
def open_store() -> Iterator[Callable[[Path], Store]]:
    """Open stores that are closed at the end; the tables are made when they are missing."""
    opened: list[Store] = []

    def open_(path: Path) -> Store:
        opened.append(Store(path, embeddings.MIGRATIONS, tables.MIGRATIONS))
        opened[-1].create()
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[Path], Store], tmp_path: Path) -> Store:
    """An empty store."""
    return open_store(tmp_path / "store.sqlite")


@pytest.fixture
def index(store: Store, tmp_path: Path) -> Index:
    """The index of `store`, not built yet."""
    return Index(tmp_path / "index", store)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server of the test's own."""
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def hashing() -> HashEncoder:
    """An encoder without weights."""
    return HashEncoder()


def publish(store: Store, *practices: Practice) -> None:
    """Save practices and let readers see them."""
    for practice in practices:
        store.publish(practice.id, store.save(practice, "author").number, "editor")
