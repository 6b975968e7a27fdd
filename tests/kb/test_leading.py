"""The places of a table are shared out evenly, and those named come first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.leading import MOST, leading, shares
from kb.model import Practice

ROWS = ("payers", "branches", "coverage")


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(0, 40))
def test_places_are_shared_evenly_and_none_is_wasted(counts: list[int], most: int) -> None:
    given_ = shares(counts, most)
    assert sum(given_) == min(most, sum(counts))
    for mine, count in zip(given_, counts, strict=True):
        assert mine <= count
        assert mine == count or mine + 1 >= max(given_)


def test_one_table_holds_some_of_each_country_and_no_guidance(cases: list[Practice]) -> None:
    countries = ["IDN", "IND", "MYS", "INT", "TKM"]
    found = leading(cases, countries, ROWS)
    assert len(found) == MOST
    assert {practice.country for practice in found} == {"IDN", "IND", "MYS"}
    assert len({practice.id for practice in found}) == len(found)
    everything = leading(cases, countries, ROWS, limited=False)
    assert len(everything) == sum(p.country in countries and p.kind != "guidance" for p in cases)


def test_what_is_in_force_and_tells_more_comes_first(cases: list[Practice]) -> None:
    found = [practice for practice in leading(cases, ["IDN"], ROWS) if practice.status in ("operating", "evaluated")]
    told = [sum(row in practice.facts and not practice.facts[row].not_reported for row in ROWS) for practice in found]
    assert told == sorted(told, reverse=True)


def test_of_a_country_with_named_practices_only_these_stand(cases: list[Practice]) -> None:
    named = ["mys-gig-workers-act-2025"]
    for limited in (True, False):
        found = leading(cases, ["MYS", "SGP"], ROWS, named, limited=limited)
        assert [practice.id for practice in found if practice.country == "MYS"] == named
        assert any(practice.country == "SGP" for practice in found)


def test_names_that_do_not_exist_or_do_not_fit_are_wrong_use(cases: list[Practice]) -> None:
    with pytest.raises(UsageError, match="did you mean 'mys-gig-workers-act-2025'"):
        leading(cases, ["MYS"], ROWS, ["mys-gig-workers-act-2024"])
    every = [practice.id for practice in cases if practice.country == "IDN"]
    assert len(every) > MOST
    with pytest.raises(UsageError, match="leave some out"):
        leading(cases, ["IDN"], ROWS, every)
    assert len(leading(cases, ["IDN"], ROWS, every, limited=False)) == len(every)
