"""Drafts hold every practice whole; what two people wrote can be told apart, merged and put in order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.model import Practice
from kb.workflow.content import Content, as_record, of_practice
from kb.workflow.fields import apart, choices, differences, from_leaves, in_order_of, leaves, merged, unit
from kb.workflow.naming import suggest_id
from kb.workflow.textdiff import word_changes
from kb.workflow.upkeep import months_after
from kb.workflow.validation import examine
from tests.strategies import lines, practices


@given(practices())
def test_a_practice_comes_out_of_its_draft_as_it_went_in(practice: Practice) -> None:
    content = of_practice(practice)
    assert from_leaves(leaves(content)) == content
    data, keys = as_record(content)
    again = Practice.model_validate(data)
    assert again.model_copy(update={"events": ()}) == practice.model_copy(update={"events": ()})
    assert sorted(map(repr, again.events)) == sorted(map(repr, practice.events))
    assert len(keys["results"]) == len(practice.results)


@given(practices(slug="a"), practices(slug="a"), practices(slug="a"))
def test_choosing_one_side_everywhere_gives_that_side(one: Practice, other: Practice, third: Practice) -> None:
    ancestor, theirs, mine = (of_practice(practice) for practice in (one, other, third))
    mine = apart(ancestor, mine, theirs)
    units = [choice.unit for choice in choices(ancestor, mine, theirs)]
    assert differences(merged(mine, theirs, units), mine) == []
    assert differences(merged(mine, theirs, []), theirs) == []
    half = units[::2]
    chosen = leaves(merged(mine, theirs, half))
    for path in {**leaves(mine), **leaves(theirs)}:
        side = leaves(mine) if unit(path) in half else leaves(theirs)
        assert chosen.get(path, "") == side.get(path, ""), path


@given(practices(slug="a"), practices(slug="a"))
def test_what_both_added_is_kept_beside_each_other(one: Practice, other: Practice) -> None:
    mine, theirs = of_practice(one), of_practice(other)
    own = apart(Content(), mine, theirs)
    for field in ("sources", "events", "results"):
        ours, others = getattr(own, field), getattr(theirs, field)
        assert all(ours[key] == others[key] for key in ours.keys() & others.keys())
        assert len(ours) == len(getattr(mine, field))


@given(practices(), st.randoms(use_true_random=False))
def test_a_form_keeps_the_order_of_codes(practice: Practice, random: Any) -> None:
    once = {  # as a form sends them
        path: tuple(dict.fromkeys(leaf)) if isinstance(leaf, tuple) else leaf
        for path, leaf in leaves(of_practice(practice)).items()
    }
    content = from_leaves(once)
    mixed = dict(leaves(content))
    for path, leaf in mixed.items():
        if isinstance(leaf, tuple) and path[-1] != "institutions":
            mixed[path] = tuple(random.sample(leaf, len(leaf)))
    assert in_order_of(from_leaves(mixed), content) == content


@given(lines(), lines())
def test_changed_words_give_both_texts(before: str, after: str) -> None:
    parts = list(word_changes(before, after))
    assert "".join(text for how, text in parts if how != "added").split() == before.split()
    assert "".join(text for how, text in parts if how != "removed").split() == after.split()


@given(st.text(max_size=200), st.sets(st.integers(0, 3)))
def test_a_suggested_id_is_an_id_that_nobody_has(title: str, numbers: set[int]) -> None:
    taken = {suggest_id("IDN", title, 2026, lambda slug: False)} if numbers else set()
    found = suggest_id("IDN", title, 2026, taken.__contains__)
    assert found not in taken
    _, findings = examine(Content(id=found))
    assert ("id",) not in [finding.location for finding in findings]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_after(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@pytest.mark.parametrize(
    "path", [("nothing",), ("facts", "nothing", "as_of"), ("events", "s1", "date"), ("title", "fr")]
)
def test_a_field_that_drafts_do_not_have_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        from_leaves({path: "x"})
