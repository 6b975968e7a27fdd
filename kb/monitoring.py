"""A plan for monitoring and evaluation: a reform and its indicators with baseline, comparators and open targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from kb.challenges import challenges
from kb.countries import INTERNATIONAL
from kb.errors import UsageError
from kb.indicators import Card, Value, cards, comparable, values
from kb.messages import Message
from kb.model import Practice, Source
from kb.similarity import Likeness, world
from kb.vocabulary import nearest, scheme

BASELINES, COMPARATORS = 3, 5  # values shown of each at most
LEADING = 2  # indicators that are proposed for a challenge: the first ones of `kb/challenges.yaml`


@dataclass(frozen=True)
class PlanRow:
    """An indicator of the plan.

    `baseline` are the newest values of the reform or, where it has none, of its country; `comparators` those of other
    countries, one each.
    """

    card: Card
    baseline: tuple[Value, ...]
    comparators: tuple[Value, ...]


@dataclass(frozen=True)
class Plan:
    """The plan of one reform, in one language; sources are numbered from 1 in the order of their first use.

    Comparators are chosen by the likeness of their countries to `reference`.
    """

    practice: Practice
    lang: str
    rows: tuple[PlanRow, ...]
    reference: str
    made_on: date = field(default_factory=lambda: datetime.now(UTC).date(), compare=False)

    @cached_property
    def notes(self) -> tuple[Source, ...]:
        """The sources of all the values, each address once."""
        found: dict[str, Source] = {}
        for row in self.rows:
            for value in (*row.baseline, *row.comparators):
                for source in value.sources:
                    found.setdefault(source.url, source)
        return tuple(found.values())

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {source.url: number for number, source in enumerate(self.notes, start=1)}

    def likeness(self, value: Value) -> Likeness:
        """Return how like the reference country that of a value is, the reason why it was chosen."""
        return world().likeness(self.reference, value.practice.country)

    def numbers(self, value: Value) -> tuple[int, ...]:
        """Return the numbers of the sources of a value, each once."""
        return tuple(dict.fromkeys(self._numbers[source.url] for source in value.sources))


def suggested(practice: Practice) -> tuple[str, ...]:
    """Return the indicators that a plan begins with: those reported, and the leading ones of its challenges."""
    reported = {result.indicator for result in practice.results}
    leading = {code for name in practice.challenges for code in challenges()[name].indicators[:LEADING]}
    return tuple(code for code in scheme("indicator").terms if code in reported | leading)


def check_indicators(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes, each once, in the vocabulary's order.

    Raises `UsageError` that names the nearest for an unknown one.
    """
    wanted = set(codes)
    for code in sorted(wanted - cards().keys()):
        raise UsageError(Message("unknown indicator %(code)r%(hint)s", code=code, hint=nearest(code, cards())))
    return tuple(code for code in cards() if code in wanted)


def plan(
    practices: Mapping[str, Practice],
    slug: str,
    indicators: Sequence[str] = (),
    lang: str = "en",
    reference: str = "",
) -> Plan:
    """Return the plan of a practice; without indicators, with those that `suggested` gives.

    `reference` is the country whose likes are compared; the country of the reform if empty.

    Raises `UsageError` for a practice that is unknown or guidance, and for an unknown indicator.
    """
    reform = practices.get(slug)
    if reform is None or reform.kind == "guidance":
        reforms = (key for key, one in practices.items() if one.kind != "guidance")
        hint = nearest(slug, reforms, all_of_them=False)
        raise UsageError(Message("no reform %(slug)r%(hint)s", slug=slug, hint=hint))
    every = values(practices.values(), lang)
    wanted = check_indicators(indicators) or suggested(reform)
    own = reference or reform.country
    return Plan(reform, lang, tuple(_row(reform, own, cards()[code], every[code]) for code in wanted), own)


def _row(reform: Practice, reference: str, card: Card, every: Sequence[Value]) -> PlanRow:
    own = [value for value in every if value.practice.id == reform.id]
    national = [value for value in every if value.practice.country == reform.country]
    baseline = sorted(own or national, key=lambda value: value.result.date, reverse=True)[:BASELINES]
    unit = baseline[0].result.unit if baseline else ""
    others = [
        value
        for value in every
        if value.practice.country not in (reform.country, INTERNATIONAL)
        and (not unit or comparable(unit, value.result.unit))
    ]
    return PlanRow(card, tuple(baseline), tuple(_comparators(reference, others)))


def _comparators(reference: str, others: Iterable[Value]) -> list[Value]:
    """Return one value of each country, the most like the reference country first: its strongest, then its newest."""
    ordered = sorted(others, key=lambda value: (value.evidence_rank, value.result.date), reverse=True)
    ordered.sort(key=lambda value: world().likeness(reference, value.practice.country).order())
    best: dict[str, Value] = {}
    for value in ordered:
        best.setdefault(value.practice.country, value)
    return list(best.values())[:COMPARATORS]
