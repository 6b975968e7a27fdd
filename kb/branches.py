"""What practices say of the branches of social security: how each is covered, and by which practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.model import Practice
from kb.vocabulary import scheme


@dataclass(frozen=True)
class BranchCover:
    """A branch of social security, and for each way of being in it the practices that provide it so."""

    branch: str
    ways: tuple[tuple[str, tuple[Practice, ...]], ...]


def branch_overview(practices: Iterable[Practice]) -> list[BranchCover]:
    """Return every branch in the vocabulary's order, those without any practice too: gaps are part of the picture."""
    coded = [(p, p.facts["branches"].codes) for p in practices if "branches" in p.facts]
    overview = []
    for branch in scheme("branch").terms:
        ways = (
            (way, tuple(practice for practice, codes in coded if f"{branch}:{way}" in codes))
            for way in scheme("compulsion").terms
        )
        overview.append(BranchCover(branch, tuple((way, found) for way, found in ways if found)))
    return overview
