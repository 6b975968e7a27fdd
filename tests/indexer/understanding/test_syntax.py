"""Signs: what is meant as one is read, what is not stays natural language, and reading never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.understanding.syntax import MOST_SIGNS, Sign, parse
from tests.strategies import questions

PIECES = st.sampled_from(
    [
        '"',
        "“",
        "”",
        "-",
        ":",
        "title:",
        "judul:",
        "country:",
        "Malaysia",
        "iuran",
        "a b",
        " ",
        "*",
        "(",
        "OR",
        "x:y",
        "'",
    ]
)


@pytest.mark.parametrize(
    ("question", "text", "signs"),
    [
        ('"gig workers act" penalties', "gig workers act penalties", ['"gig workers act"']),
        ("“iuran wajib” kurir", "iuran wajib kurir", ['"iuran wajib"']),
        ("iuran -gojek", "iuran", ['-"gojek"']),
        ('iuran -"grab indonesia", siapa?', "iuran , siapa?", ['-"grab indonesia"']),
        ("title:drivers levy", "levy", ['title:"drivers"']),
        ('lembaga:"BPJS Ketenagakerjaan" kurir', "kurir", ['institution:"BPJS Ketenagakerjaan"']),
        ("sumber:ILO -judul:pilot iuran", "iuran", ['source:"ILO"', '-title:"pilot"']),
        ('iuran negara:"Korea Selatan"', "iuran", ['country:"Korea Selatan"']),
        ("title:ojol", "ojol", ['title:"ojol"']),
    ],
)
def test_signs_are_read(question: str, text: str, signs: list[str]) -> None:
    parsed = parse(question)
    assert (parsed.text, [str(sign) for sign in parsed.signs]) == (text, signs)


@pytest.mark.parametrize(
    "question",
    [
        "e-wallet dan kuartal I-2025",
        "BPJS - iuran - manfaat",
        "pendapatan -5%",
        "BPU -nya berapa?",
        'iuran "wajib',
        '""',
        "title:",
        'title:"" x',
        "https://example.org/a",
        "catatan:iuran",
        "country:Atlantis",
        "a:b -",
        "",
    ],
)
def test_what_is_no_sign_stays_as_it_is(question: str) -> None:
    assert parse(question).text == question
    assert parse(question).signs == ()


def test_a_question_of_signs_alone_is_ranked_by_their_words() -> None:
    parsed = parse("title:levy -source:press")
    assert (parsed.text, parsed.natural) == ("levy press", False)
    assert parse("iuran title:levy").natural


@given(question=questions() | st.text(max_size=200) | st.lists(PIECES, max_size=20).map("".join))
def test_reading_never_fails_and_what_was_read_reads_the_same(question: str) -> None:
    parsed = parse(question)
    assert len(parsed.signs) <= MOST_SIGNS
    assert parsed.signs or parsed.text == question
    for sign in parsed.signs:
        assert parse(str(sign)).signs == (sign,)
    assert parse(" ".join(map(str, parsed.signs))).signs == parsed.signs


def test_a_sign_is_written_as_it_is_typed() -> None:
    assert str(Sign("title", "gig workers act", excluded=True)) == '-title:"gig workers act"'
