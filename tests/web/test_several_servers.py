"""Several servers over one base: what anyone publishes, edits or withdraws is found by each at its next question."""

from __future__ import annotations

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.base import Base
from kb.model import Practice
from kb.settings import Settings
from tests.bases import small_base
from tests.conftest import publish
from tests.servers import free_port, served

WORD, OTHER = "zyxomma", "quillback"  # stand in no curated case


@pytest.fixture
def home(tmp_path: Path) -> Path:
    small_base(tmp_path).close()
    return tmp_path


@pytest.fixture
def ports(home: Path) -> Iterator[tuple[int, int]]:
    """Two running servers of their own over one base."""
    first, second = free_port(), free_port()
    environment = os.environ | {"KB_HOME": str(home), "KB_ENCODER": str(home / "none")}
    with served(environment, first), served(environment, second):
        yield first, second


def found(port: int, word: str) -> set[str]:
    query = urllib.parse.urlencode({"q": word, "lang": "en"})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/search?{query}", timeout=30) as response:
        answer = json.load(response)
    return {practice["id"] for country in answer["countries"] for practice in country["practices"]}


def said(practice: Practice, word: str) -> Practice:
    summary = practice.summary.model_copy(update={"en": f"{word} pays for riders. {practice.summary.en}"})
    return practice.model_copy(update={"id": "idn-zyxomma", "summary": summary})


def test_every_server_shows_a_change_at_the_next_question(home: Path, ports: tuple[int, int], case: Practice) -> None:
    base = Base(Settings(home=home))
    try:
        assert [found(port, WORD) for port in ports] == [set(), set()]
        publish(base.store, said(case, WORD))
        base.index.ensure(None)
        assert [found(port, WORD) for port in ports] == [{"idn-zyxomma"}] * 2
        publish(base.store, said(case, OTHER))
        base.index.ensure(None)
        assert [found(port, WORD) for port in ports] == [set(), set()]
        assert [found(port, OTHER) for port in ports] == [{"idn-zyxomma"}] * 2
        base.store.withdraw("idn-zyxomma", "ani")
        base.index.ensure(None)
        assert [found(port, OTHER) for port in ports] == [set(), set()]
        publish(base.store, said(case, WORD))
        base.index.rebuild(None)
        assert [found(port, WORD) for port in ports] == [{"idn-zyxomma"}] * 2
    finally:
        base.close()
