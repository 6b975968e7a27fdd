"""Settings: read from the environment, and an error names the variable at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.settings import Settings, settings


def test_defaults_need_no_environment() -> None:
    found = settings()
    assert found.store_path == Path("var/store.sqlite")
    assert found.index_path == Path("var/index")
    assert found.encoder == "bundled"
    assert len(list(found.practices.rglob("*.md"))) > 20
    assert found.cache.is_absolute()


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "home": tmp_path,
        "cache": tmp_path,
        "practices": tmp_path,
        "port": "9",
        "threads": "3",
        "proxies": "1",
        "smtp_url": "smtp://localhost",
        "review_months": "6",
        "vectors": "milvus",
        "reference": "MYS",
    }
    for name in Settings.model_fields:
        monkeypatch.setenv(f"KB_{name.upper()}", str(given.get(name, f"a-{name}")))
    found = settings().model_dump()
    assert {name: str(value) for name, value in found.items()} == {
        name: str(given.get(name, f"a-{name}")) for name in Settings.model_fields
    }


def test_the_reference_country_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().reference == "IDN"
    settings.cache_clear()
    monkeypatch.setenv("KB_REFERENCE", "Filipina")
    assert settings().reference == "PHL"


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("KB_PORT", "http", "KB_PORT: .*integer"),
        ("KB_PORT", "0", "KB_PORT: .*greater than or equal to 1"),
        ("KB_PORT", "65536", "KB_PORT: .*less than or equal to 65535"),
        ("KB_THREADS", "0", "KB_THREADS: .*greater than or equal to 1"),
        ("KB_THREADS", "many", "KB_THREADS: .*integer"),
        ("KB_PROXIES", "yes", "KB_PROXIES: .*integer"),
        ("KB_PROXIES", "-1", "KB_PROXIES: .*greater than or equal to 0"),
        ("KB_SMTP_URL", "mail.example:25", "KB_SMTP_URL: begins with smtp://"),
        ("KB_REFERENCE", "Indonesa", r"KB_REFERENCE: unknown country 'Indonesa'; did you mean IDN"),
        ("KB_REFERENCE", "INT", "KB_REFERENCE: .*no single country"),
    ],
)
def test_an_error_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=says) as caught:
        settings()
    assert "\n" not in str(caught.value)


def test_every_error_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PORT", "x")
    monkeypatch.setenv("KB_THREADS", "x")
    with pytest.raises(UsageError, match=r"KB_PORT: .*; KB_THREADS: "):
        settings()


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service file that says `KB_HOME=` must not put the store into whatever folder it starts in."""
    for name in ("KB_HOME", "KB_ENCODER", "KB_PORT"):
        monkeypatch.setenv(name, "")
    assert settings().home == Path("var")
    assert settings().encoder == "bundled"
