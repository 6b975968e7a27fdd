"""Where countries agree follows from their codes alone, whatever their order and number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.agreement import agreement, codes, common, merged, no_scheme
from kb.comparison import Entry

CODES = ("worker", "platform", "state")
entries = st.builds(
    lambda practice, told, silent: (
        Entry(practice, not_reported=True)
        if silent
        else Entry(practice, tuple(code.title() for code in told), "Text.", "2026", (1,), coded_as=tuple(told))
    ),
    st.sampled_from("abc"),
    st.lists(st.sampled_from(CODES), unique=True, max_size=3),
    st.booleans(),
)
cells = st.lists(entries, max_size=3, unique_by=lambda entry: entry.practice).map(tuple)
rows = st.lists(cells, max_size=5)


@given(rows, st.randoms())
def test_the_order_of_the_countries_changes_nothing(row: list[tuple[Entry, ...]], random: object) -> None:
    shuffled = list(row)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert agreement(shuffled) == agreement(row)
    assert common(shuffled) == common(row)


@given(rows, cells)
def test_a_further_country_never_settles_a_difference(row: list[tuple[Entry, ...]], more: tuple[Entry, ...]) -> None:
    if agreement(row) == "different":
        assert agreement([*row, more]) == "different"
    if agreement([*row, more]) == "silent":
        assert agreement(row) == "silent"


@given(rows)
def test_the_words_mean_what_they_say(row: list[tuple[Entry, ...]]) -> None:
    told = [codes(cell) for cell in row]
    found = agreement(row)
    assert (found == "same") == (len(row) > 1 and all(told) and len(set(told)) == 1)
    assert (found == "different") == (len({some for some in told if some}) > 1)
    assert (found == "silent") == (not any(entry.text for cell in row for entry in cell))


@given(rows)
def test_what_is_common_is_told_by_every_country_with_codes(row: list[tuple[Entry, ...]]) -> None:
    told = [codes(cell) for cell in row if codes(cell)]
    assert all(common(row) <= some for some in told)
    if agreement(row) == "same":
        assert all(common(row) == some for some in told)


@given(cells)
def test_merging_keeps_every_code_and_who_tells_it(cell: tuple[Entry, ...]) -> None:
    found = merged(cell)
    assert [one.code for one in found] == list(dict.fromkeys(code for entry in cell for code in entry.coded_as))
    telling = {entry.practice for entry in cell if entry.coded_as}
    for one in found:
        assert set(one.practices) == {entry.practice for entry in cell if one.code in entry.coded_as}
        assert one.disputed == (set(one.practices) != telling)


def test_a_row_in_which_every_branch_is_outside_says_that_there_is_no_scheme() -> None:
    nothing = Entry("a", ("Old age: Not covered",), "None.", "2026", (1,), coded_as=("old-age:none",))
    something = Entry("a", ("", ""), "Some.", "2026", (1,), coded_as=("old-age:none", "sickness:voluntary"))
    assert no_scheme("branches", nothing)
    assert not no_scheme("branches", something)
    assert not no_scheme("evaluation", Entry("a", ("No evidence",), "None.", "2026", (1,), coded_as=("none",)))
    assert not no_scheme("benefits", Entry("a", (), "Text.", "2026", (1,)))
