"""The page that ranks countries by their conditions."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.conditions import countries_with_conditions, indicators, origins
from kb.similarity import similar
from web.context import contents, lang, reference
from web.search.page import in_order
from web.similar.choice import Choice

SHOWN = 10  # countries with all their values; the others follow by name

blueprint = Blueprint("similar", __name__)


@blueprint.get("/similar")
def page() -> ResponseReturnValue:
    """Rank countries against the reference country; what the form left empty is taken out of the address."""
    choice = Choice.of(request.args, reference())
    if not all(request.args.values()):
        return redirect(choice.address())
    held = contents().comparable
    ranking = similar(
        choice.reference,
        countries_with_conditions() if choice.everyone else held,
        choice.weights,
        choice.excluded,
        choice.pinned,
    )
    return render_template(
        "similar/page.html",
        choice=choice,
        ranking=ranking,
        shown=SHOWN,
        held=contents().by_country,
        comparable=held,
        every=in_order("country", countries_with_conditions() | {choice.reference}, lang()),
        indicators=indicators(),
        origins=origins(),
    )
