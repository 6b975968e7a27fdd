"""Words that stand in two practices are found, however they are laid out."""

from __future__ import annotations

from kb.model import Practice
from kb.overlap import RUN, overlaps

WORDS = [f"word{number}" for number in range(RUN)]


def _with_context(practice: Practice, text: str) -> Practice:
    return practice.model_copy(update={"sections": {**practice.sections, "context": text}})


def test_the_curated_practices_share_no_words(cases: list[Practice]) -> None:
    assert list(map(str, overlaps(cases))) == []


def test_a_run_of_words_in_two_practices_is_found_in_the_later_one(three: list[Practice]) -> None:
    first = _with_context(three[0], " ".join(WORDS))
    second = _with_context(three[1], "Before: " + ",\n".join(WORDS).upper() + "[^s1] after.")
    [overlap] = overlaps([first, second])
    assert (overlap.practice, overlap.other, overlap.location) == (second.id, first.id, ("sections", "context"))
    assert overlap.words == " ".join(WORDS)


def test_fewer_words_and_ones_own_words_are_no_overlap(three: list[Practice]) -> None:
    shorter = " ".join(WORDS[1:])
    assert list(overlaps([_with_context(practice, shorter) for practice in three])) == []
    again = _with_context(three[0], " ".join(WORDS) + ". " + " ".join(WORDS))
    assert list(overlaps([again, again])) == []
