"""What is known: every country once, every coded branch a mark, and nothing beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.countries import INTERNATIONAL, country_name, regions
from kb.known import STAGES, KnownCountry, known, stage
from kb.model import Practice
from kb.vocabulary import scheme
from tests.strategies import practices

some_practices = st.lists(practices(), max_size=6, unique_by=lambda practice: practice.id)


def countries(found: list[Practice]) -> dict[str, KnownCountry]:
    return {country.country: country for region in known(found) for country in region.countries}


def test_every_status_has_one_stage() -> None:
    assert sorted(status for members in STAGES.values() for status in members) == sorted(scheme("status").terms)
    assert stage([]) == ""
    assert stage(["rejected", "proposed", "evaluated"]) == "operating"


@given(some_practices)
def test_each_country_stands_once_in_its_region(found: list[Practice]) -> None:
    shown = [country.country for region in known(found) for country in region.countries]
    missing = [country for region in known(found) for country in region.missing]
    assert sorted(shown) == sorted({practice.country for practice in found} - {INTERNATIONAL})
    assert len(missing) == len(set(missing))
    assert not set(shown) & set(missing)
    for region in known(found):
        assert {country.country for country in region.countries} <= set(regions()[region.region].members)


@given(some_practices)
def test_the_marks_are_what_the_practices_code(found: list[Practice]) -> None:
    for code, country in countries(found).items():
        own = [practice for practice in found if practice.country == code]
        coded = {each for practice in own for each in practice.codes("branches")} if own else set()
        assert coded == {branch for branch, marks in country.branches.items() if marks}
        assert country.practices == len(own)
        assert country.stage == stage(practice.status for practice in own)
        for branch, marks in country.branches.items():
            for mark in marks:
                says = [p for p in own if "branches" in p.facts and f"{branch}:{mark.way}" in p.facts["branches"].codes]
                assert mark.stage == stage(practice.status for practice in says) != ""


def test_a_country_that_is_held_stays_when_nothing_of_it_passes() -> None:
    (asia,) = [region for region in known([], ["IDN"]) if region.region == "south-eastern-asia"]
    assert [(country.country, country.practices, country.stage) for country in asia.countries] == [("IDN", 0, "")]
    assert "IDN" not in asia.missing
    assert "MYS" in asia.missing


def test_the_order_is_that_of_the_names_in_the_language(cases: list[Practice]) -> None:
    for lang in ("en", "id"):
        for region in known(cases, lang=lang):
            names = [country_name(country.country, lang) for country in region.countries]
            assert names == sorted(names)


def test_a_country_outside_all_regions_is_not_lost(case: Practice) -> None:
    last = known([case.model_copy(update={"country": "REU"})])[-1]
    assert last.region not in regions()
    assert [country.country for country in last.countries] == ["REU"]
