"""Where the base knows something and of which stage: country against branch, by region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.branches import branch_overview
from kb.conditions import countries_with_conditions
from kb.countries import INTERNATIONAL, country_name, regions
from kb.model import Practice

# Statuses by the stage that they stand for, the furthest first.
STAGES: Mapping[str, tuple[str, ...]] = {
    "operating": ("operating", "evaluated"),
    "coming": ("proposed", "enacted", "rules-pending"),
    "ended": ("suspended", "repealed", "rejected"),
}
# What stands for a way of being covered where there is room for one letter only.
LETTERS: Mapping[str, str] = {
    "mandatory": "M",
    "auto-enrolment": "A",
    "voluntary": "v",
    "conditional": "c",
    "none": "–",
}
NOWHERE = ""  # the region of a country that no region of `kb/regions.yaml` holds


@dataclass(frozen=True)
class Mark:
    """One way in which a branch is covered, and the furthest stage of the practices that say so."""

    way: str
    stage: str


@dataclass(frozen=True)
class KnownCountry:
    """What is recorded of a country: its number of practices, their furthest stage, and the marks of each branch.

    `stage` is empty when there is no practice; a branch without marks is one of which nothing is recorded.
    """

    country: str
    practices: int
    stage: str
    branches: Mapping[str, tuple[Mark, ...]]


@dataclass(frozen=True)
class KnownRegion:
    """The countries of a region that the base describes, and those that it does not, by code."""

    region: str
    countries: tuple[KnownCountry, ...]
    missing: tuple[str, ...]


def stage(statuses: Iterable[str]) -> str:
    """Return the furthest stage of some statuses, empty when there are none."""
    found = set(statuses)
    return next((code for code, members in STAGES.items() if found & set(members)), "")


def known(practices: Iterable[Practice], held: Iterable[str] = (), lang: str = "en") -> list[KnownRegion]:
    """Return the regions of the world, each country in one of them; ASEAN, which overlaps, is left out.

    Countries stand in the order of their names in a language.

    `held` are countries that the base describes although none of `practices` is theirs: they stand there with nothing
    recorded, while `missing` are those of which the base has no practice at all. Guidance of no country stays out.
    """
    by_country: dict[str, list[Practice]] = {country: [] for country in held if country != INTERNATIONAL}
    for practice in practices:
        if practice.country != INTERNATIONAL:
            by_country.setdefault(practice.country, []).append(practice)
    world = countries_with_conditions() | by_country.keys()
    members = {code: world & set(region.members) for code, region in regions().items() if code != "asean"}
    members[NOWHERE] = world.difference(*members.values())
    return [
        KnownRegion(
            code,
            tuple(_country(country, by_country[country]) for country in _by_name(group & by_country.keys(), lang)),
            tuple(_by_name(group - by_country.keys(), lang)),
        )
        for code, group in members.items()
        if group
    ]


def _by_name(countries: Iterable[str], lang: str) -> list[str]:
    return sorted(countries, key=lambda country: country_name(country, lang))


def _country(country: str, practices: Sequence[Practice]) -> KnownCountry:
    branches = {
        cover.branch: tuple(Mark(way, stage(practice.status for practice in found)) for way, found in cover.ways)
        for cover in branch_overview(practices)
    }
    return KnownCountry(country, len(practices), stage(practice.status for practice in practices), branches)
