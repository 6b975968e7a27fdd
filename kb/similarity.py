"""How like one's own conditions those of another country are: per indicator, weighted, and nothing is filled in.

The distance is Gower's (J. C. Gower, "A general coefficient of similarity and some of its properties", Biometrics 27,
1971): the weighted mean of one distance in [0, 1] per indicator, over the indicators that are known of both countries.
Numbers and ordered classes enter as ranks, as J. Podani has it for ordinal characters ("Extending Gower's general
coefficient of similarity to ordinal characters", Taxon 48, 1999), ties sharing their mean. A rank is the share of
countries that stand lower (a ridit, I. D. J. Bross, Biometrics 14, 1958), so it is the same for a number and for its
logarithm, and no outlier can stretch the scale. Classes without an order are alike (0) or not (1).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal

from kb.conditions import Condition, Indicator, conditions, countries_with_conditions, indicators
from kb.countries import UnknownCountry, find_nation, regions, regions_of
from kb.errors import UsageError
from kb.messages import Message
from kb.vocabulary import nearest

Band = Literal["near", "middling", "far", "unknown"]

FAR = 1 / 3  # the mean distance between the ranks of two countries that are picked by chance
NEAR = FAR / 2
MAX_WEIGHT = 10.0


@dataclass(frozen=True)
class Difference:
    """An indicator of weight above 0 in the reference country (`own`) and in another.

    The ranks, in (0, 1), are None where the value is not known and for classes without an order. `distance`, in [0, 1],
    is None where either value is not known.
    """

    indicator: str
    weight: float
    own: Condition | None
    other: Condition | None
    own_rank: float | None
    other_rank: float | None
    distance: float | None


@dataclass(frozen=True)
class Likeness:
    """How like the reference country another is, indicator by indicator in the order of the indicators."""

    reference: str
    country: str
    differences: tuple[Difference, ...]

    @property
    def shared(self) -> tuple[Difference, ...]:
        """The indicators that are known of both countries."""
        return tuple(one for one in self.differences if one.distance is not None)

    @property
    def missing(self) -> tuple[Difference, ...]:
        """The indicators that are not known of one or of both."""
        return tuple(one for one in self.differences if one.distance is None)

    @property
    def enough(self) -> bool:
        """Whether at least half of the indicators are known of both."""
        return bool(self.shared) and 2 * len(self.shared) >= len(self.differences)

    @cached_property
    def distance(self) -> float | None:
        """The weighted mean over the shared indicators, in [0, 1]; None when there is none."""
        pairs = [(one.weight, one.distance) for one in self.differences if one.distance is not None]
        if not pairs:
            return None
        # fsum rounds once, so that the order of the indicators changes nothing.
        return math.fsum(weight * distance for weight, distance in pairs) / math.fsum(weight for weight, _ in pairs)

    @property
    def band(self) -> Band:
        """`far`: no nearer than two countries picked by chance; `near`: half of that at most."""
        if self.distance is None or not self.enough:
            return "unknown"
        return band(self.distance)

    def order(self) -> tuple[bool, float]:
        """Return the key that sorts the nearest first and those of which too little is known last."""
        return not self.enough, 1.0 if self.distance is None else self.distance


@dataclass(frozen=True)
class Ranking:
    """Countries against a reference country, seen in two ways that are kept apart.

    `by_conditions` has the pinned ones first, in the order in which they were pinned, then the nearest; `in_region` has
    those that share a region with the reference country, however like or unlike, the nearest first.
    """

    reference: str
    weights: Mapping[str, float]
    pinned: tuple[str, ...]
    by_conditions: tuple[Likeness, ...]
    in_region: tuple[Likeness, ...]


class World:
    """The indicators of some countries, and the rank of each country among those of which an indicator is known."""

    def __init__(self, indicators: Mapping[str, Indicator], known: Mapping[str, Mapping[str, Condition]]) -> None:
        self.indicators = indicators
        self.known = known
        self._ranks = {
            code: _ranks(indicator, {country: some[code].value for country, some in known.items() if code in some})
            for code, indicator in indicators.items()
        }

    def likeness(self, reference: str, country: str, weights: Mapping[str, float] | None = None) -> Likeness:
        """Compare a country with the reference country; an indicator without a weight given has 1, 0 leaves it out."""
        weights = weights or {}
        found = (
            self._difference(code, weights.get(code, 1.0), reference, country)
            for code in self.indicators
            if weights.get(code, 1.0) > 0
        )
        return Likeness(reference, country, tuple(found))

    def rank(
        self, reference: str, countries: Iterable[str], weights: Mapping[str, float] | None = None
    ) -> list[Likeness]:
        """Return the likenesses of countries, the nearest first; equals stand in the order of their codes."""
        found = (self.likeness(reference, country, weights) for country in sorted(countries))
        return sorted(found, key=Likeness.order)

    def _difference(self, code: str, weight: float, reference: str, country: str) -> Difference:
        own, other = (self.known.get(one, {}).get(code) for one in (reference, country))
        own_rank, other_rank = (self._ranks[code].get(one) for one in (reference, country))
        if own is None or other is None:
            distance = None
        elif own_rank is None or other_rank is None:
            distance = float(own.value != other.value)
        else:
            distance = abs(own_rank - other_rank)
        return Difference(code, weight, own, other, own_rank, other_rank, distance)


@cache
def world() -> World:
    """Return the world that `kb.conditions` knows."""
    return World(indicators(), {country: conditions(country) for country in countries_with_conditions()})


def similar(
    reference: str,
    among: Collection[str],
    weights: Mapping[str, float] | None = None,
    excluded: Collection[str] = (),
    pinned: Collection[str] = (),
) -> Ranking:
    """Rank the countries `among` and the pinned ones against the reference country; the excluded are left out.

    Raises `UsageError` when no indicator has a weight above 0.
    """
    every = {code: (weights or {}).get(code, 1.0) for code in world().indicators}
    if not any(every.values()):
        raise UsageError(Message("every indicator has the weight 0; give at least one a weight above 0"))
    left_out = {reference, *excluded}
    first = tuple(country for country in dict.fromkeys(pinned) if country not in left_out)
    ranked = world().rank(reference, {*among, *first} - left_out, every)
    here = {country for region in regions_of(reference) for country in regions()[region].members}
    order = {country: place for place, country in enumerate(first)}
    return Ranking(
        reference=reference,
        weights=every,
        pinned=first,
        by_conditions=tuple(sorted(ranked, key=lambda one: order.get(one.country, len(first)))),
        in_region=tuple(one for one in ranked if one.country in here),
    )


def band(distance: float) -> Band:
    """Return in which band a distance lies, of one indicator or of all."""
    if distance <= NEAR:
        return "near"
    return "far" if distance >= FAR else "middling"


def check_weights(given: Iterable[str]) -> dict[str, float]:
    """Return the weights of texts such as `informal-employment=2`; of several for one indicator the last holds.

    Raises `UsageError` for another form, an indicator that is unknown, and a weight outside 0 to `MAX_WEIGHT`.
    """
    weights = {}
    for text in given:
        code, _, number = text.partition("=")
        if code not in indicators():
            hint = nearest(code, indicators())
            raise UsageError(
                Message("weight %(text)r: unknown indicator %(code)r%(hint)s", text=text, code=code, hint=hint)
            )
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not 0 <= weight <= MAX_WEIGHT:
            raise UsageError(
                Message(
                    "weight %(text)r: write %(code)s=N with N from 0 (leave it out) to %(most)g",
                    text=text,
                    code=code,
                    most=MAX_WEIGHT,
                )
            )
        weights[code] = weight
    return weights


def check_nations(given: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of countries given by code or name, each once; raise `UsageError` for what is none."""
    try:
        return tuple(dict.fromkeys(find_nation(text) for text in given))
    except UnknownCountry as error:
        raise UsageError(*error.args) from None


def _ranks(indicator: Indicator, values: Mapping[str, Decimal | str]) -> Mapping[str, float]:
    """Return by country the share of countries that stand lower, with half of those that stand level."""
    if indicator.classes and not indicator.ordered:
        return {}
    steps = list(indicator.classes)
    places = {country: steps.index(value) if isinstance(value, str) else value for country, value in values.items()}
    line = sorted(places.values())
    return {
        country: (bisect_left(line, place) + bisect_right(line, place)) / (2 * len(line))
        for country, place in places.items()
    }
