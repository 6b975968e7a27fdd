"""A question put to several countries: each is answered by itself, with sources, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.ask import PASSAGES, ask
from indexer.base import Base
from indexer.filters import Filters
from indexer.index import IndexMissing
from indexer.questions import read_questions
from kb.comparison import AskedRow, compare
from kb.errors import UsageError
from tests.bases import small_base
from tests.doubles import HashEncoder
from tests.evaluation.floors import QUESTIONS

MANY = ("IDN", "USA", "IND", "SGP", "MYS", "BRA", "KOR", "PHL", "COL", "CRI", "FRA", "THA")
COUNTRIES = ("IDN", "MYS", "SGP")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    base = small_base(tmp_path_factory.mktemp("asked"))
    yield base
    base.close()


@pytest.fixture(scope="module")
def asked(base: Base) -> AskedRow:
    (row,) = ask(base.searcher, ["contributions of platform workers"], COUNTRIES, "en")
    return row


def test_each_country_is_answered_from_its_own_practices(base: Base, asked: AskedRow) -> None:
    assert tuple(asked.evidence) == COUNTRIES
    for country, found in asked.evidence.items():
        assert 1 <= len(found) <= PASSAGES
        assert {base.store.published(evidence.practice).country for evidence in found} == {country}


def test_every_answer_cites_sources_that_its_practice_has(base: Base, asked: AskedRow) -> None:
    for evidence in (evidence for found in asked.evidence.values() for evidence in found):
        assert evidence.cites
        assert set(evidence.cites) <= set(base.store.published(evidence.practice).sources)


def test_the_best_passage_of_a_country_is_that_of_the_search(base: Base, asked: AskedRow) -> None:
    for country in COUNTRIES:
        answer = base.searcher.search("contributions of platform workers", Filters().with_country(country), "en")
        passages = [passage for practice in answer.countries[0].practices for passage in practice.passages]
        best = max((passage for passage in passages if passage.sources), key=lambda passage: passage.score)
        assert asked.evidence[country][0].text == " ".join(best.text.split())


def test_a_country_without_practices_has_no_evidence(base: Base) -> None:
    assert ask(base.searcher, ["contributions"], ["KHM"], "en")[0].evidence == {"KHM": ()}


def test_guidance_answers_for_no_country(base: Base) -> None:
    question = base.store.published("int-ilo-c193-platform-economy-2026").title.en
    assert base.searcher.search(question).countries[0].country == "INT"
    assert ask(base.searcher, [question], ["INT"], "en")[0].evidence == {"INT": ()}


@pytest.mark.parametrize(
    ("lang", "rows"), [("en", "Who pays, rates and caps"), ("id", "Siapa yang membayar, tarif, dan batas")]
)
def test_answers_and_their_headings_are_in_the_language_asked_for(base: Base, lang: str, rows: str) -> None:
    found = ask(base.searcher, ["who pays: siapa yang membayar iuran"], ["SGP", "MYS"], lang)[0].evidence
    said = [evidence for evidences in found.values() for evidence in evidences if evidence.section == "payers"]
    assert {(evidence.heading, evidence.lang) for evidence in said} == {(rows, lang)}


def test_a_search_by_words_only_says_so(asked: AskedRow) -> None:
    assert "words only" in asked.notice


def test_no_question_is_no_row(base: Base) -> None:
    assert ask(base.searcher, [], COUNTRIES, "en") == ()


class Counting(HashEncoder):
    """Counts the questions that it encodes."""

    questions = 0

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.questions += len(texts)
        return super().encode_queries(texts)


@pytest.fixture(scope="module")
def by_meaning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    """A base with vectors that count words, so that what is near is what has the same words."""
    base = small_base(tmp_path_factory.mktemp("meant"), indexed=False)
    base.index.ensure(HashEncoder())
    yield base
    base.close()


def test_each_question_is_encoded_once_for_all_countries(by_meaning: Base) -> None:
    by_meaning.searcher.encoder = encoder = Counting()
    rows = ask(by_meaning.searcher, ["who pays contributions", "work injury"], COUNTRIES, "en")
    assert [row.question for row in rows] == ["who pays contributions", "work injury"]
    assert encoder.questions == 2


def test_what_is_far_from_the_question_is_no_evidence(by_meaning: Base) -> None:
    by_meaning.searcher.encoder = HashEncoder()
    fact = by_meaning.store.published("sgp-platform-workers-act-2024").facts["payers"]
    assert fact.text
    (near,) = ask(by_meaning.searcher, [fact.text.en], COUNTRIES, "en")
    assert near.evidence["SGP"][0].text == " ".join(fact.text.en.split())
    assert near.evidence["MYS"] == ()


def test_what_the_base_does_not_bear_on_has_no_evidence_anywhere(full_base: Base) -> None:
    questions = ["Who pays the work injury insurance of couriers?", "resep rendang sapi", "Who won the world cup?"]
    asked, *others = ask(full_base.searcher, questions, COUNTRIES, "en")
    assert any(asked.evidence.values())
    assert not any(found for row in others for found in row.evidence.values())


def test_lines_of_an_answer_are_joined_and_paragraphs_kept(tmp_path: Path) -> None:
    base = small_base(tmp_path)
    practice = base.store.published("sgp-platform-workers-act-2024")
    broken = practice.sections | {"context": "Zebras carry\nparcels.[^s1]\n\nOther zebras\nride."}
    revision = base.store.save(practice.model_copy(update={"sections": broken}), "author")
    base.store.publish(practice.id, revision.number, "editor")
    base.index.ensure(None)
    found = ask(base.searcher, ["zebras"], ["SGP"], "en")[0].evidence["SGP"]
    base.close()
    assert [evidence.text for evidence in found] == ["Zebras carry parcels.\n\nOther zebras ride."]


def test_the_question_joins_a_comparison_with_its_sources(base: Base, asked: AskedRow) -> None:
    compared = compare(base.store.all_published(), [*COUNTRIES, "KHM"], ["payers"], "en", [asked])
    row = compared.rows[0]
    assert (row.label, compared.notice) == ("contributions of platform workers", asked.notice)
    assert [len(cell) for cell in row.cells] == [len(asked.evidence[country]) for country in COUNTRIES] + [0]
    assert all(entry.notes and entry.as_of for cell in row.cells for entry in cell)


@pytest.mark.parametrize("question", ["", "  ", "\x00", "x" * 3000])
def test_a_question_that_cannot_be_read_is_wrong_use(base: Base, question: str) -> None:
    with pytest.raises(UsageError):
        ask(base.searcher, [question], COUNTRIES, "en")


def test_without_an_index_nothing_is_answered(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = small_base(tmp_path_factory.mktemp("unindexed"), indexed=False)
    with pytest.raises(IndexMissing):
        ask(base.searcher, ["contributions"], COUNTRIES, "en")
    base.close()


def test_what_the_base_does_not_know_is_evidence_in_no_country(full_base: Base) -> None:
    unknown = [one for one in read_questions(QUESTIONS) if not one.expected_countries]
    found = [
        (one.question, country)
        for one in unknown
        if not full_base.searcher.search(one.question).found
        for country, evidence in ask(full_base.searcher, [one.question], MANY, "en")[0].evidence.items()
        if evidence
    ]
    assert len(unknown) > 20
    assert not found


def test_a_country_that_says_nothing_on_a_question_about_another_has_no_evidence(full_base: Base) -> None:
    question = "Did Belgium's compulsory accident cover for freelance app couriers really begin in January 2026?"
    (row,) = ask(full_base.searcher, [question], ["BEL", "THA"], "en")
    assert row.evidence["BEL"]
    assert not row.evidence["THA"]
