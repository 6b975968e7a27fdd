"""What the base knows and what it does not: country against branch, and how evenly the base stands on the world."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kb.branches import branch_overview
from kb.conditions import conditions, countries_with_conditions
from kb.countries import INTERNATIONAL, regions
from kb.model import Practice
from kb.vocabulary import scheme

INCOME = "income-group"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Share:
    """How many countries of a group are in the base, of how many there are, and their practices."""

    countries: int
    of: int
    practices: int


@dataclass(frozen=True)
class Gaps:
    """The matrix and the balance of the base.

    `matrix` has, by country and branch, the compulsions that its practices give, the strongest first; empty: nobody has
    recorded anything. `missing` are the countries of each region without a practice, of those with known conditions.
    """

    matrix: Mapping[str, Mapping[str, tuple[str, ...]]]
    by_region: Mapping[str, Share]
    by_income_group: Mapping[str, Share]
    by_kind: Mapping[str, int]
    by_status: Mapping[str, int]
    sources_by_language: Mapping[str, int]
    missing: Mapping[str, tuple[str, ...]]

    @property
    def empty_cells(self) -> int:
        """Number of cells of the matrix of which nothing is recorded."""
        return sum(not ways for row in self.matrix.values() for ways in row.values())

    @property
    def cells(self) -> int:
        """Number of cells of the matrix."""
        return sum(len(row) for row in self.matrix.values())

    def as_json(self) -> dict[str, Any]:
        """Return the form that `kb stats --gaps --json` gives."""
        return {**asdict(self), "cells": self.cells, "empty_cells": self.empty_cells}


def gaps(practices: Iterable[Practice]) -> Gaps:
    """Return what is and is not recorded in some practices; international guidance counts in no country."""
    practices = list(practices)
    by_country: dict[str, list[Practice]] = defaultdict(list)
    for practice in practices:
        if practice.country != INTERNATIONAL:
            by_country[practice.country].append(practice)
    counts = {country: len(some) for country, some in by_country.items()}
    world = countries_with_conditions() | counts.keys()
    members = {code: world & set(region.members) for code, region in regions().items()}
    return Gaps(
        matrix={country: _branches(by_country[country]) for country in sorted(by_country)},
        by_region={code: _share(group, counts) for code, group in members.items() if group},
        by_income_group=_by_income(world, counts),
        by_kind=_counted(scheme("kind").terms, (practice.kind for practice in practices)),
        by_status=_counted(scheme("status").terms, (practice.status for practice in practices)),
        sources_by_language=_languages(practices),
        missing={
            code: tuple(sorted(group - counts.keys())) for code, group in members.items() if group - counts.keys()
        },
    )


def _branches(practices: Sequence[Practice]) -> dict[str, tuple[str, ...]]:
    return {cover.branch: tuple(way for way, _ in cover.ways) for cover in branch_overview(practices)}


def _by_income(world: Iterable[str], counts: Mapping[str, int]) -> dict[str, Share]:
    groups: dict[str, set[str]] = defaultdict(set)
    for country in world:
        known = conditions(country).get(INCOME)
        groups[str(known.value) if known else UNKNOWN].add(country)
    return {code: _share(groups[code], counts) for code in sorted(groups)}


def _share(group: Iterable[str], counts: Mapping[str, int]) -> Share:
    group = set(group)
    return Share(len(group & counts.keys()), len(group), sum(counts.get(country, 0) for country in group))


def _counted(order: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {code: counted[code] for code in order}


def _languages(practices: Iterable[Practice]) -> dict[str, int]:
    """Count sources by language, each address once."""
    languages: dict[str, str] = {}
    for practice in practices:
        for source in practice.sources.values():
            languages.setdefault(source.url, source.language)
    return dict(Counter(languages.values()).most_common())
