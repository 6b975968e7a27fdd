"""Challenges: every practice that names one answers it once, with its own rows and results."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.challenges import answers, approaches, challenges, guidance
from kb.model import Practice
from kb.vocabulary import scheme
from tests.strategies import practices

some_practices = st.lists(practices(), max_size=6, unique_by=lambda practice: practice.id)
codes = st.sampled_from(list(challenges()))


def test_every_challenge_has_rows_and_every_indicator_a_challenge() -> None:
    assert list(challenges()) == list(scheme("challenge").terms)
    assert all(challenge.rows and challenge.indicators for challenge in challenges().values())
    used = {code for challenge in challenges().values() for code in challenge.indicators}
    assert used == set(scheme("indicator").terms)


@given(some_practices, codes)
def test_who_names_a_challenge_answers_it(found: list[Practice], code: str) -> None:
    named = [practice for practice in found if code in practice.challenges]
    answered = [answer.practice for answer in answers(found, code)]
    assert answered + guidance(found, code) == sorted(named, key=lambda practice: practice.kind == "guidance")


@given(some_practices, codes)
def test_an_answer_shows_what_is_recorded(found: list[Practice], code: str) -> None:
    challenge = challenges()[code]
    for answer in answers(found, code):
        practice = answer.practice
        assert all(not practice.facts[row].not_reported for row in answer.rows)
        silent = set(challenge.rows) - set(answer.rows)
        assert all(row not in practice.facts or practice.facts[row].not_reported for row in silent)
        assert set(answer.results) <= set(practice.results)
        assert len(answer.results) + answer.other_results == len(practice.results)
        assert {result.indicator for result in answer.results} <= set(challenge.indicators)
        assert answer.failed == practice.sections.get("what-did-not-work", "")


@given(some_practices, codes)
def test_an_approach_names_all_who_took_it_and_nobody_else(found: list[Practice], code: str) -> None:
    answered = answers(found, code)
    ways = approaches(answered, code)
    assert len({(way.row, way.code) for way in ways}) == len(ways)
    for way in ways:
        took = [answer.practice for answer in answered if way.code in answer.practice.facts.get(way.row, _NONE).codes]
        assert sorted(p.id for some in way.by_country.values() for p in some) == sorted(p.id for p in took)
        assert all(practice.country == country for country, some in way.by_country.items() for practice in some)


class _NONE:
    codes = ()


def test_a_status_is_no_approach(cases: list[Practice]) -> None:
    ways = approaches(answers(cases, "enabling-environment"), "enabling-environment")
    assert {way.row for way in ways} == {"classification"}
