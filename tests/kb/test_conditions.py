"""Conditions of countries: every value has an indicator, a year and a source; what is not known is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kb.conditions import Indicator, conditions, countries_with_conditions, indicators, platforms
from kb.countries import country_name
from kb.rules.sources import address_faults

INDICATORS = list(indicators().values())


def test_most_of_the_world_is_there() -> None:
    assert len(countries_with_conditions()) >= 170
    full = [country for country in countries_with_conditions() if len(conditions(country)) >= 6]
    assert len(full) >= 170


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_an_indicator_says_what_it_is_and_where_it_comes_from(indicator: Indicator) -> None:
    assert indicator.label.en != indicator.label.id
    assert indicator.definition.en != indicator.definition.id
    assert bool(indicator.classes) != bool(indicator.unit)
    assert list(address_faults(indicator.source.url)) == []


def test_every_value_is_of_its_indicator() -> None:
    this_year = datetime.now(UTC).year
    for country in countries_with_conditions():
        assert country_name(country, "en")
        for code, condition in conditions(country).items():
            assert (condition.country, condition.indicator) == (country, code)
            assert 2010 <= condition.year <= this_year, "older values mislead"
            if classes := indicators()[code].classes:
                assert condition.value in classes
            else:
                assert isinstance(condition.value, Decimal)
            if (unit := indicators()[code].unit) and unit.en.startswith("%"):
                assert 0 <= Decimal(condition.value) <= 100


def test_a_value_reads_in_both_languages() -> None:
    known = conditions("IDN")
    assert list(known) == [code for code in indicators() if code in known], "in the order of the indicators"
    assert known["informal-employment"].text("en") == "81.2 % of employment"
    assert known["informal-employment"].text("id") == "81,2 % penduduk bekerja"
    assert known["income-group"].text("id") == "Pendapatan menengah atas"


def test_of_an_unknown_country_nothing_is_known() -> None:
    assert conditions("ATA") == {}
    assert platforms("ATA") == ()


def test_platforms_are_named_by_sources() -> None:
    assert {"Gojek", "Grab"} <= {presence.platform for presence in platforms("IDN")}
    for country in countries_with_conditions():
        for presence in platforms(country):
            assert list(address_faults(presence.source.url)) == []
