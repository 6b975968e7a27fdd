"""Killed at any moment, the next start serves what was whole and loses nothing that was committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.model import Practice
from kb.practice_file import write_practice

POINTS = 10


@pytest.mark.parametrize("work", ["init", "update", "rebuild"])
def test_a_kill_loses_nothing(tmp_path: Path, three: list[Practice], work: str) -> None:
    for practice in three:
        path = tmp_path / "start" / "practices" / practice.country.lower() / f"{practice.id}.md"
        path.parent.mkdir(parents=True)
        path.write_text(write_practice(practice), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.indexer.killed", work, str(tmp_path), str(POINTS)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= POINTS - 2
