"""Ways to join what meaning and words found. Which one the search uses was measured: see `docs/benchmarks.md`."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence

Scores = Mapping[int, float]

BEHIND = 10  # places behind the best: what stands there tells how far the best stand out; 5 and 20 are level
LEAST = 0.01  # trust in a list that does not stand out at all: its order counts where nothing else does


def by_contrast(cosines: Scores, shares: Scores, weight: float, chance: float) -> dict[int, float]:
    """Return the weighted sum of nearness and words, each trusted as far as its best stand out; absent counts as 0.

    Nearness is the part of a cosine above `chance`, the cosine of two texts taken at random, which differs much between
    encoders. `shares` are scores of BM25 divided by the most it could give for the question, as in Bruch, Gai and
    Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (TOIS 2023), so that words of another language than
    the texts' give little whichever passage holds most of them. Dividing by the best share would make the best always
    1. What is measured best lies between: the share divided by the root of the best.
    """
    near = {key: (cosine - chance) / (1 - chance) for key, cosine in cosines.items()}
    best, behind = _best_and_behind(near)
    trust = max(best - behind, LEAST)
    first, after = _best_and_behind(shares)
    words = weight * (1 - after / first) / math.sqrt(first) if first > 0 else 0.0
    keys = dict.fromkeys((*near, *shares))
    return {key: trust * near.get(key, 0.0) + max(words, LEAST) * shares.get(key, 0.0) for key in keys}


def _best_and_behind(scores: Scores) -> tuple[float, float]:
    """Return the best score and the one `BEHIND` places behind it; 0 for what is missing."""
    best = heapq.nlargest(BEHIND + 1, scores.values())
    return (best[0] if best else 0.0, best[BEHIND] if len(best) > BEHIND else 0.0)


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
