"""Two ways to join ranked lists. Which one the search uses was decided by measurement: see `docs/benchmarks.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Scores = Mapping[int, float]


def reciprocal_rank(lists: Sequence[Scores], weights: Sequence[float], damping: int = 60) -> dict[int, float]:
    """Return the sum of weight / (damping + rank), ranks from 1 (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    fused: dict[int, float] = {}
    for scores, weight in zip(lists, weights, strict=True):
        ranked = sorted(scores, key=lambda key: (-scores[key], key))
        for rank, key in enumerate(ranked, start=1):
            fused[key] = fused.get(key, 0.0) + weight / (damping + rank)
    return fused


def weighted_sum(lists: Sequence[Scores], weights: Sequence[float]) -> dict[int, float]:
    """Return the weighted sum of scores that were brought to 0..1 within each list; absent counts as 0.

    The smallest score of a list becomes 0 and the largest 1 (min-max, as in Anserini's `experiments-beir-fusion`).
    """
    fused: dict[int, float] = {}
    for scores, weight in zip(lists, weights, strict=True):
        if not scores:
            continue
        low, high = min(scores.values()), max(scores.values())
        for key, score in scores.items():
            share = (score - low) / (high - low) if high > low else 1.0
            fused[key] = fused.get(key, 0.0) + weight * share
    return fused
