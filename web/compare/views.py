"""Countries side by side, as a page and as documents to be taken away."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from kb.comparison import MAX_QUESTIONS
from kb.documents import FORMATS
from kb.documents.wording import absence
from kb.errors import UsageError
from kb.themes import themes
from web.compare.choice import MAX_COUNTRIES, at_most, chosen, is_tidy
from web.compare.grid import grid, letter
from web.compare.groups import LIKE, members, region_groups

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
        grid=grid(comparison, fold=choice.fold) if comparison else None,
        offered=offered,
        known=sum(map(len, offered.values())),
        shown=sum(len(column.practices) for column in comparison.columns) if comparison else 0,
        absence=absence,
        letter=letter,
        groups=region_groups(),
        themes=themes(),
        most=MAX_COUNTRIES,
        most_questions=MAX_QUESTIONS,
    )


@blueprint.get("/compare.<ending>")
def document(ending: str) -> ResponseReturnValue:
    """Give the table as a file."""
    form = FORMATS.get(ending)
    if form is None:
        raise NotFound(f"comparisons are offered as {', '.join(FORMATS)}")
    choice = chosen()
    if not choice.countries:
        raise UsageError(gettext("No country was chosen."))
    name = f"comparison-{'-'.join(choice.countries)}.{form.ending}"
    return Response(
        form.write(choice.table()),
        content_type=form.media_type,
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )
