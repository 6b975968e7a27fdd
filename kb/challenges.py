"""Institutional challenges as entries: which practices met one, how, with what result, and what did not work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from kb.model import Practice, Result, Row, code_of
from kb.vocabulary import scheme
from kb.yaml_loader import load_yaml

WHAT_DID_NOT_WORK = "what-did-not-work"


class Challenge(BaseModel):
    """What in a record bears on a challenge: rows of the comparison, and indicators."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, AfterValidator(code_of("challenge"))]
    rows: tuple[Row, ...]
    indicators: tuple[Annotated[str, AfterValidator(code_of("indicator"))], ...]


@dataclass(frozen=True)
class Answer:
    """How one practice met a challenge.

    `rows` are those of the challenge on which it reports, `results` its values of the challenge's indicators;
    `other_results` counts its further results. `failed` is its section on what did not work (Markdown), empty if none.
    """

    practice: Practice
    rows: tuple[str, ...]
    results: tuple[Result, ...]
    other_results: int
    failed: str


@dataclass(frozen=True)
class Approach:
    """A coded value of a row, and the practices that have it by country, in the order in which they were given."""

    row: str
    code: str
    by_country: Mapping[str, tuple[Practice, ...]]


@cache
def challenges() -> Mapping[str, Challenge]:
    """Return the challenges by code, in the vocabulary's order."""
    text = resources.files("kb").joinpath("challenges.yaml").read_text(encoding="utf-8")
    given = load_yaml(text)
    return {code: Challenge(code=code, **given[code]) for code in scheme("challenge").terms}


def answers(practices: Iterable[Practice], code: str) -> list[Answer]:
    """Return how the practices that name a challenge met it; guidance, which answers for nobody, stays out."""
    challenge = challenges()[code]
    return [_answer(practice, challenge) for practice in practices if _meets(practice, code)]


def guidance(practices: Iterable[Practice], code: str) -> list[Practice]:
    """Return the guidance that names a challenge."""
    return [practice for practice in practices if practice.kind == "guidance" and code in practice.challenges]


def approaches(answered: Iterable[Answer], code: str) -> list[Approach]:
    """Return the coded values of a challenge's rows that its answers give, in the order of rows and vocabulary.

    Codes that only repeat the status of the practice are no approach.
    """
    found: dict[tuple[str, str], dict[str, list[Practice]]] = defaultdict(lambda: defaultdict(list))
    for answer in answered:
        for row in (row for row in answer.rows if scheme("row")[row].codes != ("status",)):
            for value in dict.fromkeys(answer.practice.facts[row].codes):
                found[row, value][answer.practice.country].append(answer.practice)
    ordered = sorted(found, key=lambda pair: (challenges()[code].rows.index(pair[0]), _place(*pair)))
    return [
        Approach(row, value, {country: tuple(some) for country, some in found[row, value].items()})
        for row, value in ordered
    ]


def _meets(practice: Practice, code: str) -> bool:
    return practice.kind != "guidance" and code in practice.challenges


def _answer(practice: Practice, challenge: Challenge) -> Answer:
    reported = (row for row in challenge.rows if row in practice.facts and not practice.facts[row].not_reported)
    results = tuple(result for result in practice.results if result.indicator in challenge.indicators)
    failed = practice.sections.get(WHAT_DID_NOT_WORK, "")
    return Answer(practice, tuple(reported), results, len(practice.results) - len(results), failed)


def _place(row: str, value: str) -> list[int]:
    names = scheme("row")[row].codes
    return [list(scheme(name).terms).index(part) for name, part in zip(names, value.split(":"), strict=True)]
