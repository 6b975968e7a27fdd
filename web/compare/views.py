"""Countries side by side."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.comparison import Comparison, check_rows, compare
from kb.countries import UnknownCountry, find_country, regions
from kb.errors import UsageError
from kb.vocabulary import scheme
from web.context import contents, lang
from web.search.page import in_order

MAX_COUNTRIES = 12

blueprint = Blueprint("compare", __name__)


@blueprint.get("/compare")
def table() -> ResponseReturnValue:
    """Show the form, and the table of the countries and rows that were chosen."""
    countries = chosen_countries(request.args.getlist("country"))
    rows = [row for row in request.args.getlist("row") if row]
    check_rows(rows)
    now = contents()
    found: Comparison | None = None
    if countries:
        found = compare(now.practices.values(), countries, rows, lang())
    offered = in_order("country", now.comparable | set(countries), lang())
    return render_template(
        "compare/table.html",
        comparison=found,
        chosen=countries,
        chosen_rows=rows,
        rows=scheme("row").terms,
        by_region=[
            (region.label, [country for country in offered if country in region.members])
            for code, region in regions().items()
            if code != "asean" and any(country in region.members for country in offered)
        ],
        asean=[country for country in regions()["asean"].members if country in now.comparable][:MAX_COUNTRIES],
        most=MAX_COUNTRIES,
    )


def chosen_countries(given: list[str]) -> list[str]:
    """Return the codes of the countries, each once; raise `UsageError` for an unknown one or for too many."""
    try:
        countries = list(dict.fromkeys(find_country(value) for value in given if value.strip()))
    except UnknownCountry as error:
        raise UsageError(str(error)) from None
    if len(countries) > MAX_COUNTRIES:
        raise UsageError(
            gettext(
                "%(n)s countries were chosen; at most %(most)s fit side by side. Leave some out.",
                n=len(countries),
                most=MAX_COUNTRIES,
            )
        )
    return countries
