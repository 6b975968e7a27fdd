"""The base says that it has no evidence when it has none, and only then."""

from __future__ import annotations

import pytest

from indexer.answerability import Calibration, Signals, calibration_of, signals
from indexer.base import Base
from indexer.filters import Filters
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.search import Searcher
from kb.model import Practice
from tests.conftest import publish
from tests.doubles import HashEncoder


@pytest.fixture
def searcher(index: Index, hashing: HashEncoder, three: list[Practice]) -> Searcher:
    publish(index.store, *three)
    index.ensure(hashing)
    return Searcher(LiveIndex(index), hashing)


def test_more_of_any_signal_speaks_for_an_answer() -> None:
    found = calibration_of("multilingual-e5-small-")
    assert found is None, "a fingerprint is matched by its beginning, not the other way about"
    weights = Calibration(intercept=-5, nearness=4, share=2, concepts=1, threshold=0)
    little = Signals(nearness=0.5, share=0.1, concepts=0)
    for more in (
        Signals(nearness=0.9, share=0.1, concepts=0),
        Signals(nearness=0.5, share=0.9, concepts=0),
        Signals(nearness=0.5, share=0.1, concepts=2),
    ):
        assert weights.log_odds(more) > weights.log_odds(little)


def test_the_bundled_encoder_is_calibrated(full_base: Base) -> None:
    found = calibration_of(full_base.load_encoder().fingerprint)
    assert found
    assert min(found.nearness, found.share, found.concepts) > 0


def test_an_encoder_that_was_never_calibrated_turns_nothing_away(searcher: Searcher) -> None:
    assert calibration_of(HashEncoder().fingerprint) is None
    assert searcher.search("zzz qqq").countries


def test_the_share_counts_what_stands_in_one_passage(searcher: Searcher) -> None:
    snapshot = searcher.live.snapshot()
    with snapshot.generation.file.steady() as db:
        [(number, text)] = db.execute("SELECT id, text FROM passage ORDER BY id LIMIT 1").fetchall()
        whole = signals(db, " ".join(text.split()[:12]), [0.9], [number])
        assert whole.share == pytest.approx(1)
        assert whole.nearness == pytest.approx(0.9)
        strange = "Which xylophones do astronomers play under the brightest quasars?"
        assert signals(db, strange, [0.9], [number]).share == 0
        assert signals(db, strange, [], []) == Signals(nearness=0, share=0, concepts=0)
        assert signals(db, "¿Quién paga los gastos del seguro?", [], []).share == 0.5, "the base has no Spanish texts"


def test_a_country_without_a_practice_has_no_evidence(searcher: Searcher) -> None:
    answer = searcher.search("How does Iceland insure drivers?", lang="en")
    assert answer.countries == ()
    assert answer.unrecorded == ("ISL",)
    assert answer.nearest
    assert searcher.search("How do Iceland and Malaysia insure drivers?", lang="en").countries
    chosen = Filters.of({"country": ["MYS"]})
    assert searcher.search("How does Iceland insure drivers?", chosen).countries, "who chose a country has chosen"


@pytest.mark.parametrize(
    "question", ["resep rendang sapi", "Who won the football world cup?", "¿Quién ganó el mundial de fútbol?"]
)
def test_what_has_nothing_to_do_with_the_base_finds_no_evidence(full_base: Base, question: str) -> None:
    answer = full_base.searcher.search(question)
    assert answer.countries == ()
    assert 0 < len(answer.nearest) <= 3


@pytest.mark.parametrize("question", ["iuran", "JKK ojol", "SOCSO", "kurir", "C193", "CPF", "pensiun pekerja mandiri"])
def test_a_word_of_the_field_alone_is_answered(full_base: Base, question: str) -> None:
    assert full_base.searcher.search(question).countries
