"""Words: folded and stemmed the same way in texts and questions, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.words import STEMMERS, content_words, detect_language, fold, stem, stems, tokens
from tests.strategies import lines, questions

TEXTS = questions() | lines() | st.text(max_size=80)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rp16.800 per bulan", ["rp", "16800", "per", "bulan"]),
        ("IDR 16,800 a month", ["idr", "16800", "a", "month"]),
        ("1.234.567,89", ["123456789"]),
        ("Cotización, déclaré; ÉTAT", ["cotizacion", "declare", "etat"]),
        ("e\u0301tat", ["etat"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("self-employed (BPU)", ["self", "employed", "bpu"]),
        ("２０２６ ＪＫＫ", ["2026", "jkk"]),
        ("C102's 9 branches", ["c", "102", "s", "9", "branches"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("… – !?", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert [word for word, _, _ in tokens(text)] == words


@given(TEXTS)
def test_any_text_has_words_at_their_places(text: str) -> None:
    last = 0
    for word, start, end in tokens(text):
        assert last <= start < end <= len(text)
        assert word.strip()
        assert fold(word) == word
        last = end
    for lang in (*STEMMERS, "xx"):
        assert len(stems(text, lang)) == len(list(tokens(text)))
    assert set(content_words(text)) <= {word for word, _, _ in tokens(text)}
    assert detect_language(text) in STEMMERS


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(text.lower())


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "contributions", "contribution"),
        ("en", "insured", "insure"),
        ("id", "pembayaran", "dibayar"),
        ("es", "cotizaciones", "cotizacion"),
    ],
)
def test_forms_of_a_word_have_one_stem(lang: str, one: str, other: str) -> None:
    assert stem(one, lang) == stem(other, lang)


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert stem("bidragene", "no") == "bidragene"


def test_function_words_do_not_count_unless_there_is_nothing_else() -> None:
    assert content_words("Siapa yang membayar iuran untuk pengemudi?") == ["membayar", "iuran", "pengemudi"]
    assert content_words("Who pays the contribution, the platform or the driver?") == [
        "pays",
        "contribution",
        "platform",
        "driver",
    ]
    assert content_words("apa yang dan") == ["apa", "yang", "dan"]
    assert content_words("JKK jkk Jkk") == ["jkk"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Bagaimana pengemudi ojek online mendapat jaminan kecelakaan kerja?", "id"),
        ("How are delivery riders covered for work accidents?", "en"),
        ("¿Cómo cotizan los repartidores de plataformas digitales?", "es"),
        ("Comment les livreurs sont-ils couverts en cas d'accident du travail ?", "fr"),
        ("", "en"),
        ("2026 !!", "en"),
    ],
)
def test_the_language_of_a_question(text: str, lang: str) -> None:
    assert detect_language(text) == lang
