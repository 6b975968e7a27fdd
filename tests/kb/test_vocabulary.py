"""The vocabulary: whole in both languages, unambiguous, and helpful about what it does not know."""

from __future__ import annotations

from collections import defaultdict

import pytest

from indexer.words import fold
from kb.vocabulary import Scheme, Term, UnknownCode, require_row_code, row_code_label, scheme, vocabulary

SCHEMES = list(vocabulary().values())
TERMS = [pytest.param(term, id=f"{part.name}:{term.code}") for part in SCHEMES for term in part.terms.values()]


@pytest.mark.parametrize("part", SCHEMES, ids=lambda part: part.name)
def test_every_scheme_says_what_it_is_and_where_it_comes_from(part: Scheme) -> None:
    assert part.label.en
    assert part.label.id
    assert len(part.source) > 10
    assert len(part.terms) > 1
    labels = [term.label for term in part.terms.values()]
    assert len({label.en.casefold() for label in labels}) == len(labels)
    assert len({label.id.casefold() for label in labels}) == len(labels)


@pytest.mark.parametrize("term", TERMS)
def test_every_term_is_explained_in_both_languages(term: Term) -> None:
    for text in (term.label, term.definition):
        assert len(text.en) <= 25 or text.en != text.id, "the Indonesian text is the English one"
    assert term.definition.en != term.definition.id
    assert term.definition.en.endswith(".")
    assert term.definition.id.endswith(".")
    assert term.definition.en.rstrip(".") != term.label.en


@pytest.mark.parametrize("term", TERMS)
def test_synonyms_are_in_languages_of_the_base_and_stand_once(term: Term) -> None:
    assert set(term.synonyms) <= {"en", "id", "es", "fr"}
    for names in term.synonyms.values():
        assert names
        assert len({fold(name) for name in names}) == len(names)


@pytest.mark.parametrize("part", SCHEMES, ids=lambda part: part.name)
def test_a_word_names_one_term_of_a_scheme(part: Scheme) -> None:
    """Within one scheme and language, a word that named two terms would send a question to both."""
    for lang in ("en", "id", "es", "fr"):
        named = defaultdict(set)
        for term in part.terms.values():
            labels = [term.label.get(lang)] if lang in ("en", "id") else []
            for name in (*term.synonyms.get(lang, ()), *labels):
                named[fold(name)].add(term.code)
        assert {name: codes for name, codes in named.items() if len(codes) > 1} == {}


def test_codes_of_rows_come_from_schemes() -> None:
    for row in scheme("row").terms.values():
        for name in row.codes:
            assert name in vocabulary()


def test_the_nine_branches_of_the_convention_are_there() -> None:
    branches = [term.code for term in scheme("branch").terms.values() if "(C102 Part" in term.definition.en]
    assert len(branches) == 9


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("branch", "employment-injuries", "employment-injury"),
        ("status", "operative", "operating"),
        ("payer", "workers", "worker"),
    ],
)
def test_an_unknown_code_names_the_nearest(name: str, wrong: str, right: str) -> None:
    with pytest.raises(UnknownCode, match=f"{wrong}.*did you mean '{right}'"):
        scheme(name)[wrong]


def test_an_unknown_code_far_from_all_names_all() -> None:
    with pytest.raises(UnknownCode, match="valid are worker, platform, client, state, fund"):
        scheme("payer")["zzzzzz"]


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        ("branches", "old-age", "<branch>:<compulsion>"),
        ("branches", "old-age:voluntry", "did you mean 'voluntary'"),
        ("branches", "old-age:voluntary:x", "<branch>:<compulsion>"),
        ("benefits", "old-age", "takes no codes"),
        ("payers", "", "unknown payer code"),
    ],
)
def test_a_code_that_its_row_does_not_take_is_refused(row: str, code: str, says: str) -> None:
    with pytest.raises(UnknownCode, match=says):
        require_row_code(row, code)


def test_joined_codes_have_joined_labels() -> None:
    assert require_row_code("branches", "old-age:voluntary") == "old-age:voluntary"
    assert row_code_label("branches", "employment-injury:mandatory", "en") == "Employment injury: Mandatory"
    assert row_code_label("branches", "employment-injury:mandatory", "id") == "Jaminan kecelakaan kerja: Wajib"
