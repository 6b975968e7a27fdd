"""Sentences, pieces, countries, dates and numbers of a text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.model import Block, BlockKind
from corpus.suggestions.found import dates, numbers
from corpus.suggestions.mentions import mentions, names_of_institutions
from corpus.suggestions.pieces import PIECE_WORDS, pieces, sentences, split


def _named(text: str) -> list[str]:
    return [found.country for found in mentions(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It pays 1.5 per cent. Drivers pay nothing.", 2),
        ("Law No. 24 of 2011 applies. It covers all.", 2),
        ("PP No. 44/2015 mengatur JKK. Iurannya Rp. 10.000 sebulan.", 2),
        ("What is it? A fund! “It covers us,” he said. Then it closed.", 4),
        ("The U.S. Department of Labor said so.", 1),
    ],
)
def test_a_text_is_cut_after_its_sentences(text: str, parts: int) -> None:
    assert len(split(text)) == parts


@given(st.lists(st.text(min_size=1, max_size=300).map(str.strip).filter(bool), max_size=30))
def test_no_word_is_lost_in_pieces_and_none_is_much_too_long(texts: Sequence[str]) -> None:
    told = list(sentences(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts))
    cut = pieces(told)
    assert [sentence for piece in cut for sentence in piece.sentences] == told
    for piece in cut:
        assert len(piece.text.split()) <= PIECE_WORDS or len(piece.sentences) == 1


def test_a_sentence_knows_its_page_and_a_row_of_a_table_is_one() -> None:
    blocks = [
        Block(kind=BlockKind.HEADING, text="Coverage", level=1, page=3),
        Block(kind=BlockKind.TABLE, text="Year\tMembers\n2025\t1,200", page=4),
    ]
    told = list(sentences(blocks))
    assert [(one.text, one.page, one.heading) for one in told] == [
        ("Coverage", 3, True),
        ("Year · Members", 4, False),
        ("2025 · 1,200", 4, False),
    ]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Indonesian drivers and Malaysian couriers", ["IDN", "MYS"]),
        ("Perusahaan platform di Korea Selatan dan Hong Kong", ["KOR", "HKG"]),
        ("a South African rider moved to New Zealand", ["ZAF", "NZL"]),
        ("British Columbia is not British", ["CAN", "GBR"]),
        ("the French law", ["FRA"]),
        ("California, New Jersey and the United States", ["USA", "USA", "USA"]),
        ("let us see what turkey and polish cost", []),
        ("Let US workers and the U.S. fund decide", ["USA", "USA"]),
        ("Los repartidores en España y los de Perú", ["ESP", "PER"]),
    ],
)
def test_countries_are_read_by_name_adjective_and_division(text: str, countries: list[str]) -> None:
    assert _named(text) == countries


def test_institutions_of_the_base_tell_their_country_unless_several_have_one_of_that_name() -> None:
    known = names_of_institutions([("BPJS Ketenagakerjaan", "IDN"), ("NSSF", "UGA"), ("NSSF", "KHM")])
    assert [found.country for found in mentions("BPJS Ketenagakerjaan and the NSSF agreed", known)] == ["IDN"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in force since 1 January 2025", ["2025-01-01"]),
        ("berlaku sejak 17 Agustus 2024 hingga Mei 2026", ["2024-08-17", "2026-05"]),
        ("el 3 de marzo de 2023", ["2023-03-03"]),
        ("on March 7, 2025 and 2024-02-30", ["2025-03-07"]),
        ("31 February 2024, in 2023, 12 Monkeys 1995", []),
    ],
)
def test_dates_are_read_in_words_and_in_figures(text: str, expected: list[str]) -> None:
    assert list(dates(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pays 1.5% of earnings, S$750 a month", ["1.5%", "S$750"]),
        ("67,600 drivers in 2025 under 12 agreements", ["67,600"]),
        ("Rp 16.800 per bulan, 2,5 persen", ["Rp 16.800", "2,5 persen"]),
        ("USD 100 million on 1 January 2024", ["USD 100 million"]),
    ],
)
def test_numbers_are_read_with_their_unit(text: str, expected: list[str]) -> None:
    assert list(numbers(text)) == expected


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for number in numbers(text):
        assert number
    for day in dates(text):
        assert day
    assert all(found.words in text for found in mentions(text))
