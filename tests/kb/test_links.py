"""What the checks of an address make of it: nothing is dead at once, and whoever turns programs away is not dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb import links
from kb.links import FAILURES, Check, Outcome, standing
from kb.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
HERE = "https://example.org/law"
outcomes = st.sampled_from(["ok", "moved", "blocked", "gone", "trouble"])


def check(outcome: Outcome, day: float) -> Check:
    at = (START + timedelta(days=day)).isoformat(timespec="seconds")
    return Check(HERE, outcome, 0, HERE, "", "", at)


def state_of(*checks: tuple[Outcome, float]) -> str:
    return standing(HERE, [check(outcome, day) for outcome, day in checks]).state


def test_an_address_is_dead_after_three_failures_days_apart() -> None:
    assert state_of() == "unchecked"
    assert state_of(("gone", 0)) == "failing"
    assert state_of(("gone", 0), ("trouble", 3)) == "failing"
    assert state_of(("gone", 0), ("trouble", 3), ("gone", 6)) == "dead"


def test_failures_of_one_afternoon_are_one_failure() -> None:
    assert state_of(*(("gone", hour / 24) for hour in range(40))) == "failing"


def test_one_answer_ends_a_row_of_failures() -> None:
    assert state_of(("gone", 0), ("gone", 3), ("ok", 6), ("gone", 9), ("gone", 12)) == "failing"
    assert state_of(("gone", 0), ("gone", 3), ("gone", 6), ("moved", 9)) == "moved"


def test_turning_programs_away_is_neither_a_failure_nor_a_success() -> None:
    assert state_of(*(("blocked", day) for day in range(0, 300, 3))) == "blocked"
    assert state_of(("gone", 0), ("gone", 3), ("blocked", 6), ("gone", 9)) == "dead"


@given(st.lists(st.tuples(outcomes, st.integers(0, 100)), max_size=30))
def test_a_dead_address_failed_often_enough_since_it_last_answered(steps: list[tuple[Outcome, int]]) -> None:
    checks = [check(outcome, day) for outcome, day in sorted(steps, key=lambda step: step[1])]
    found = standing(HERE, checks)
    answered = max((number for number, one in enumerate(checks, 1) if one.outcome in ("ok", "moved")), default=0)
    failed = [one for one in checks[answered:] if one.outcome in ("gone", "trouble")]
    assert found.failures <= len(failed)
    if found.state == "dead":
        first, last = (datetime.fromisoformat(failed[end].at) for end in (0, -1))
        assert last - first >= links.APART * (FAILURES - 1)
        assert found.since == failed[0].at


def test_what_fails_is_due_sooner_than_what_answers() -> None:
    ok, failing = standing(HERE, [check("ok", 0)]), standing(HERE, [check("gone", 0)])
    assert standing(HERE, []).is_due(START)
    assert failing.is_due(START + timedelta(days=3))
    assert not ok.is_due(START + timedelta(days=29))
    assert ok.is_due(START + timedelta(days=30))


def test_the_history_of_each_address_is_kept(store: Store) -> None:
    store.file.__class__(store.file.path, links.MIGRATIONS).create()
    with store.file.write() as db:
        for one in (check("ok", 0), check("gone", 31)):
            links.record(db, one)
    assert [one.outcome for one in links.history(store.file.read(), HERE)] == ["ok", "gone"]
    found = links.standings(store.file.read(), [HERE, "https://example.org/other"])
    assert {address: one.state for address, one in found.items()} == {
        HERE: "failing", "https://example.org/other": "unchecked",
    }  # fmt: skip
    many = links.standings(store.file.read(), [HERE, *(f"https://example.org/{number}" for number in range(3000))])
    assert many[HERE].failures == 1
    assert len(many) == 3001
