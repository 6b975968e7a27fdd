"""What is suggested, by every other practice, for practices that were not learnt from.

The encoder has no weights here: what the words alone teach must already be worth something. The figures with the
bundled encoder are in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.extraction.model import Extracted, MediaType
from corpus.suggestions import duplicates
from corpus.suggestions.document import document_of
from corpus.suggestions.duplicates import Calibration
from corpus.suggestions.embedded import fresh, kept
from corpus.suggestions.examples import as_document
from corpus.suggestions.learned import FIELDS
from corpus.suggestions.model import Suggestion, draft_of
from corpus.suggestions.suggest import Suggester, suggester
from corpus.suggestions.taught import learn, taught
from indexer.base import Base
from kb.errors import KbError
from kb.model import Practice
from kb.settings import Settings
from tests.conftest import publish
from tests.doubles import HashEncoder

EMBED = fresh(HashEncoder())


@pytest.fixture(scope="module")
def made(cases: Sequence[Practice]) -> Suggester:
    return suggester(cases[::2], EMBED, "hash")


@pytest.fixture(scope="module")
def held_out(cases: Sequence[Practice], made: Suggester) -> list[tuple[Practice, Extracted, list[Suggestion]]]:
    documents = [(practice, as_document(practice, lang)) for practice in cases[1::6] for lang in ("en", "id")]
    return [(practice, document, made.suggest(document, EMBED)) for practice, document in documents]


def test_no_measure_is_below_its_floor(held_out: list[tuple[Practice, Extracted, list[Suggestion]]]) -> None:
    right = wrong = missed = 0
    countries, kinds = [], []
    for practice, _, found in held_out:
        countries.append(_values(found, "country") == [practice.country])
        kinds.append(_values(found, "kind") == [practice.kind])
        expected, given = FIELDS["branches"].of(practice), set(_values(found, "branches"))
        right, wrong, missed = (
            right + len(given & expected),
            wrong + len(given - expected),
            missed + len(expected - given),
        )
    assert np.mean(countries) >= 0.93
    assert np.mean(kinds) >= 0.75
    assert 2 * right / (2 * right + wrong + missed) >= 0.65


def test_every_suggestion_says_where_it_was_read(
    held_out: list[tuple[Practice, Extracted, list[Suggestion]]],
) -> None:
    for _, document, found in held_out:
        for suggestion in found:
            assert 0 <= suggestion.confidence <= 1
            assert all(evidence.text in document.text for evidence in suggestion.evidence)
            assert suggestion.evidence or suggestion.field in {"country", "kind", "status", "relevance", "duplicate"}


def test_a_document_without_text_suggests_nothing(made: Suggester) -> None:
    empty = Extracted(media_type=MediaType.PDF, notes=("Scanned: no text layer.",))
    assert made.suggest(empty, EMBED) == []


def test_a_case_that_is_in_the_base_is_found_and_another_is_not(
    made: Suggester, cases: Sequence[Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 10.0)  # numbers and names in common, for want of meaning
    only_words = Calibration(intercept=-10.0, weights=weights, threshold=0.0)
    monkeypatch.setattr(duplicates, "calibration_of", lambda fingerprint: only_words)
    again = made.suggest(as_document(cases[10], "id"), EMBED)
    assert _values(again, "duplicate")[:1] == [cases[10].id]
    assert _values(made.suggest(as_document(cases[11], "en"), EMBED), "duplicate") == []


def test_a_draft_begins_with_what_the_document_says_itself(
    held_out: list[tuple[Practice, Extracted, list[Suggestion]]],
) -> None:
    practice, document, found = held_out[0]
    draft = draft_of(document, found)
    assert draft["title"] == practice.title.en
    assert draft["fields"]["country"] == _values(found, "country")


def test_what_was_learnt_is_kept_until_the_base_changes(
    cases: Sequence[Practice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Base(Settings(home=tmp_path))
    base.store.create()
    base.searcher.encoder = HashEncoder()
    with pytest.raises(KbError, match="too few practices"):
        taught(base)
    publish(base.store, *cases[:40])
    first = learn(base)
    assert taught(base).fingerprint == first.fingerprint
    monkeypatch.setattr("corpus.suggestions.taught.learn", lambda base: "learnt again")
    assert isinstance(taught(base), Suggester)
    publish(base.store, cases[41])
    assert taught(base) == "learnt again"
    base.close()


def test_vectors_of_practices_are_kept_in_the_store(base_of_three: Base) -> None:
    encoder = HashEncoder()
    embed = kept(base_of_three.store.file, encoder)
    [practice, *_] = base_of_three.store.all_published()
    vectors = [document_of(as_document(practice, "en"), embed).vectors for _ in range(2)]
    assert np.array_equal(*vectors)
    assert len(encoder.encoded) == len(vectors[0])


@pytest.fixture
def base_of_three(three: list[Practice], tmp_path: Path) -> Base:
    base = Base(Settings(home=tmp_path))
    base.store.create()
    publish(base.store, *three)
    return base


def _values(found: Sequence[Suggestion], field: str) -> list[str]:
    return [suggestion.value for suggestion in found if suggestion.field == field]
