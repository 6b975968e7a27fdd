"""Conditions of countries: figures by which one tells how like one's own another country is, each with year and source.

The files beside this module hold them: `conditions.yaml` says what each indicator is and where it comes from,
`conditions.csv` has the values, `platforms.csv` the platform companies that a source names for a country.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from kb.model import Country, PartialDate
from kb.results import number_text
from kb.text import Line, LocalText
from kb.yaml_loader import load_yaml


class Origin(BaseModel):
    """Where figures were read: title, publisher, address, and licence where it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    publisher: Line
    url: Line
    licence: Line | None = None


class Indicator(BaseModel):
    """What is known of countries. Its values are numbers of `unit`, or one of `classes`.

    `ordered` says that the classes stand from the least to the most, so that two of them can be near or far.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: LocalText
    definition: LocalText
    unit: LocalText | None = None
    classes: Mapping[str, LocalText] = Field(default_factory=dict)
    ordered: bool = False
    source: Origin


class Condition(BaseModel):
    """The latest value of an indicator for a country, for a year: a number, or the code of a class."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: Country
    indicator: str
    year: int
    value: Decimal | str

    def text(self, lang: str) -> str:
        """Return the value in words of a language, with its unit."""
        indicator = indicators()[self.indicator]
        if isinstance(self.value, str):
            return indicator.classes[self.value].get(lang)
        number = number_text(self.value, lang)
        return f"{number} {indicator.unit.get(lang)}" if indicator.unit else number


class Presence(BaseModel):
    """A source that names a platform company as active in a country. No line means unknown, not absent.

    `as_of` is the date for which the source says it, None for an undated one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: Country
    platform: Line
    as_of: PartialDate | None
    source: Origin


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return the indicators by code, in the order in which people should see them."""
    text = resources.files("kb").joinpath("conditions.yaml").read_text(encoding="utf-8")
    return {code: Indicator(code=code, **given) for code, given in load_yaml(text).items()}


def origins() -> list[Origin]:
    """Return the sources of the indicators, each once, in the order of the indicators."""
    return list(dict.fromkeys(indicator.source for indicator in indicators().values()))


def conditions(country: str) -> Mapping[str, Condition]:
    """Return what is known of a country, by indicator, in the order of `indicators`; what is not known is not there."""
    known = _conditions().get(country, {})
    return {code: known[code] for code in indicators() if code in known}


def countries_with_conditions() -> frozenset[str]:
    """Return the countries of which anything is known."""
    return frozenset(_conditions())


def platforms(country: str) -> tuple[Presence, ...]:
    """Return the platform companies that sources name for a country, by name."""
    return _platforms().get(country, ())


@cache
def _conditions() -> Mapping[str, Mapping[str, Condition]]:
    found: dict[str, dict[str, Condition]] = {}
    for row in _rows("conditions.csv"):
        indicator = indicators()[row["indicator"]]
        value = row["value"] if indicator.classes else Decimal(row["value"])
        condition = Condition(country=row["country"], indicator=indicator.code, year=int(row["year"]), value=value)
        found.setdefault(condition.country, {})[condition.indicator] = condition
    return found


@cache
def _platforms() -> Mapping[str, tuple[Presence, ...]]:
    found: dict[str, list[Presence]] = {}
    for row in _rows("platforms.csv"):
        origin = Origin(title=row["source_title"], publisher=row["publisher"], url=row["source_url"])
        presence = Presence(country=row["country"], platform=row["platform"], as_of=row["as_of"] or None, source=origin)
        found.setdefault(presence.country, []).append(presence)
    return {country: tuple(sorted(some, key=lambda one: one.platform.casefold())) for country, some in found.items()}


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = resources.files("kb").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text, newline=""))
