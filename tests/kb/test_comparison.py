"""A comparison says what the practices say, in the order asked for, with the sources under every cell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.comparison import (
    QUESTION,
    AskedRow,
    Comparison,
    Entry,
    Evidence,
    check_countries,
    check_rows,
    compare,
)
from kb.errors import UsageError
from kb.model import Practice
from kb.vocabulary import row_code_label, scheme
from tests import strategies


def evidence(practice: Practice, section: str, cites: tuple[str, ...] | None = None) -> Evidence:
    return Evidence(practice.id, "An answer.", "en", section, "A section", cites or tuple(practice.sources)[:1])


def of_country(practices: list[Practice], country: str) -> Practice:
    return next(practice for practice in practices if practice.country == country)


def entries(comparison: Comparison) -> list[Entry]:
    return [entry for row in comparison.rows for cell in row.cells for entry in cell]


def test_countries_stand_in_the_order_given_each_once(three: list[Practice]) -> None:
    compared = compare(three, ["MYS", "FRA", "IDN", "MYS"])
    assert [column.country for column in compared.columns] == ["MYS", "FRA", "IDN"]
    assert all(len(row.cells) == 3 for row in compared.rows)


def test_without_rows_all_rows_of_the_record_are_there(three: list[Practice]) -> None:
    assert [row.id for row in compare(three, ["MYS"]).rows] == list(scheme("row").terms)


def test_rows_stand_in_the_order_given_each_once(three: list[Practice]) -> None:
    assert [row.id for row in compare(three, ["MYS"], ["payers", "branches", "payers"]).rows] == ["payers", "branches"]


def test_a_country_without_practices_has_empty_cells(three: list[Practice]) -> None:
    compared = compare(three, ["FRA"])
    assert compared.columns[0].practices == ()
    assert {row.cells for row in compared.rows} == {((),)}


def test_guidance_stands_in_no_column(three: list[Practice]) -> None:
    guidance = three[0].model_copy(update={"kind": "guidance", "id": "idn-guidance"})
    ids = [practice.id for practice in compare([*three, guidance], ["IDN"]).columns[0].practices]
    assert ids == [three[0].id]


@pytest.mark.parametrize(("lang", "name"), [("en", "Spain"), ("id", "Spanyol")])
def test_names_labels_and_texts_are_in_the_language_asked_for(three: list[Practice], lang: str, name: str) -> None:
    spanish = of_country(three, "ESP")
    compared = compare(three, ["ESP"], ["legal-basis"], lang)
    fact = spanish.facts["legal-basis"]
    assert fact.text is not None
    (entry,) = compared.rows[0].cells[0]
    assert compared.columns[0].name == name
    assert compared.rows[0].label == scheme("row")["legal-basis"].label.get(lang)
    assert entry.text == fact.text.get(lang)
    assert entry.codes == tuple(row_code_label("legal-basis", code, lang) for code in fact.codes)
    assert (entry.coded_as, entry.as_of, entry.lang) == (fact.codes, fact.as_of, lang)


def test_a_practice_names_the_place_that_it_is_limited_to(three: list[Practice]) -> None:
    local = of_country(three, "IDN").model_copy(update={"jurisdiction": "ID-JK"})
    assert compare([local], ["IDN"]).columns[0].practices[0].place == "Jakarta Raya"


@settings(max_examples=20)  # several whole practices take long to draw
@given(st.lists(strategies.practices(), min_size=1, max_size=3, unique_by=lambda practice: practice.id))
def test_every_entry_cites_what_its_fact_cites(practices: list[Practice]) -> None:
    by_id = {practice.id: practice for practice in practices}
    compared = compare(practices, [practice.country for practice in practices])
    assert [note.number for note in compared.notes] == list(range(1, len(compared.notes) + 1))
    cited: list[int] = []
    for row in compared.rows:
        for entry in (entry for cell in row.cells for entry in cell):
            practice = by_id[entry.practice]
            fact = practice.facts[row.id]
            assert entry.not_reported == fact.not_reported
            notes = [compared.notes[number - 1] for number in entry.notes]
            assert {note.practice for note in notes} <= {entry.practice}
            assert [note.source for note in notes] == [practice.sources[source] for source in fact.cites]
            cited += entry.notes
    assert list(dict.fromkeys(cited)) == [note.number for note in compared.notes]


@settings(max_examples=20)
@given(strategies.practices())
def test_a_row_that_the_sources_are_silent_on_has_no_text(practice: Practice) -> None:
    for entry in entries(compare([practice], [practice.country])):
        assert bool(entry.text) != entry.not_reported


def test_a_question_is_the_first_row_and_its_sources_are_numbered_first(three: list[Practice]) -> None:
    malaysian = of_country(three, "MYS")
    section = next(row for row, fact in malaysian.facts.items() if fact.text)
    asked = AskedRow("Who pays?", {"MYS": (evidence(malaysian, section),), "IDN": ()}, "Words only.")
    compared = compare(three, ["IDN", "MYS"], ["branches"], asked=[asked])
    row = compared.rows[0]
    assert (row.id, row.label, row.asked, compared.notice) == (QUESTION, "Who pays?", True, "Words only.")
    assert row.cells[0] == ()
    (entry,) = row.cells[1]
    assert entry.notes == (1,)
    assert (entry.section, entry.as_of) == ("A section", malaysian.facts[section].as_of)
    assert not compared.rows[1].asked


def test_several_questions_stand_first_in_their_order(three: list[Practice]) -> None:
    malaysian = of_country(three, "MYS")
    asked = [AskedRow(text, {"MYS": (evidence(malaysian, "context"),)}, "Words only.") for text in ("Who?", "Why?")]
    compared = compare(three, ["MYS"], ["payers"], asked=asked)
    assert [(row.id, row.label) for row in compared.rows[:2]] == [(QUESTION, "Who?"), (f"{QUESTION}-2", "Why?")]
    assert compared.notice == "Words only."


def test_practices_side_by_side_say_what_they_say_together(cases: list[Practice]) -> None:
    countries = ["SGP", "FRA", "TKM"]
    together, apart = compare(cases, countries), compare(cases, countries, split=True)
    assert [column.country for column in apart.columns] == [
        column.country for column in together.columns for _ in column.practices or [None]
    ]
    for one, other in zip(together.rows, apart.rows, strict=True):
        assert [entry for cell in one.cells for entry in cell] == [entry for cell in other.cells for entry in cell]
    titles = [practice.title for column in apart.columns for practice in column.practices]
    assert [column.name.partition(": ")[2] for column in apart.columns if column.practices] == titles


def test_an_answer_from_the_text_holds_for_the_day_of_verification(three: list[Practice]) -> None:
    malaysian = of_country(three, "MYS")
    compared = compare(three, ["MYS"], asked=[AskedRow("Why?", {"MYS": (evidence(malaysian, "context"),)})])
    assert compared.rows[0].cells[0][0].as_of == malaysian.verified_on.isoformat()


def test_evidence_of_a_practice_that_is_gone_or_of_another_country_is_left_out(three: list[Practice]) -> None:
    malaysian = of_country(three, "MYS")
    asked = AskedRow("Why?", {"MYS": (evidence(malaysian, "context"),), "IDN": (evidence(malaysian, "context"),)})
    others = [practice for practice in three if practice is not malaysian]
    assert compare(others, ["MYS"], ["payers"], asked=[asked]).rows[0].cells == ((),)
    assert compare(three, ["IDN"], ["payers"], asked=[asked]).rows[0].cells == ((),)


def test_evidence_cites_no_source_that_the_practice_does_not_have(three: list[Practice]) -> None:
    malaysian = of_country(three, "MYS")
    asked = AskedRow("Why?", {"MYS": (evidence(malaysian, "context", ("s1", "s99")),)})
    assert compare(three, ["MYS"], ["payers"], asked=[asked]).rows[0].cells[0][0].notes == (1,)


def test_the_day_of_making_does_not_tell_two_comparisons_apart(three: list[Practice]) -> None:
    first = compare(three, ["MYS"])
    assert Comparison(first.lang, first.columns, first.rows, first.notes, made_on=date(2000, 1, 1)) == first


def test_a_practice_is_found_by_its_id(three: list[Practice]) -> None:
    compared = compare(three, ["MYS", "ESP"])
    for column in compared.columns:
        assert [compared.practice(practice.id) for practice in column.practices] == list(column.practices)
    with pytest.raises(KeyError):
        compared.practice("nowhere")


def test_countries_are_given_by_code_or_name() -> None:
    assert check_countries(["idn", "Malaysia", "Prancis", "IDN"]) == ("IDN", "MYS", "FRA")


@pytest.mark.parametrize(
    ("given", "words"), [(["Indonesa"], "did you mean IDN"), (["IDN", "XQZ"], "'XQZ'"), ([], "name the countries")]
)
def test_an_unknown_country_or_none_is_wrong_use(given: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        check_countries(given)


def test_an_unknown_row_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'payers'"):
        check_rows(["payer"])
    with pytest.raises(UsageError, match="did you mean 'payers'"):
        compare([], ["IDN"], ["payer"])
