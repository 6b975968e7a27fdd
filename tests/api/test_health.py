"""`/health` asks the base something and says what it found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.base import Base
from kb.settings import Settings
from tests.api.conftest import application
from tests.bases import IDS, small_base
from tests.doubles import HashEncoder
from web.health import DEGRADED, FAILING

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


def health(base: Base, status: int) -> dict[str, Any]:
    answer = application(base).test_client().get("/health")
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    plain: dict[str, Any] = answer.get_json()
    plain["problems"] = [problem["code"] for problem in plain["problems"]]
    return plain


def test_a_base_with_its_encoder_is_ok(tmp_path: Path) -> None:
    base = small_base(tmp_path, indexed=False)
    base.searcher.encoder = encoder = HashEncoder()
    base.index.ensure(encoder)
    plain = health(base, 200)
    base.close()
    assert (plain["status"], plain["problems"]) == ("ok", [])
    assert (plain["practices"], plain["lag"], plain["generation"]) == (5, 0, 1)
    assert plain["fingerprint"] == plain["encoder"]["fingerprint"] == encoder.fingerprint
    assert plain["encoder"]["loaded"]
    assert plain["passages"] > 100


def test_without_an_encoder_it_is_degraded(base: Base) -> None:
    plain = health(base, 200)
    assert (plain["status"], plain["problems"]) == ("degraded", ["words-only"])
    assert plain["encoder"] == {"loaded": False, "fingerprint": ""}


def test_an_index_behind_the_store_is_degraded(tmp_path: Path) -> None:
    base = small_base(tmp_path)
    base.store.withdraw(IDS[1], "editor")
    plain = health(base, 200)
    base.close()
    assert plain["status"] == "degraded"
    assert "lag" in plain["problems"]
    assert plain["lag"] == 1


def test_an_empty_base_is_degraded(tmp_path: Path) -> None:
    base = Base(Settings(home=tmp_path))
    base.store.create()
    base.index.ensure(None)
    plain = health(base, 200)
    base.close()
    assert (plain["status"], plain["problems"], plain["practices"]) == ("degraded", ["empty"], 0)


def test_an_index_that_holds_nothing_is_failing(tmp_path: Path) -> None:
    base = Base(Settings(home=tmp_path))
    base.store.create()
    base.index.ensure(None)
    base.close()
    filled = small_base(tmp_path, indexed=False)
    plain = health(filled, 503)
    filled.close()
    assert (plain["status"], plain["lag"]) == ("failing", 5)
    assert "search-finds-nothing" in plain["problems"]


def test_without_a_store_it_is_failing(tmp_path: Path) -> None:
    plain = health(Base(Settings(home=tmp_path)), 503)
    assert (plain["status"], plain["problems"]) == ("failing", ["no-store"])


def test_without_an_index_it_is_failing(tmp_path: Path) -> None:
    base = small_base(tmp_path, indexed=False)
    plain = health(base, 503)
    base.close()
    assert (plain["status"], plain["problems"], plain["lag"]) == ("failing", ["no-index"], 5)


def test_a_search_that_fails_is_failing_and_its_reason_is_in_the_log(
    base: Base, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the vectors are gone")

    monkeypatch.setattr(base.searcher, "search", fail)
    plain = health(base, 503)
    assert (plain["status"], plain["problems"]) == ("failing", ["search-failed"])
    assert "the vectors are gone" in caplog.text


def test_every_problem_is_documented() -> None:
    documented = DOCS.read_text(encoding="utf-8")
    for status, codes in (("failing", FAILING), ("degraded", DEGRADED)):
        assert [code for code in codes if f"| `{code}` | {status} |" not in documented] == []
