"""The passages that answer a question, by meaning and by words together: one method for every base and every set."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.fusion import by_contrast
from indexer.vectors import Ids, VectorIndex

CANDIDATES = 100  # passages taken from each side; docs/benchmarks.md has the figures for more and fewer
WORDS_WEIGHT = 0.1  # of the words against the meaning, chosen in docs/benchmarks.md


def nearest_passages(
    vectors: VectorIndex, vector: NDArray[np.float32], allowed: Ids | None = None, k: int = CANDIDATES
) -> dict[int, float]:
    """Return the cosine by id of the `k` passages nearest to a question's vector of shape (dimension,), best first."""
    ids, cosines = vectors.search(vector, k, allowed)
    return dict(zip(ids.tolist(), cosines.tolist(), strict=True))


def with_cosines(
    vectors: VectorIndex, vector: NDArray[np.float32], dense: Mapping[int, float], lexical: Mapping[int, float]
) -> dict[int, float]:
    """Return `dense` with the cosines of those that only the words found, too, as far as they have vectors."""
    others = np.array(sorted(lexical.keys() - dense.keys()), np.int64)
    return {**dense, **nearest_passages(vectors, vector, others, len(others))}


def fuse(dense: Mapping[int, float], lexical: Mapping[int, float], chance: float) -> dict[int, float]:
    """Join cosines and lexical scores into one score by id; see `by_contrast` for `chance`."""
    return by_contrast(dense, lexical, WORDS_WEIGHT, chance)
