"""The documents of a plan for monitoring and evaluation; target and responsible are left to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.comparison import Note
from kb.countries import country_name
from kb.documents.common import about_sheet, notes_sheet, paragraph
from kb.documents.parts import Block, Cell, Document, Heading, Notes, Paragraph, Sheet, Table, Workbook
from kb.documents.parts import Value as CellValue
from kb.documents.plan_wording import lines, plan_label, reform_line, rule
from kb.documents.wording import Said
from kb.indicators import Value
from kb.labels import label
from kb.monitoring import Plan, PlanRow
from kb.results import date_text
from kb.vocabulary import scheme

_COLUMNS = ("indicator", "baseline", "comparators", "target", "data-source", "responsible")
_PLAN = (
    ("indicator", 26), ("formula", 34), ("trap", 48), ("baseline", 44), ("comparators", 54), ("target", 16),
    ("target-date", 14), ("data-source", 28), ("frequency", 14), ("responsible", 18),
)  # fmt: skip
_VALUES = (
    ("indicator", 28), ("use", 16), ("country", 20), ("practice", 44), ("value", 16), ("unit", 12),
    ("population", 44), ("date", 12), ("evidence", 24), ("sources", 12),
)  # fmt: skip
MAX_DIGITS = 15  # a number of more digits is not held exactly in a cell and is written as text


def document(plan: Plan) -> Document:
    """Return the plan as a text with one table, its sources as numbered notes."""
    title = plan_label("title", plan.lang)
    return Document(plan.lang, title, reform_line(plan), plan.made_on, tuple(_blocks(plan)), landscape=True)


def workbook(plan: Plan) -> Workbook:
    """Return the plan as four sheets: the plan, its values as numbers, their sources, what it is."""
    sheets = (_plan_sheet(plan), _values_sheet(plan), notes_sheet(_notes(plan), plan.lang), _about(plan))
    return Workbook(plan.lang, plan_label("title", plan.lang), plan.made_on, sheets)


def _blocks(plan: Plan) -> Iterator[Block]:
    lang = plan.lang
    yield Paragraph((Said(reform_line(plan), lang),), "strong")
    yield paragraph(f"{label('made-on', lang)}: {date_text(plan.made_on.isoformat(), lang)}.", lang)
    yield paragraph(rule(plan), lang)
    caption = f"{plan_label('title', lang)}: {plan.practice.title.get(lang)}"
    head = tuple(plan_label(name, lang) for name in _COLUMNS)
    yield Table(caption, head, tuple((_indicator(row, lang), _cells(plan, row)) for row in plan.rows))
    yield Heading(label("sources", lang))
    yield Notes(_notes(plan))


def _indicator(row: PlanRow, lang: str) -> str:
    name = scheme("indicator")[row.card.code].label.get(lang)
    return f"{name}\n{row.card.formula.get(lang)}\n{plan_label('trap', lang)}: {row.card.trap.get(lang)}"


def _cells(plan: Plan, row: PlanRow) -> tuple[Cell, ...]:
    lang = plan.lang
    said = {
        use: tuple(Said(text, lang, notes=numbers) for text, numbers in lines(plan, row, use))
        for use in ("baseline", "comparators")
    }
    target = (Said(f"{plan_label('target-date', lang)}: ", lang),)
    data = (Said(f"{row.card.data_source.get(lang)}. {row.card.frequency.get(lang)}.", lang),)
    return said["baseline"], said["comparators"], target, data, ()


def _plan_sheet(plan: Plan) -> Sheet:
    lang = plan.lang
    rows = []
    for row in plan.rows:
        card = row.card
        texts = (scheme("indicator")[card.code].label.get(lang), card.formula.get(lang), card.trap.get(lang))
        values = (_plain(plan, row, "baseline"), _plain(plan, row, "comparators"), "", "")
        rows.append((*texts, *values, card.data_source.get(lang), card.frequency.get(lang), ""))
    return _sheet(plan_label("plan", lang), _PLAN, rows, lang)


def _plain(plan: Plan, row: PlanRow, use: str) -> str:
    return "\n".join(Said(text, plan.lang, notes=numbers).plain() for text, numbers in lines(plan, row, use))


def _values_sheet(plan: Plan) -> Sheet:
    lang = plan.lang
    every = (
        (row, use, value)
        for row in plan.rows
        for use, some in (("baseline", row.baseline), ("comparators", row.comparators))
        for value in some
    )
    rows = [
        (scheme("indicator")[row.card.code].label.get(lang), plan_label(use, lang), *_value(plan, value))
        for row, use, value in every
    ]
    return _sheet(plan_label("values", lang), _VALUES, rows, lang)


def _value(plan: Plan, value: Value) -> tuple[CellValue, ...]:
    lang, result = plan.lang, value.result
    return (
        country_name(value.practice.country, lang),
        value.practice.title.get(lang),
        _number(result.value),
        scheme("unit")[result.unit].label.get(lang) if result.unit in scheme("unit") else result.unit,
        result.population.get(lang),
        result.date,
        scheme("evidence")[result.evidence].label.get(lang),
        " ".join(str(number) for number in plan.numbers(value)),
    )


def _number(value: Decimal) -> CellValue:
    return value if len(value.as_tuple().digits) <= MAX_DIGITS else str(value)


def _sheet(name: str, columns: tuple[tuple[str, int], ...], rows: Sequence[tuple[CellValue, ...]], lang: str) -> Sheet:
    head = tuple(plan_label(field, lang) for field, _ in columns)
    return Sheet(name, head, tuple(rows), tuple(width for _, width in columns))


def _about(plan: Plan) -> Sheet:
    lang = plan.lang
    account = (
        ("publisher", label("creator", lang)),
        ("name", reform_line(plan)),
        ("made-on", date_text(plan.made_on.isoformat(), lang)),
        ("verified", date_text(plan.practice.verified_on.isoformat(), lang)),
        ("method", rule(plan)),
    )
    return about_sheet(account, lang)


def _notes(plan: Plan) -> tuple[Note, ...]:
    """Return the sources by their numbers, each with the practice whose value cites it first."""
    values = [value for row in plan.rows for value in (*row.baseline, *row.comparators)]
    titles = {source.url: value.practice.title.get(plan.lang) for value in reversed(values) for source in value.sources}
    return tuple(Note(number, titles[source.url], source) for number, source in enumerate(plan.notes, start=1))
