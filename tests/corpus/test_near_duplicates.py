"""A case that is recorded twice is found by its meaning; different cases of one country are not."""

from __future__ import annotations

from corpus.near_duplicates import near_duplicates
from indexer.base import Base
from kb.model import Practice
from kb.text import LocalText


def _reworded(practice: Practice, summary: str) -> Practice:
    text = LocalText(en=summary, id=practice.summary.id)
    return practice.model_copy(update={"id": f"{practice.id}-again", "summary": text})


def test_the_curated_practices_record_no_case_twice(full_base: Base, cases: list[Practice]) -> None:
    assert list(map(str, near_duplicates(cases, full_base.load_encoder()))) == []


def test_a_case_recorded_again_is_found(full_base: Base, cases: list[Practice]) -> None:
    for practice in cases[::10]:
        first, _, rest = practice.summary.en.partition(". ")
        again = _reworded(practice, f"{rest} {first}.".strip())
        [pair] = near_duplicates([practice, again], full_base.load_encoder())
        assert {pair.first, pair.second} == {practice.id, again.id}
        assert f"{practice.id} and {again.id} seem to record one case" in str(pair)


def test_one_practice_has_no_duplicate(full_base: Base, case: Practice) -> None:
    assert near_duplicates([case], full_base.load_encoder()) == []
