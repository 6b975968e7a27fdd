"""Distances of conditions: what holds for any world of indicators and countries, and what holds for the real one."""

from __future__ import annotations

import math
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.conditions import Condition, Indicator, Origin, conditions, countries_with_conditions, indicators
from kb.errors import UsageError
from kb.similarity import FAR, MAX_WEIGHT, NEAR, World, band, check_nations, check_weights, similar, world
from kb.text import LocalText

TEXT = LocalText(en="text", id="teks")
ORIGIN = Origin(title="title", publisher="publisher", url="https://example.org/")
CODES = ["AUT", "BEL", "CHL", "DNK", "EST", "FIN"]
LETTERS = {"a": TEXT, "b": TEXT, "c": TEXT}
NUMBERS = st.decimals(-1000, 1000, places=1)


def indicator(code: str, kind: str) -> Indicator:
    classes = {} if kind == "numbers" else LETTERS
    return Indicator(
        code=code, label=TEXT, definition=TEXT, classes=classes, ordered=kind == "ordered", unit=TEXT, source=ORIGIN
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to five indicators of any kind and six countries, of which some values are not known."""
    kinds = draw(st.lists(st.sampled_from(["numbers", "ordered", "classes"]), min_size=1, max_size=5))
    declared = {f"i{n}": indicator(f"i{n}", kind) for n, kind in enumerate(kinds)}
    known: dict[str, dict[str, Condition]] = {country: {} for country in CODES}
    for country in CODES:
        for code, one in declared.items():
            value = draw(st.none() | (st.sampled_from("abc") if one.classes else NUMBERS))
            if value is not None:
                known[country][code] = Condition(country=country, indicator=code, year=2024, value=value)
    return World(declared, known)


countries = st.sampled_from(CODES)
weights = st.dictionaries(st.sampled_from([f"i{n}" for n in range(5)]), st.floats(0, MAX_WEIGHT, allow_subnormal=False))


@given(worlds(), countries, countries, weights)
def test_the_distance_is_the_same_from_both_sides(made: World, a: str, b: str, given: dict[str, float]) -> None:
    there, back = made.likeness(a, b, given), made.likeness(b, a, given)
    assert (there.distance, there.band) == (back.distance, back.band)


@given(worlds(), countries, weights)
def test_a_country_has_no_distance_to_itself(made: World, country: str, given: dict[str, float]) -> None:
    likeness = made.likeness(country, country, given)
    assert likeness.distance in (0.0, None)
    assert (likeness.distance is None) == (not likeness.shared)


@given(worlds(), countries, countries, weights)
def test_a_distance_is_between_0_and_1_and_counts_what_is_not_known(
    made: World, a: str, b: str, given: dict[str, float]
) -> None:
    likeness = made.likeness(a, b, given)
    assert likeness.distance is None or 0 <= likeness.distance <= 1
    assert len(likeness.shared) + len(likeness.missing) == len(likeness.differences)
    assert all((one.own is None or one.other is None) == (one.distance is None) for one in likeness.differences)
    assert likeness.enough == (len(likeness.shared) * 2 >= len(likeness.differences) and bool(likeness.shared))
    assert (likeness.band == "unknown") == (not likeness.enough)


@given(worlds(), countries, countries, st.data())
def test_a_weight_of_0_is_as_if_the_indicator_were_not_there(made: World, a: str, b: str, data: st.DataObject) -> None:
    left_out = data.draw(st.sampled_from(list(made.indicators)))
    without = World({code: one for code, one in made.indicators.items() if code != left_out}, made.known)
    assert made.likeness(a, b, {left_out: 0}) == without.likeness(a, b)


@given(worlds(), countries, countries, weights, st.randoms(use_true_random=False))
def test_the_order_of_the_indicators_changes_nothing(
    made: World, a: str, b: str, given: dict[str, float], random: Random
) -> None:
    codes = list(made.indicators)
    random.shuffle(codes)
    other = World({code: made.indicators[code] for code in codes}, made.known)
    assert other.likeness(a, b, given).distance == made.likeness(a, b, given).distance


@given(worlds(), countries, weights, st.permutations(CODES))
def test_the_order_of_the_countries_changes_nothing(
    made: World, reference: str, given: dict[str, float], shuffled: list[str]
) -> None:
    ranked = made.rank(reference, shuffled, given)
    assert ranked == made.rank(reference, CODES, given)
    assert [one.enough for one in ranked] == sorted((one.enough for one in ranked), reverse=True)
    near = [one.distance for one in ranked if one.enough and one.distance is not None]
    assert near == sorted(near)


@given(worlds(), countries, countries)
def test_a_number_and_its_logarithm_give_the_same(made: World, a: str, b: str) -> None:
    """Any scale that keeps the order does: that is why no indicator declares one."""

    def stretched(one: Condition) -> Condition:
        if isinstance(one.value, str):
            return one
        return one.model_copy(update={"value": Decimal(math.exp(float(one.value) / 200))})

    other = World(
        made.indicators,
        {country: {code: stretched(one) for code, one in some.items()} for country, some in made.known.items()},
    )
    assert other.likeness(a, b).distance == made.likeness(a, b).distance


def test_the_distance_is_the_share_of_countries_between_and_classes_without_an_order_differ_or_not() -> None:
    declared = {"n": indicator("n", "numbers"), "o": indicator("o", "ordered"), "c": indicator("c", "classes")}
    values: dict[str, tuple[Decimal | str, str, str]] = {
        "AUT": (Decimal(1), "a", "a"),
        "BEL": (Decimal(2), "a", "c"),
        "CHL": (Decimal(900), "b", "a"),
        "DNK": (Decimal(1000), "c", "a"),
    }
    known = {
        country: {
            code: Condition(country=country, indicator=code, year=2024, value=value)
            for code, value in zip(declared, row, strict=True)
        }
        for country, row in values.items()
    }
    made = World(declared, known)
    assert [one.distance for one in made.likeness("AUT", "BEL").differences] == [0.25, 0.0, 1.0]
    assert [one.distance for one in made.likeness("AUT", "DNK").differences] == [0.75, 0.625, 0.0]
    likeness = made.likeness("AUT", "DNK", {"n": 3})
    assert likeness.distance == pytest.approx((3 * 0.75 + 0.625) / 5)


def test_of_few_shared_indicators_a_country_is_marked_and_stands_last() -> None:
    ranking = similar("IDN", countries_with_conditions())
    enough = [one.enough for one in ranking.by_conditions]
    assert enough == sorted(enough, reverse=True)
    last = ranking.by_conditions[-1]
    assert (last.band, last.enough) == ("unknown", False)
    assert world().likeness("IDN", "ATA").distance is None


def test_neighbours_of_indonesia_are_told_from_its_likes() -> None:
    ranking = similar("IDN", countries_with_conditions())
    nearest = [one.country for one in ranking.by_conditions[:5]]
    assert {"PHL", "VNM"} <= set(nearest)
    bands = {one.country: one.band for one in ranking.in_region}
    assert bands["PHL"] == "near"
    assert bands["SGP"] == "far"
    assert set(bands) == {"BRN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "TLS", "VNM"}
    assert {one.country for one in ranking.by_conditions} == countries_with_conditions() - {"IDN"}


def test_pinned_countries_stand_first_and_excluded_ones_nowhere() -> None:
    ranking = similar("IDN", ["VNM", "PHL", "SGP"], pinned=["SGP", "NOR", "IDN", "PHL"], excluded=["PHL"])
    assert [one.country for one in ranking.by_conditions] == ["SGP", "NOR", "VNM"]
    assert ranking.pinned == ("SGP", "NOR")
    assert [one.country for one in ranking.in_region] == ["VNM", "SGP"]


def test_weights_move_a_country() -> None:
    def place(given: dict[str, float]) -> int:
        ranked = similar("IDN", countries_with_conditions(), given).by_conditions
        return [one.country for one in ranked].index("USA")

    only = dict.fromkeys(indicators(), 0.0) | {"population": 1.0}
    assert place(only) < 3
    assert place({}) > 100


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(UsageError, match="every indicator has the weight 0"):
        similar("IDN", ["VNM"], dict.fromkeys(indicators(), 0.0))


def test_weights_are_read_from_texts() -> None:
    assert check_weights(["population=0", "informal-employment=2.5", "population=3"]) == {
        "population": 3.0,
        "informal-employment": 2.5,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("populaton=1", "did you mean 'population'"),
        ("population", "write population=N"),
        ("population=", "write population=N"),
        ("population=-1", "from 0"),
        ("population=11", "to 10"),
        ("population=nan", "write population=N"),
        ("population=inf", "write population=N"),
        ("=1", "unknown indicator ''"),
        ("", "unknown indicator ''"),
    ],
)
def test_a_wrong_weight_names_what_is_meant(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check_weights([text])


def test_countries_are_read_by_code_or_name_and_once() -> None:
    assert check_nations(["indonesia", "IDN", "Malaysia"]) == ("IDN", "MYS")
    with pytest.raises(UsageError, match="no single country"):
        check_nations(["International"])


def test_bands_hold_their_borders() -> None:
    assert [band(d) for d in (0.0, NEAR, NEAR + 0.001, FAR - 0.001, FAR, 1.0)] == [
        "near",
        "near",
        "middling",
        "middling",
        "far",
        "far",
    ]


def test_two_countries_picked_by_chance_are_a_third_apart() -> None:
    """The border of `far` is what the ranks of the real world give, for an indicator that is a number."""
    known = [country for country in countries_with_conditions() if "internet-users" in conditions(country)]
    only = dict.fromkeys(indicators(), 0.0) | {"internet-users": 1.0}
    distances = [world().likeness(a, b, only).distance or 0.0 for a in known for b in known]
    assert sum(distances) / len(distances) == pytest.approx(FAR, abs=0.005)
