"""A plan for monitoring and evaluation as a Word document: one table, its sources as numbered notes."""

from __future__ import annotations

from docx.document import Document
from docx.table import _Cell

from kb.documents.plan_wording import lines, plan_label, reform_line, source_line
from kb.documents.word import (
    add_address,
    add_heading,
    add_link,
    add_text,
    element,
    fill_header,
    name_table,
    new_document,
    saved,
    set_widths,
)
from kb.documents.wording import label
from kb.monitoring import Plan, PlanRow
from kb.results import date_text
from kb.vocabulary import scheme

# Names and widths in centimetres.
_COLUMNS = (
    ("indicator", 6.4),
    ("baseline", 4.6),
    ("comparators", 6.4),
    ("target", 2.4),
    ("data-source", 3.4),
    ("responsible", 2.9),
)


def write(plan: Plan) -> bytes:
    """Return the plan as a DOCX file; target and responsible are left to be filled in."""
    lang = plan.lang
    document = new_document(plan_label("title", lang), reform_line(plan), lang, plan.made_on)
    add_heading(document, plan_label("title", lang), 0)
    add_text(document.add_paragraph(), reform_line(plan)).bold = True
    made = date_text(plan.made_on.isoformat(), lang)
    add_text(document.add_paragraph(), f"{label('made-on', lang)}: {made}. {label('creator', lang)}.")
    add_text(document.add_paragraph(), plan_label("rule", lang))
    _table(document, plan)
    add_heading(document, label("sources", lang), 1)
    for number in range(1, len(plan.notes) + 1):
        _note(document, plan, number)
    return saved(document)


def _table(document: Document, plan: Plan) -> None:
    table = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    name_table(table, f"{plan_label('title', plan.lang)}: {plan.practice.title.get(plan.lang)}")
    fill_header(table, [plan_label(name, plan.lang) for name, _ in _COLUMNS])
    for row in plan.rows:
        indicator, baseline, comparators, target, data, _ = table.add_row().cells
        _indicator(indicator, row, plan.lang)
        _lines(baseline, plan, row, "baseline")
        _lines(comparators, plan, row, "comparators")
        add_text(target.paragraphs[0], f"{plan_label('target-date', plan.lang)}: ")
        add_text(data.paragraphs[0], f"{row.card.data_source.get(plan.lang)}. {row.card.frequency.get(plan.lang)}.")
    set_widths(table, [width for _, width in _COLUMNS])


def _indicator(cell: _Cell, row: PlanRow, lang: str) -> None:
    add_text(cell.paragraphs[0], scheme("indicator")[row.card.code].label.get(lang)).bold = True
    add_text(cell.add_paragraph(), row.card.formula.get(lang))
    trap = cell.add_paragraph()
    add_text(trap, f"{plan_label('trap', lang)}: ").italic = True
    add_text(trap, row.card.trap.get(lang))


def _lines(cell: _Cell, plan: Plan, row: PlanRow, use: str) -> None:
    for place, (text, numbers) in enumerate(lines(plan, row, use)):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        add_text(paragraph, text)
        for number in numbers:
            add_link(paragraph, f" [{number}]", {"w:anchor": f"source{number}"})


def _note(document: Document, plan: Plan, number: int) -> None:
    paragraph = document.add_paragraph()
    paragraph._p.append(element("w:bookmarkStart", {"w:id": str(number), "w:name": f"source{number}"}))
    add_text(paragraph, f"[{number}] ")
    paragraph._p.append(element("w:bookmarkEnd", {"w:id": str(number)}))
    add_text(paragraph, f"{source_line(plan, number)} ")
    add_address(paragraph, plan.notes[number - 1].url)
