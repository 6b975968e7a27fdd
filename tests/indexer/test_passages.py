"""Passages: nothing of a practice is lost, each piece stands alone, cites its sources and fits the encoder."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index import fits_in
from indexer.passages import Passage, cut, halves, texts_to_embed
from kb.model import Practice
from kb.practice_file import CITATION
from kb.results import result_sentence
from kb.sections import section_name
from kb.text import LANGS
from kb.vocabulary import scheme
from tests.doubles import HashEncoder
from tests.strategies import lines, practices

LIMITS = (24, 60, 512)


def letters(text: str) -> str:
    """The text without what cutting may change: spaces between the pieces."""
    return re.sub(r"\s", "", text)


def told(practice: Practice) -> dict[tuple[str, str], str]:
    """What the passages must tell, by section and language."""
    expected: dict[tuple[str, str], str] = defaultdict(str)
    for lang in LANGS:
        expected["summary", lang] = practice.summary.get(lang)
        for row, fact in practice.facts.items():
            if fact.text:
                expected[row, lang] = fact.text.get(lang)
        for result in practice.results:
            expected["result", lang] += result_sentence(result, lang)
    for section, text in practice.sections.items():
        if letters(re.sub(CITATION, "", text)):
            expected[section, "en"] += re.sub(CITATION, "", text)
    return {place: letters(text) for place, text in expected.items()}


def telling(passages: list[Passage]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = defaultdict(str)
    for passage in passages:
        found[passage.section, passage.lang] += letters(passage.text)
    return dict(found)


@pytest.mark.parametrize("limit", LIMITS)
def test_nothing_of_the_curated_cases_is_lost_and_all_of_it_fits(cases: list[Practice], limit: int) -> None:
    fits = fits_in(HashEncoder(max_tokens=limit))
    for practice in cases:
        passages = cut(practice, fits)
        assert telling(passages) == told(practice), practice.id
        assert all(fits(passage.embedded) for passage in passages), practice.id


@settings(max_examples=30)
@given(practices(), st.integers(16, 200))
def test_nothing_of_any_practice_is_lost_and_all_of_it_fits(practice: Practice, limit: int) -> None:
    fits = fits_in(HashEncoder(max_tokens=limit))
    passages = cut(practice, fits)
    assert telling(passages) == told(practice)
    assert all(fits(passage.embedded) for passage in passages)
    assert all(passage.text.strip() and passage.heading.strip() for passage in passages)
    places = [(passage.section, passage.part, passage.lang) for passage in passages]
    assert len(set(places)) == len(places)
    assert passages == cut(practice, fits)


def test_every_citation_is_kept(cases: list[Practice]) -> None:
    for practice in cases:
        passages = cut(practice, fits_in(HashEncoder(max_tokens=60)))
        for row, fact in practice.facts.items():
            for passage in passages:
                if passage.section == row:
                    assert passage.cites == fact.cites
        for section, text in practice.sections.items():
            kept = {source for passage in passages if passage.section == section for source in passage.cites}
            assert kept == set(re.findall(CITATION, text))
        assert all("[^" not in passage.text for passage in passages)
        assert all(set(passage.cites) <= practice.sources.keys() for passage in passages)
        assert all(passage.cites for passage in passages if passage.section == "summary")


def test_a_heading_says_of_where_and_what(case: Practice) -> None:
    for passage in cut(case):
        country = "Indonesia"
        assert passage.heading.startswith(country)
        assert passage.heading.endswith(section_name(passage.section, passage.lang))
        assert passage.embedded == f"{passage.heading}: {passage.text}"
    titled = [passage for passage in cut(case) if passage.section == "summary"]
    assert {passage.lang: case.title.get(passage.lang) in passage.heading for passage in titled} == {
        "en": True,
        "id": True,
    }
    assert all(case.title.get(passage.lang) in passage.heading + passage.labels for passage in cut(case))


def test_a_place_within_a_country_is_named(cases: list[Practice]) -> None:
    practice = next(practice for practice in cases if practice.jurisdiction == "IN-RJ")
    assert all(passage.heading.startswith("Rājasthān, India – ") for passage in cut(practice))


def test_a_long_title_leaves_room_for_the_text(case: Practice) -> None:
    """A title that fills what the encoder reads would cut every text into letters."""
    title = case.title.model_copy(update={"en": "very long title " * 100, "id": "judul sangat panjang " * 100})
    passages = cut(case.model_copy(update={"title": title}), fits_in(HashEncoder(max_tokens=100)))
    assert telling(passages) == told(case)
    assert len(passages) < 4 * len(cut(case))
    assert all(passage.heading.startswith("Indonesia") for passage in passages)


def test_names_of_codes_are_words_to_be_found_by(case: Practice) -> None:
    branches = {passage.lang: passage.labels for passage in cut(case) if passage.section == "branches"}
    assert "Employment injury: Voluntary" in branches["en"]
    assert "Jaminan kecelakaan kerja: Sukarela" in branches["id"]
    summary = {passage.lang: passage.labels for passage in cut(case) if passage.section == "summary"}
    assert "BPJS Ketenagakerjaan" in summary["id"]
    assert "Berjalan" in summary["id"]


def test_every_section_and_row_has_a_name() -> None:
    for section in ("summary", "result", "context", "what-did-not-work", *scheme("row").terms):
        assert section_name(section, "en")
        assert section_name(section, "id")


@given(st.lists(lines(), min_size=1, max_size=3).map(" ".join).map(str.strip).filter(lambda text: len(text) > 1))
def test_halves_make_the_whole(text: str) -> None:
    first, second = halves(text)
    assert letters(first + second) == letters(text)
    assert first
    assert second
    assert len(first) < len(text)
    assert len(second) < len(text)


def test_halves_end_with_a_sentence_where_one_ends() -> None:
    assert halves("One two. Three four five six.") == ("One two.", "Three four five six.")
    assert halves("one two three") == ("one two", "three")
    assert halves("abcd") == ("ab", "cd")


def test_the_same_text_is_embedded_once() -> None:
    one = Passage("summary", "0", "en", "Spain", "The law.")
    same = Passage("context", "3", "id", "Spain", "The law.", "labels", ("s1",))
    other = Passage("summary", "0", "en", "Chile", "The law.")
    assert texts_to_embed([one, same, other]) == {one.text_hash: "Spain: The law.", other.text_hash: "Chile: The law."}
