"""Why a passage matches: its words, and other names for what was asked, each named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.answers import FoundPassage
from indexer.lexical import lexical_query
from indexer.understanding import understand
from indexer.understanding.acronyms import acronyms_in, expansion
from indexer.understanding.marks import Mark, Marker
from tests.strategies import questions

TEXT = "Iuran JKK dan jaminan kecelakaan kerja untuk pengemudi."


def marks(question: str, text: str, lang: str = "id") -> tuple[Mark, ...]:
    concepts = understand(question).concepts
    return Marker(lexical_query(question, concepts=concepts), concepts).marks(text, lang)


def passage(question: str, text: str, *, by_meaning: bool) -> FoundPassage:
    return FoundPassage(text, "payers", "id", "", (), 1.0, marks(question, text), by_meaning)


def test_words_and_other_names_are_told_apart() -> None:
    found = [
        (TEXT[one.start : one.end], one.term.code if one.term else "")
        for one in marks("employment injury pengemudi", TEXT)
    ]
    assert found == [("JKK", "employment-injury"), ("jaminan kecelakaan kerja", "employment-injury"), ("pengemudi", "")]
    assert marks("xyzzy", TEXT) == ()


def test_the_reason_names_words_other_names_and_meaning() -> None:
    found = passage("employment injury pengemudi", TEXT, by_meaning=True)
    assert found.why("en") == (
        "matching words: pengemudi; another name for it: JKK = Employment injury, "
        "jaminan kecelakaan kerja = Employment injury; close in meaning to the question"
    )
    assert passage("xyzzy", TEXT, by_meaning=True).why("en") == "the same meaning in other words"
    assert passage("xyzzy", TEXT, by_meaning=True).why("id") == "maknanya sama dengan kata lain"
    assert passage("xyzzy", TEXT, by_meaning=False).why("en") == "matching words in its heading"


def test_what_stands_as_it_was_asked_is_no_other_name() -> None:
    assert all(one.term is None for one in marks("jaminan kecelakaan kerja", "jaminan kecelakaan kerja"))


@given(question=questions(), text=questions() | st.text(max_size=200))
def test_marks_lie_in_the_text_one_after_the_other(question: str, text: str) -> None:
    at = 0
    for mark in marks(question, text):
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


def test_acronyms_are_written_out() -> None:
    assert understand("Siapa membayar jkk dan SOCSO?").acronyms("id") == {
        "jkk": "Jaminan Kecelakaan Kerja",
        "SOCSO": "Lembaga jaminan sosial Malaysia",
    }
    found = acronyms_in(["Peserta BPU membayar JKK; lihat mei 2024.", "ojol dan CPF"])
    assert list(found) == ["BPU", "JKK", "ojol", "CPF"]
    assert expansion(found["CPF"], "en") == "Central Provident Fund"
