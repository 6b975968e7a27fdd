"""The library of indicators: a card for each, every value of the base in its place, plans that keep their rules."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.countries import INTERNATIONAL
from kb.documents.plan_wording import plan_label
from kb.documents.plans import WRITERS
from kb.documents.wording import xml_text
from kb.errors import UsageError
from kb.indicators import by_unit, cards, comparable, values
from kb.model import Practice
from kb.monitoring import BASELINES, COMPARATORS, Plan, plan, suggested
from kb.vocabulary import scheme
from tests.strategies import TRICKY, practices

some_practices = st.lists(practices(), min_size=1, max_size=6, unique_by=lambda practice: practice.id)
LANGS = pytest.mark.parametrize("lang", ["en", "id"])


@pytest.fixture(scope="module")
def by_id(cases: list[Practice]) -> dict[str, Practice]:
    return {practice.id: practice for practice in cases}


@pytest.fixture(scope="module")
def singapore(by_id: dict[str, Practice]) -> Callable[[str], Plan]:
    return lambda lang: plan(by_id, "sgp-platform-workers-act-2024", (), lang)


# Cards and values


def test_every_indicator_has_a_card_in_both_languages(by_id: dict[str, Practice]) -> None:
    assert list(cards()) == list(scheme("indicator").terms)
    for card in cards().values():
        for text in (card.formula, card.trap, card.data_source, card.frequency):
            assert text.en != text.id
        for slug in card.guidance:
            assert by_id[slug].kind == "guidance"


@given(some_practices)
def test_every_result_is_a_value_of_its_indicator_once(found: list[Practice]) -> None:
    every = values(found)
    assert sum(len(some) for some in every.values()) == sum(len(practice.results) for practice in found)
    for code, some in every.items():
        assert all(value.result.indicator == code and value.result in value.practice.results for value in some)
        assert [value for _, group in by_unit(some) for value in group] == sorted(
            some, key=lambda value: [unit for unit, _ in by_unit(some)].index(value.result.unit)
        )


def test_within_a_country_the_newest_value_comes_first(cases: list[Practice]) -> None:
    for some in values(cases).values():
        for before, after in itertools.pairwise(some):
            if before.practice.country == after.practice.country:
                assert before.result.date >= after.result.date


def test_money_goes_with_money_only() -> None:
    assert comparable("IDR", "EUR")
    assert comparable("percent", "percent")
    assert not comparable("percent", "persons")
    assert not comparable("persons", "IDR")


# Plans


@given(some_practices, st.data())
def test_a_plan_keeps_its_rules(found: list[Practice], data: st.DataObject) -> None:
    by_id = {practice.id: practice for practice in found}
    reform = data.draw(st.sampled_from(found))
    wanted = data.draw(st.lists(st.sampled_from(list(cards())), max_size=4))
    if reform.kind == "guidance":
        with pytest.raises(UsageError, match="no reform"):
            plan(by_id, reform.id, wanted)
        return
    made = plan(by_id, reform.id, wanted)
    assert {row.card.code for row in made.rows} == (set(wanted) or set(suggested(reform)))
    assert len(made.notes) == len({source.url for source in made.notes})
    for row in made.rows:
        code = row.card.code
        own = [result for result in reform.results if result.indicator == code]
        assert len(row.baseline) <= BASELINES
        assert len(row.comparators) <= COMPARATORS
        assert all(value.practice.country == reform.country for value in row.baseline)
        assert not own or {value.practice.id for value in row.baseline} == {reform.id}
        countries = [value.practice.country for value in row.comparators]
        assert len(countries) == len(set(countries))
        assert not {reform.country, INTERNATIONAL} & set(countries)
        units = [value.result.unit for value in row.baseline[:1]]
        assert all(comparable(unit, value.result.unit) for unit in units for value in row.comparators)
        for value in (*row.baseline, *row.comparators):
            assert value.result.indicator == code
            assert [made.notes[number - 1].url for number in made.numbers(value)] == list(
                dict.fromkeys(source.url for source in value.sources)
            )
            assert (
                not row.baseline or comparable(row.baseline[0].result.unit, value.result.unit) or value in row.baseline
            )


def test_the_countries_most_like_the_reference_country_come_first(cases: list[Practice]) -> None:
    practices = {practice.id: practice for practice in cases}
    made = plan(practices, "sgp-platform-workers-act-2024", lang="en", reference="IDN")
    told = [row.comparators for row in made.rows if row.comparators]
    assert told
    for comparators in told:
        orders = [made.likeness(value).order() for value in comparators]
        assert orders == sorted(orders)
    assert plan(practices, "sgp-platform-workers-act-2024").reference == "SGP"


def test_a_plan_begins_with_what_the_reform_reports(by_id: dict[str, Practice]) -> None:
    reform = by_id["sgp-platform-workers-act-2024"]
    assert {result.indicator for result in reform.results} <= set(suggested(reform))


@pytest.mark.parametrize(
    ("slug", "indicators", "words"),
    [
        ("sgp-platform-workers-act-2025", [], "did you mean 'sgp-platform-workers-act-2024'"),
        ("int-ilo-c193-platform-economy-2026", [], "no reform"),
        ("sgp-platform-workers-act-2024", ["adequasy"], "did you mean 'adequacy'"),
    ],
)
def test_what_is_unknown_is_said(by_id: dict[str, Practice], slug: str, indicators: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan(by_id, slug, indicators)


# Documents


@LANGS
def test_the_workbook_leaves_targets_open_and_keeps_numbers_as_numbers(
    singapore: Callable[[str], Plan], lang: str
) -> None:
    made = singapore(lang)
    book = openpyxl.load_workbook(BytesIO(WRITERS["xlsx"](made)))
    sheet, numbers, sources, _about = book.worksheets
    assert sheet.title == plan_label("plan", lang)
    head, *rows = sheet.iter_rows(values_only=True)
    assert len(rows) == len(made.rows)
    target = head.index(plan_label("target", lang))
    assert all(not row[target] for row in rows)
    assert [row[0] for row in rows] == [scheme("indicator")[row.card.code].label.get(lang) for row in made.rows]
    every = [value for row in made.rows for value in (*row.baseline, *row.comparators)]
    column = [cell.value for cell in numbers["E"]][1:]
    assert column == [pytest.approx(float(value.result.value)) for value in every]
    assert [cell.hyperlink.target for cell in sources["I"][1:]] == [source.url for source in made.notes]


@LANGS
def test_the_document_has_every_row_and_every_source(singapore: Callable[[str], Plan], lang: str) -> None:
    made = singapore(lang)
    document = Document(BytesIO(WRITERS["docx"](made)))
    (table,) = document.tables
    assert len(table.rows) == len(made.rows) + 1
    text = "\n".join(cell.text for row in table.rows for cell in row.cells)
    for row in made.rows:
        assert row.card.trap.get(lang) in text
    everything = "".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    assert all(source.url in everything for source in made.notes)
    assert document.core_properties.language.startswith(lang)


def with_text(base: Practice, text: str) -> Plan:
    """A plan in which every text that a practice brings along is `text`."""
    local = {"en": text, "id": text}
    plain = base.model_dump()
    plain |= {"title": local, "results": [result | {"population": local} for result in plain["results"]]}
    plain["sources"] = {key: source | {"title": text, "publisher": text} for key, source in plain["sources"].items()}
    reform = Practice.model_validate(plain)
    return plan({reform.id: reform}, reform.id, [result.indicator for result in reform.results])


texts = st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://e.org\")", "http://e.org", *TRICKY]
).filter(lambda text: any(char.isprintable() and not char.isspace() for char in text))  # fmt: skip


@settings(max_examples=25)
@given(texts)
def test_no_cell_of_a_plan_computes(singapore: Callable[[str], Plan], text: str) -> None:
    made = with_text(singapore("en").practice, text)
    for sheet in openpyxl.load_workbook(BytesIO(WRITERS["xlsx"](made))).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type in {"s", "n", "d"}


@settings(max_examples=10)  # the template of a document takes long to read
@given(texts)
def test_every_text_goes_into_the_document_of_a_plan(singapore: Callable[[str], Plan], text: str) -> None:
    made = with_text(singapore("en").practice, text)
    body = Document(BytesIO(WRITERS["docx"](made))).element.body
    held = "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    assert _letters(made.practice.title.en) in _letters(held)


def _letters(text: str) -> str:
    return "".join(char for char in xml_text(text) if not char.isspace())


def test_a_plan_says_when_it_was_made(singapore: Callable[[str], Plan]) -> None:
    assert isinstance(singapore("en").made_on, date)
