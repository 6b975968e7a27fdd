"""Countries side by side, as a page and as documents to be taken away."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.comparison import MAX_QUESTIONS, Comparison
from kb.documents import FORMATS, Edition, Format
from kb.documents.wording import absence
from kb.errors import UsageError
from kb.lessons import lessons
from kb.references import formatted
from kb.themes import themes
from web import downloads
from web.compare.choice import MAX_COUNTRIES, at_most, chosen, is_tidy
from web.compare.grid import grid, letter
from web.compare.groups import LIKE, members, region_groups
from web.context import contents, lang

FEW = 6  # countries: of more their practices are not offered one by one, which would be a third of the form
BRIEF = "brief.docx"  # what is made of the lessons too

blueprint = Blueprint("compare", __name__)


@blueprint.get("/compare")
def table() -> ResponseReturnValue:
    """Show the form, and the table of the countries and rows that were chosen.

    What the form sends is turned into the one address of the choice, which holds for good.
    """
    choice = chosen()
    group = request.args.get("group", "").strip()
    if not group and choice.questions and not choice.countries:
        group = LIKE
    if group:
        choice = replace(choice, countries=at_most([*choice.countries, *members(group, choice)]))
    if (choice.countries and group) or not is_tidy():
        return redirect(choice.url())
    comparison = choice.table() if choice.countries else None
    offered = choice.offered()
    return render_template(
        "compare/table.html",
        choice=choice,
        comparison=comparison,
        citation=formatted(choice.reference(), lang()) if comparison else "",
        grid=grid(comparison, fold=choice.fold) if comparison else None,
        offered=offered,
        lessons=lessons(comparison, contents().practices) if comparison else (),
        known=sum(map(len, offered.values())),
        shown=sum(len(column.practices) for column in comparison.columns) if comparison else 0,
        absence=absence,
        letter=letter,
        groups=region_groups(),
        themes=themes(),
        most=MAX_COUNTRIES,
        few=FEW,
        most_questions=MAX_QUESTIONS,
    )


@blueprint.get("/compare.<ending>")
def document(ending: str) -> ResponseReturnValue:
    """Give the table as a file; `turn=1` lets the countries run down."""
    choice = chosen()
    if not choice.countries and ending in {*FORMATS, *downloads.CITATIONS}:
        raise UsageError(gettext("No country was chosen."))

    @cache
    def comparison(form: Format[Comparison]) -> Comparison:
        table = (choice if choice.rows or choice.themes else replace(choice, rows=form.rows)).table()
        if not any(column.practices for column in table.columns):
            raise UsageError(
                gettext("None of these countries has a practice in the base: there is nothing to take away.")
            )
        return table

    reference = choice.reference()
    taught = lessons(comparison(FORMATS[BRIEF]), contents().practices) if ending == BRIEF else ()
    edition = Edition(reference.url, "rows" if choice.turn else "columns", taught)
    name = f"comparison-{'-'.join(choice.countries)}"
    return downloads.document(name, ending, FORMATS, comparison, edition, lambda: reference)
