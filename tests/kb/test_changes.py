"""What readers could notice follows from the timeline; what differs between two revisions is told whole."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kb.changes import BY_PART, Change, Difference, changes, differences
from kb.model import Practice
from kb.store import PublicEvent, Store
from kb.text import LocalText
from tests.conftest import publish
from tests.strategies import practices

PAIRS = st.tuples(practices("same-id"), practices("same-id"))
OPPOSITE = {"added": "removed", "removed": "added", "changed": "changed"}


@given(practices())
def test_nothing_differs_from_itself(practice: Practice) -> None:
    assert differences(practice, practice) == ()


@given(PAIRS)
def test_what_is_named_is_all_that_differs(pair: tuple[Practice, Practice]) -> None:
    """Taking the named fields from the new revision makes it out of the old one."""
    before, after = pair
    mended = before.model_dump(mode="json")
    new = after.model_dump(mode="json")
    for difference in differences(before, after):
        if difference.field not in BY_PART:
            mended[difference.field] = new[difference.field]
        elif difference.how == "removed":
            del mended[difference.field][difference.part]
        else:
            mended[difference.field][difference.part] = new[difference.field][difference.part]
    assert mended == new


@given(PAIRS)
def test_the_way_back_differs_in_the_same_fields(pair: tuple[Practice, Practice]) -> None:
    there, back = differences(*pair), differences(*reversed(pair))
    assert [Difference(one.field, one.part, OPPOSITE[one.how]) for one in there] == list(back)


def test_rows_and_sections_are_told_by_name(case: Practice) -> None:
    facts = {row: fact for row, fact in case.facts.items() if row != "payers"}
    facts["collection"] = facts["collection"].model_copy(update={"text": LocalText(en="Other.", id="Lain.")})
    other = case.model_copy(update={"facts": facts, "verified_on": date(2026, 1, 1), "results": ()})
    assert differences(case, other) == (
        Difference("verified_on", "", "changed"),
        Difference("facts", "payers", "removed"),
        Difference("facts", "collection", "changed"),
        Difference("results", "", "removed"),
    )
    backwards = case.model_copy(update={"facts": dict(reversed(case.facts.items()))})
    assert differences(case, backwards) == ()


def test_a_practice_is_published_changed_and_withdrawn(store: Store, case: Practice) -> None:
    draft = case.model_copy(update={"jurisdiction": "A province"})
    publish(store, case)
    store.save(draft, "ani")
    assert [change.kind for change in changes(store.public_events())] == ["published"], "a draft is nobody's to see"
    store.publish(case.id, 1, "budi", "the same once more")
    store.publish(case.id, 2, "budi")
    store.withdraw(case.id, "budi", "a reason for the office")
    store.publish(case.id, 2, "budi")
    found = changes(store.public_events())
    assert [(one.kind, one.revision, one.before) for one in found] == [
        ("published", 1, None),
        ("changed", 2, 1),
        ("withdrawn", 2, None),
        ("published", 2, None),
    ]
    assert "office" not in str(store.public_events())


def test_the_number_of_the_last_event_grows_with_every_deed(store: Store, case: Practice) -> None:
    numbers = [store.last_event()]
    for deed in (
        lambda: store.save(case, "ani"),
        lambda: store.publish(case.id, 1, "ani"),
        lambda: store.withdraw(case.id, "ani"),
    ):
        deed()
        numbers.append(store.last_event())
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 0


@st.composite
def timelines(draw: st.DrawFn) -> list[PublicEvent]:
    """What a store can record: a practice is withdrawn only while it is visible."""
    visible: dict[str, int] = {}
    events = []
    for number in range(draw(st.integers(0, 25))):
        slug = draw(st.sampled_from("abc"))
        withdrawn = slug in visible and draw(st.booleans())
        revision = visible.pop(slug) if withdrawn else draw(st.integers(1, 4))
        if not withdrawn:
            visible[slug] = revision
        at = f"2026-01-{number + 1:02}T00:00:00+00:00"
        events.append(PublicEvent(slug, revision, f"hash-{revision}", "withdrawn" if withdrawn else "published", at))
    return events


@given(timelines())
def test_the_changes_lead_to_what_stands(events: list[PublicEvent]) -> None:
    standing: dict[str, PublicEvent] = {}
    for event in events:
        standing.pop(event.practice, None)
        if event.action == "published":
            standing[event.practice] = event
    shown: dict[str, int] = {}
    for change in changes(events):
        assert (change.practice in shown) == (change.kind != "published")
        if change.kind == "changed":
            assert change.before == shown[change.practice] != change.revision
        shown.pop(change.practice, None)
        if change.kind != "withdrawn":
            shown[change.practice] = change.revision
    assert shown == {slug: event.revision for slug, event in standing.items()}


def test_the_day_of_a_change_is_in_universal_time() -> None:
    assert Change("a", 1, "published", "2026-11-22T23:59:59+00:00").day == "2026-11-22"
