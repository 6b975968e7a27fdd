"""The form for large bases: nearly all of the nearest under every filter, and which form a base gets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.engines import FaissEngine
from indexer.layered import LayeredIndex
from indexer.vectors import FaissIndex, Vectors

COUNT, WIDTH = 30_000, 384


@pytest.fixture(scope="module")
def drawn() -> Vectors:
    """Vectors that differ much along some directions and little along most, as those of encoders do."""
    directions = 1 / np.sqrt(np.arange(1, WIDTH + 1))
    vectors = np.random.default_rng(3).normal(size=(COUNT + 50, WIDTH)) * directions + directions
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.01, 0.0001])
def test_the_compact_form_finds_nearly_all_of_the_nearest(drawn: Vectors, tmp_path: Path, share: float) -> None:
    ids = np.arange(1, COUNT + 1)
    FaissEngine(exact_up_to=0).write(tmp_path / "vectors", WIDTH, ids, lambda some: drawn[some - 1])
    index = FaissEngine().load(tmp_path / "vectors", WIDTH)
    allowed = np.sort(np.random.default_rng(4).choice(ids, int(COUNT * share), replace=False))
    found = 0.0
    for question in drawn[COUNT:]:
        nearest = allowed[np.argsort(-(drawn[allowed - 1] @ question))[:10]]
        best = index.search(question, 10, None if share == 1 else allowed)[0]
        assert len(best) == len(nearest)
        found += np.isin(nearest, best).mean() / 50
    assert found >= 0.97


@pytest.mark.parametrize(("count", "form"), [(0, FaissIndex), (20, FaissIndex), (21, LayeredIndex)])
def test_size_decides_the_form(drawn: Vectors, tmp_path: Path, count: int, form: type) -> None:
    engine = FaissEngine(exact_up_to=20)
    engine.write(tmp_path / "vectors", WIDTH, np.arange(count), lambda some: drawn[some])
    assert type(engine.load(tmp_path / "vectors", WIDTH)) is form


def test_processes_share_the_file(drawn: Vectors, tmp_path: Path) -> None:
    """It is mapped, not read: what one process has open stays when the file is replaced by another."""
    engine = FaissEngine(exact_up_to=0)
    engine.write(tmp_path / "vectors", WIDTH, np.arange(100), lambda some: drawn[some])
    index = engine.load(tmp_path / "vectors", WIDTH)
    (tmp_path / "vectors").unlink()
    engine.write(tmp_path / "vectors", WIDTH, np.arange(100), lambda some: drawn[some + 100])
    assert (index.get(np.arange(100)) == drawn[:100]).all()
    assert (engine.load(tmp_path / "vectors", WIDTH).get(np.arange(100)) == drawn[100:200]).all()
