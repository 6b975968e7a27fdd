"""The real `kb` command in processes of its own, on a small base without an encoder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli import run as main
from kb.model import Practice
from kb.practice_file import write_practice
from kb.settings import settings

Run = subprocess.CompletedProcess[str]
Kb = Callable[..., Run]

COMMAND = Path(sys.executable).with_name("kb")
NO_ENCODER = "kb: There is no encoder /nonexistent. "


def variables_for(home: Path) -> dict[str, str]:
    """Settings of a base beside its practice files, without an encoder."""
    practices, cache = home.parent / "practices", home / "cache"
    return {"KB_HOME": str(home), "KB_PRACTICES": str(practices), "KB_CACHE": str(cache), "KB_ENCODER": "/nonexistent"}


def run(home: Path, *arguments: str, given: str | None = None, **variables: str) -> Run:
    """Run `kb` with its store in `home`, `given` on its standard input; no warning or traceback may ever be printed."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    own |= variables_for(home) | {"PYTHONWARNINGS": "error", "COLUMNS": "200"} | variables
    done = subprocess.run([COMMAND, *arguments], env=own, input=given, capture_output=True, text=True, cwd=home.parent)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, three: list[Practice]) -> Path:
    """A folder with three practice files and the base that `kb init` made of them; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("cli")
    for practice in three:
        path = folder / "practices" / practice.country.lower() / f"{practice.id}.md"
        path.parent.mkdir(parents=True)
        path.write_text(write_practice(practice), encoding="utf-8")
    done = run(folder / "home", "init")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of the base, beside its practice files."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy" / "home"


@pytest.fixture
def kb(home: Path) -> Kb:
    """Run `kb` on the copy, in a process of its own."""
    return lambda *arguments, **variables: run(home, *arguments, **variables)


@pytest.fixture
def called(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Run `kb` on the copy within this process, which saves starting one."""
    for name, value in variables_for(home).items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> Run:
        monkeypatch.setattr("sys.argv", ["kb", *arguments])
        settings.cache_clear()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return Run(arguments, code, told.out, told.err)

    return call
