"""Finds practices that seem to record the same case twice, by the meaning of their summaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.encoder import Encoder
from kb.model import Practice

# Cosine of two summaries of one country. The two most alike that record different cases stand at 0.94
# (docs/benchmarks.md, "Near-duplicates").
NEAR = 0.95


@dataclass(frozen=True)
class NearDuplicate:
    """Two practices of one country whose summaries mean nearly the same."""

    first: str
    second: str
    cosine: float

    def __str__(self) -> str:
        return (
            f"{self.first} and {self.second} seem to record one case (cosine {self.cosine:.3f} of their summaries); "
            "make one of them, or say in each summary what sets it apart"
        )


def near_duplicates(practices: Sequence[Practice], encoder: Encoder) -> list[NearDuplicate]:
    """Return the pairs of practices of the same country whose summaries are nearer than `NEAR`, the nearest first."""
    if len(practices) < 2:
        return []
    vectors = encoder.encode_passages([f"{practice.title.en}. {practice.summary.en}" for practice in practices])
    cosines = vectors @ vectors.T
    found = []
    for first, second in np.argwhere(np.triu(cosines >= NEAR, k=1)).tolist():
        one, other = practices[first], practices[second]
        if one.country == other.country:
            found.append(NearDuplicate(one.id, other.id, float(cosines[first, second])))
    return sorted(found, key=lambda pair: -pair.cosine)
