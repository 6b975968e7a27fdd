"""The numbers are those of the published practices and of the live index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.base import Base
from indexer.commands.stats import command
from indexer.passages import cut
from indexer.stats import stats
from tests.bases import IDS, small_base


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Base]:
    base = small_base(tmp_path)
    yield base
    base.close()


@pytest.fixture
def kb_stats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    return CliRunner()


def test_practices_are_counted_by_country_kind_and_status(base: Base) -> None:
    counted = stats(base)
    practices = list(base.store.all_published())
    assert (counted.practices, counted.countries) == (5, 3)
    assert counted.by_country == {"MYS": 2, "IDN": 1, "INT": 1, "SGP": 1}
    assert counted.by_kind == {"measure": 4, "guidance": 1}
    assert sum(counted.by_status.values()) == 5
    assert set(counted.by_status) == {practice.status for practice in practices}


def test_a_source_counts_once_by_its_address(base: Base) -> None:
    counted = stats(base)
    urls = [source.url for practice in base.store.all_published() for source in practice.sources.values()]
    assert counted.sources == len(set(urls)) < len(urls)
    assert sum(counted.sources_by_language.values()) == counted.sources


def test_the_state_of_the_index_is_that_of_the_live_generation(base: Base) -> None:
    index = stats(base).index
    assert index is not None
    passages = [passage for practice in base.store.all_published() for passage in cut(practice)]
    assert (index.generation, index.encoder, index.lag) == (1, "", 0)
    assert index.passages == sum(index.passages_by_language.values()) == len(passages)
    assert index.passages_by_language["id"] == sum(passage.lang == "id" for passage in passages)


def test_what_the_index_does_not_hold_as_published_is_its_lag(base: Base) -> None:
    changed = base.store.published(IDS[0])
    again = changed.model_copy(update={"institutions": (*changed.institutions, "Another")})
    base.store.publish(again.id, base.store.save(again, "author").number, "editor")
    base.store.withdraw(IDS[1], "editor")
    behind = stats(base)
    assert behind.practices == 4
    assert behind.index is not None
    assert behind.index.lag == 2
    base.index.ensure(None)
    level = stats(base).index
    assert level is not None
    assert level.lag == 0


def test_without_an_index_the_rest_is_counted(tmp_path: Path) -> None:
    base = small_base(tmp_path, indexed=False)
    counted = stats(base)
    base.close()
    assert (counted.practices, counted.index) == (5, None)
    assert (counted.as_json()["passages"], counted.as_json()["index"]) == (0, None)


def test_the_command_gives_the_numbers_as_json(base: Base, kb_stats: CliRunner) -> None:
    result = kb_stats.invoke(command, ["--json"])
    assert result.exit_code == 0
    plain = json.loads(result.stdout)
    assert plain == stats(base).as_json()
    assert set(plain) == {
        "practices", "countries", "passages", "sources", "by_country", "by_kind", "by_status", "sources_by_language",
        "passages_by_language", "index",
    }  # fmt: skip
    assert set(plain["index"]) == {"generation", "encoder", "built_at", "passages", "lag"}


def test_the_command_shows_the_numbers(base: Base, kb_stats: CliRunner) -> None:
    result = kb_stats.invoke(command)
    assert result.exit_code == 0
    assert "Malaysia 2, Indonesia 1" in result.stdout
    assert "generation 1" in result.stdout
    assert "words only, no encoder" in result.stdout


def test_the_command_says_that_there_is_no_index(tmp_path: Path, kb_stats: CliRunner) -> None:
    small_base(tmp_path, indexed=False).close()
    assert "none yet; run 'kb index'" in kb_stats.invoke(command).stdout
