"""Who is asked, and what is kept of searches without a result."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.accounts import Account, Role
from kb.asking import misses
from kb.asking.desk import MOST_OPEN, Asking, may_see, responsible
from kb.asking.tables import MIGRATIONS, About, UnknownQuestion, read_notes
from kb.errors import UsageError
from kb.sqlite import SqliteFile
from kb.store import Store
from kb.workflow.rights import NotAllowed
from tests.kb.workflow.conftest import ABROAD, COLLEAGUE, EDITOR, LIAISON, PEOPLE, READER, REVIEWER

IDN = About(practice="idn-x", country="IDN", institutions=("BPJS Ketenagakerjaan",))
OTHER_READER = Account(8, "other@example.org", "Oth", Role.READER)
TODAY = date(2026, 11, 25)


@pytest.fixture
def file(store: Store) -> SqliteFile:
    SqliteFile(store.file.path, MIGRATIONS).create()
    return store.file


def test_those_of_the_country_or_the_institution_are_asked_else_the_editors() -> None:
    at_bpjs = Account(9, "b@example.org", "B", Role.LIAISON, (), "bpjs ketenagakerjaan")
    closed = Account(10, "c@example.org", "C", Role.LIAISON, ("IDN",), active=False)
    assert responsible([*PEOPLE, at_bpjs, closed], IDN, READER.id) == [LIAISON, COLLEAGUE, at_bpjs]
    assert responsible(PEOPLE, About(country="KEN"), READER.id) == [EDITOR]
    assert responsible(PEOPLE, About(challenge="collection"), READER.id) == [EDITOR]
    assert LIAISON not in responsible(PEOPLE, IDN, LIAISON.id), "nobody is asked by themselves"


def test_a_question_is_open_to_who_asked_and_who_answers(file: SqliteFile) -> None:
    asking = Asking(file)
    question = asking.ask(READER, "How are data shared?", IDN)
    seeing = [one.name for one in (*PEOPLE, OTHER_READER) if may_see(one, question)]
    assert seeing == ["Lia", "Coki", "Rev", "Sec", "Edi", "Rea"]
    for stranger in (ABROAD, OTHER_READER):
        with pytest.raises(UnknownQuestion):
            asking.question(stranger, question.id)
        with pytest.raises(UnknownQuestion):
            asking.reply(stranger, question.id, "x")
    with pytest.raises(UnknownQuestion):
        asking.question(EDITOR, 2**80)


def test_a_question_waits_until_somebody_else_wrote_and_again_after_the_asker_did(file: SqliteFile) -> None:
    asking = Asking(file)
    question = asking.ask(READER, "How are data shared?", IDN)
    assert question.waits
    assert not asking.reply(LIAISON, question.id, "By a monthly file.").waits
    assert asking.reply(READER, question.id, "In which form?").waits
    asking.close(READER, question.id)
    assert not asking.question(READER, question.id).waits
    with pytest.raises(UsageError, match="closed"):
        asking.reply(LIAISON, question.id, "CSV")


def test_an_answer_is_shown_only_while_its_author_agrees_and_by_another_person(file: SqliteFile) -> None:
    asking = Asking(file)
    number = asking.ask(READER, "How are data shared?", IDN).id
    post = asking.reply(LIAISON, number, "By a monthly file.").posts[0].id
    with pytest.raises(UsageError, match="not agreed"):
        asking.show(REVIEWER, number, post, "idn-x")
    with pytest.raises(NotAllowed):
        asking.agree(REVIEWER, number, post, agreed=True)
    asking.agree(LIAISON, number, post, agreed=True)
    with pytest.raises(NotAllowed):
        asking.show(LIAISON, number, post, "idn-x")
    asking.show(REVIEWER, number, post, "idn-x")
    assert [(note.text, note.name) for note in read_notes(file.read(), "idn-x")] == [("By a monthly file.", "Lia")]
    asking.agree(LIAISON, number, post, agreed=False)
    assert read_notes(file.read(), "idn-x") == []


def test_who_answers_does_not_pass_on_the_own_answer(file: SqliteFile) -> None:
    asking = Asking(file)
    number = asking.ask(READER, "How?", IDN).id
    post = asking.reply(EDITOR, number, "Like this.", agreed=True).posts[0].id
    with pytest.raises(NotAllowed):
        asking.require_review(EDITOR, number, post)
    assert asking.require_review(REVIEWER, number, post).id == number
    own = asking.reply(READER, number, "Thanks", agreed=True).posts[1]
    assert not own.agreed, "what the asker adds is no answer"


def test_questions_are_bounded(file: SqliteFile) -> None:
    asking = Asking(file)
    for text in ("", " \x00 ", "x" * 3000):
        with pytest.raises(UsageError):
            asking.ask(READER, text, IDN)
    for number in range(MOST_OPEN):
        asking.ask(READER, f"Question {number}", IDN)
    with pytest.raises(UsageError, match="are open"):
        asking.ask(READER, "One more", IDN)
    with pytest.raises(UsageError, match="web address"):
        asking.reply(LIAISON, 1, "See", "javascript:alert(1)")


@pytest.mark.parametrize(
    "question",
    ["budi@example.org iuran", "NIK 3174091234567890", "call 0812 3456 7890", "https://x.org/me", "x" * 200, "?!", ""],
)
def test_what_could_name_a_person_is_not_kept(question: str) -> None:
    assert misses.normal(question) == ""


def test_one_question_in_several_spellings_is_one() -> None:
    assert misses.normal("  Iuran  OJOL di Nauru? ") == misses.normal("iuran ojol di nauru")
    assert misses.normal("Act 2024") == "act 2024"


@given(st.text(max_size=300))
def test_normal_words_stay_and_are_short(text: str) -> None:
    words = misses.normal(text)
    assert misses.normal(words) == words
    assert len(words) <= misses.LONGEST
    assert "@" not in words


def test_only_what_was_searched_for_on_several_days_is_seen_and_the_rest_forgotten(file: SqliteFile) -> None:
    def search(words: str, day: date) -> None:
        with file.write() as db:
            misses.record(db, words, day)

    for _ in range(9):
        search("one afternoon", TODAY)
    assert misses.read(file.read()) == []
    search("Nauru levy", TODAY)
    search("nauru  levy", TODAY + timedelta(days=3))
    assert [(miss.words, miss.count, miss.days) for miss in misses.read(file.read())] == [("nauru levy", 2, 2)]
    search("later", TODAY + timedelta(days=40))
    kept = {row["words"] for row in file.read().query("SELECT words FROM search_miss")}
    assert kept == {"nauru levy", "later"}
    search("much later", TODAY + timedelta(days=400))
    assert {row["words"] for row in file.read().query("SELECT words FROM search_miss")} == {"much later"}


def test_the_counts_are_bounded(file: SqliteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST_A_DAY", 5)
    monkeypatch.setattr(misses, "MOST_ROWS", 8)
    for day in range(4):
        for number in range(20):
            with file.write() as db:
                misses.record(db, f"word{'abcdefghijklmnopqrst'[number]}", TODAY + timedelta(days=day))
    assert file.read()["search_miss"].count == 8
