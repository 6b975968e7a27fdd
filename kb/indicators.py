"""The library of indicators: how each is worked out, its trap, who reports it, and every value in the base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from kb.countries import country_name, is_currency
from kb.model import Practice, Result, Slug, Source, code_of
from kb.text import LocalText
from kb.vocabulary import scheme
from kb.yaml_loader import load_yaml


class Card(BaseModel):
    """What is to be known of an indicator beside its definition in the vocabulary.

    `trap` says what is wrong with its denominator or its count, `data_source` who can report it. `guidance` are ids of
    the practices on which formula and trap rest; without any, both are working definitions of this base.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, AfterValidator(code_of("indicator"))]
    formula: LocalText
    trap: LocalText
    data_source: LocalText
    frequency: LocalText
    guidance: tuple[Slug, ...] = ()


@dataclass(frozen=True)
class Value:
    """A result, and the practice that reports it."""

    practice: Practice
    result: Result

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the value; one that its practice does not have is left out."""
        return tuple(self.practice.sources[cite] for cite in self.result.cites if cite in self.practice.sources)

    @property
    def evidence_rank(self) -> int:
        """The grade of its evidence as a number: the higher, the stronger."""
        return list(scheme("evidence").terms).index(self.result.evidence)


@cache
def cards() -> Mapping[str, Card]:
    """Return the cards by indicator, in the vocabulary's order."""
    given = load_yaml(resources.files("kb").joinpath("indicators.yaml").read_text(encoding="utf-8"))
    frequencies, texts = given["frequencies"], given["indicators"]
    return {
        code: Card(code=code, **{**texts[code], "frequency": frequencies[texts[code]["frequency"]]})
        for code in scheme("indicator").terms
    }


def values(practices: Iterable[Practice], lang: str = "en") -> Mapping[str, list[Value]]:
    """Return every value of every indicator, by country name in a language, the newest first within a country."""
    found: dict[str, list[Value]] = {code: [] for code in scheme("indicator").terms}
    for practice in practices:
        for result in practice.results:
            found[result.indicator].append(Value(practice, result))
    for some in found.values():
        some.sort(key=lambda value: value.result.date, reverse=True)
        some.sort(key=lambda value: country_name(value.practice.country, lang))
    return found


def by_unit(some: Iterable[Value]) -> list[tuple[str, list[Value]]]:
    """Return (unit, values), units in the vocabulary's order and currencies after them: they cannot be put together."""
    found: dict[str, list[Value]] = defaultdict(list)
    for value in some:
        found[value.result.unit].append(value)
    order = list(scheme("unit").terms)
    return sorted(found.items(), key=lambda item: (order.index(item[0]) if item[0] in order else len(order), item[0]))


def comparable(one: str, other: str) -> bool:
    """Tell whether values of two units can stand side by side: the same unit, or money of any currency."""
    return one == other or (is_currency(one) and is_currency(other))
