"""A plan for monitoring and evaluation as a workbook: the plan, its values as numbers, their sources, what it is."""

from __future__ import annotations

import io
from datetime import datetime, time

from kb.countries import country_name
from kb.documents.book import Book
from kb.documents.plan_wording import lines, plan_label, reform_line
from kb.documents.wording import label, xml_text
from kb.indicators import Value
from kb.monitoring import Plan, PlanRow
from kb.results import date_text
from kb.vocabulary import scheme

_PLAN = (
    ("indicator", 26),
    ("formula", 34),
    ("trap", 48),
    ("baseline", 44),
    ("comparators", 54),
    ("target", 16),
    ("target-date", 14),
    ("data-source", 28),
    ("frequency", 14),
    ("responsible", 18),
)
_VALUES = (
    ("indicator", 28),
    ("use", 16),
    ("country", 20),
    ("practice", 44),
    ("value", 16),
    ("unit", 12),
    ("population", 44),
    ("date", 12),
    ("evidence", 24),
    ("sources", 12),
)
_COLUMN_OF_VALUES = [name for name, _ in _VALUES].index("value")
_NOTES = (("number", 8), ("source", 60), ("publisher", 34), ("published", 14), ("accessed", 14), ("url", 70))
MAX_DIGITS = 15  # a number of more digits is not held exactly in a cell and is written as text


def write(plan: Plan) -> bytes:
    """Return the plan as an XLSX file."""
    file = io.BytesIO()
    book = Book(file)
    made = datetime.combine(plan.made_on, time())
    title, author = plan_label("title", plan.lang), label("creator", plan.lang)
    book.workbook.set_properties({"title": title, "author": author, "created": made, "comments": ""})
    _plan(book, plan)
    _values(book, plan)
    _notes(book, plan)
    _about(book, plan)
    book.workbook.close()
    return file.getvalue()


def _plan(book: Book, plan: Plan) -> None:
    lang = plan.lang
    sheet = book.sheet(plan_label("plan", lang), [width for _, width in _PLAN])
    book.write(sheet, 0, [plan_label(name, lang) for name, _ in _PLAN], book.head)
    for number, row in enumerate(plan.rows, start=1):
        card = row.card
        indicator = scheme("indicator")[card.code].label.get(lang)
        texts = [indicator, card.formula.get(lang), card.trap.get(lang)]
        texts += [_cell(plan, row, "baseline"), _cell(plan, row, "comparators"), "", ""]
        texts += [card.data_source.get(lang), card.frequency.get(lang), ""]
        book.write(sheet, number, texts, book.head, book.cell)
        book.fit(sheet, number, texts, [width for _, width in _PLAN])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def _cell(plan: Plan, row: PlanRow, use: str) -> str:
    said = lines(plan, row, use)
    return "\n".join(f"{text} {''.join(f'[{number}]' for number in numbers)}".rstrip() for text, numbers in said)


def _values(book: Book, plan: Plan) -> None:
    lang = plan.lang
    sheet = book.sheet(plan_label("values", lang), [width for _, width in _VALUES])
    book.write(sheet, 0, [plan_label(name, lang) for name, _ in _VALUES], book.head)
    every = [
        (row, use, value)
        for row in plan.rows
        for use, some in (("baseline", row.baseline), ("comparators", row.comparators))
        for value in some
    ]
    for number, (row, use, value) in enumerate(every, start=1):
        indicator = scheme("indicator")[row.card.code].label.get(lang)
        texts = [indicator, plan_label(use, lang), *_texts(plan, value)]
        book.write(sheet, number, texts, book.cell)
        book.fit(sheet, number, texts, [width for _, width in _VALUES])
        if len(value.result.value.as_tuple().digits) <= MAX_DIGITS:
            sheet.write_number(number, _COLUMN_OF_VALUES, float(value.result.value), book.cell)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _texts(plan: Plan, value: Value) -> list[str]:
    lang, result = plan.lang, value.result
    return [
        country_name(value.practice.country, lang),
        value.practice.title.get(lang),
        str(result.value),
        scheme("unit")[result.unit].label.get(lang) if result.unit in scheme("unit") else result.unit,
        result.population.get(lang),
        result.date,
        scheme("evidence")[result.evidence].label.get(lang),
        " ".join(str(number) for number in plan.numbers(value)),
    ]


def _notes(book: Book, plan: Plan) -> None:
    lang = plan.lang
    sheet = book.sheet(label("sources", lang), [width for _, width in _NOTES])
    book.write(sheet, 0, [label(name, lang) for name, _ in _NOTES], book.head)
    for number, source in enumerate(plan.notes, start=1):
        texts = ["", source.title, source.publisher, source.published or "", source.accessed.isoformat()]
        book.write(sheet, number, texts, book.cell)
        sheet.write_number(number, 0, number, book.cell)
        sheet.write_url(number, len(_NOTES) - 1, xml_text(source.url), book.link)
    sheet.freeze_panes(1, 1)


def _about(book: Book, plan: Plan) -> None:
    lang = plan.lang
    facts = (
        (plan_label("title", lang), label("creator", lang)),
        (plan_label("reform", lang), reform_line(plan)),
        (label("made-on", lang), date_text(plan.made_on.isoformat(), lang)),
        (label("verified", lang), date_text(plan.practice.verified_on.isoformat(), lang)),
        (plan_label("comparators", lang), plan_label("rule", lang)),
    )
    sheet = book.sheet(label("about", lang), (28, 100))
    for number, (name, text) in enumerate(facts):
        book.write(sheet, number, [name, text], book.head, book.cell)
