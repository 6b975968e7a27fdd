"""A question put to several countries: each is answered by itself, with sources, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.ask import PASSAGES, ask
from indexer.base import Base
from indexer.filters import Filters
from indexer.index import IndexMissing
from kb.comparison import AskedRow, compare
from kb.errors import UsageError
from tests.bases import small_base

COUNTRIES = ("IDN", "MYS", "SGP")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    base = small_base(tmp_path_factory.mktemp("asked"))
    yield base
    base.close()


@pytest.fixture(scope="module")
def asked(base: Base) -> AskedRow:
    return ask(base.searcher, "contributions of platform workers", COUNTRIES, "en")


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
    assert ask(base.searcher, "contributions", ["KHM"], "en").evidence == {"KHM": ()}


def test_guidance_answers_for_no_country(base: Base) -> None:
    question = base.store.published("int-ilo-c193-platform-economy-2026").title.en
    assert base.searcher.search(question).countries[0].country == "INT"
    assert ask(base.searcher, question, ["INT"], "en").evidence == {"INT": ()}


@pytest.mark.parametrize(
    ("lang", "rows"), [("en", "Who pays, rates and caps"), ("id", "Siapa yang membayar, tarif, dan batas")]
)
def test_answers_and_their_headings_are_in_the_language_asked_for(base: Base, lang: str, rows: str) -> None:
    found = ask(base.searcher, "who pays: siapa yang membayar iuran", ["SGP", "MYS"], lang).evidence
    said = [evidence for evidences in found.values() for evidence in evidences if evidence.section == "payers"]
    assert {(evidence.heading, evidence.lang) for evidence in said} == {(rows, lang)}


def test_a_search_by_words_only_says_so(asked: AskedRow) -> None:
    assert "words only" in asked.notice


def test_lines_of_an_answer_are_joined_and_paragraphs_kept(tmp_path: Path) -> None:
    base = small_base(tmp_path)
    practice = base.store.published("sgp-platform-workers-act-2024")
    broken = practice.sections | {"context": "Zebras carry\nparcels.[^s1]\n\nOther zebras\nride."}
    revision = base.store.save(practice.model_copy(update={"sections": broken}), "author")
    base.store.publish(practice.id, revision.number, "editor")
    base.index.ensure(None)
    found = ask(base.searcher, "zebras", ["SGP"], "en").evidence["SGP"]
    base.close()
    assert [evidence.text for evidence in found] == ["Zebras carry parcels.\n\nOther zebras ride."]


def test_the_question_joins_a_comparison_with_its_sources(base: Base, asked: AskedRow) -> None:
    compared = compare(base.store.all_published(), [*COUNTRIES, "KHM"], ["payers"], "en", asked)
    row = compared.rows[0]
    assert (row.label, compared.notice) == ("contributions of platform workers", asked.notice)
    assert [len(cell) for cell in row.cells] == [len(asked.evidence[country]) for country in COUNTRIES] + [0]
    assert all(entry.notes and entry.as_of for cell in row.cells for entry in cell)


@pytest.mark.parametrize("question", ["", "  ", "\x00", "x" * 3000])
def test_a_question_that_cannot_be_read_is_wrong_use(base: Base, question: str) -> None:
    with pytest.raises(UsageError):
        ask(base.searcher, question, COUNTRIES, "en")


def test_without_an_index_nothing_is_answered(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = small_base(tmp_path_factory.mktemp("unindexed"), indexed=False)
    with pytest.raises(IndexMissing):
        ask(base.searcher, "contributions", COUNTRIES, "en")
    base.close()
