"""Gaps: what no practice records is empty, and the balance adds up."""

from __future__ import annotations

from kb.countries import INTERNATIONAL, regions
from kb.gaps import gaps
from kb.model import Practice
from kb.vocabulary import scheme


def test_the_matrix_shows_what_practices_code_and_nothing_else(cases: list[Practice]) -> None:
    found = gaps(cases)
    assert set(found.matrix) == {practice.country for practice in cases} - {INTERNATIONAL}
    coded = {
        (practice.country, *code.split(":"))
        for practice in cases
        if practice.country != INTERNATIONAL and "branches" in practice.facts
        for code in practice.facts["branches"].codes
    }
    shown = {
        (country, branch, way) for country, row in found.matrix.items() for branch, ways in row.items() for way in ways
    }
    assert shown == coded
    assert found.cells == len(found.matrix) * len(scheme("branch").terms)
    assert found.empty_cells == found.cells - len({(country, branch) for country, branch, _ in coded})


def test_the_balance_adds_up(cases: list[Practice]) -> None:
    found = gaps(cases)
    held = {practice.country for practice in cases} - {INTERNATIONAL}
    national = [practice for practice in cases if practice.country != INTERNATIONAL]
    assert sum(share.practices for share in found.by_income_group.values()) == len(national)
    assert sum(share.countries for share in found.by_income_group.values()) == len(held)
    assert sum(found.by_kind.values()) == sum(found.by_status.values()) == len(cases)
    for code, share in found.by_region.items():
        assert share.countries + len(found.missing.get(code, ())) == share.of
        assert not held & set(found.missing.get(code, ()))
        assert share.countries == len(held & set(regions()[code].members))


def test_an_empty_base_is_all_gap() -> None:
    found = gaps([])
    assert found.matrix == {}
    assert (found.cells, found.empty_cells) == (0, 0)
    assert found.by_region["asean"].countries == 0
    assert "IDN" in found.missing["asean"]
    assert found.as_json()["empty_cells"] == 0
