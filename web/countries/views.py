"""The list of countries and the page of one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb.branches import branch_overview
from kb.conditions import conditions, indicators, platforms
from kb.countries import INTERNATIONAL, UnknownCountry, find_country, regions, regions_of
from web.context import contents, lang
from web.countries.overview import by_kind
from web.likeness import asked_order, likenesses
from web.search.page import in_order

blueprint = Blueprint("countries", __name__, url_prefix="/countries")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the countries of the base by region, and what is international; or by likeness to the reference country."""
    held = contents().by_country
    if asked_order() == "similar":
        found = likenesses(held)
        alike = sorted(in_order("country", found, lang()), key=lambda code: found[code].order())
        return render_template("countries/alike.html", held=held, likenesses=found, alike=alike)
    names = in_order("country", held, lang())
    by_region = [
        (code, [country for country in names if country in region.members])
        for code, region in regions().items()
        if code != "asean" and any(country in held for country in region.members)
    ]
    return render_template(
        "countries/index.html",
        held=held,
        by_region=by_region,
        regions=regions(),
        international=held.get(INTERNATIONAL, ()),
    )


@blueprint.get("/<code>")
def country(code: str) -> ResponseReturnValue:
    """Show what a country does; a name or another spelling of the code leads to it, an unknown one gives 404."""
    try:
        found = find_country(code)
    except UnknownCountry as error:
        raise NotFound(*error.args) from None
    if found != code:
        return redirect(url_for("countries.country", code=found), 301)
    now = contents()
    practices = now.by_country.get(found, ())
    neighbours = {other for region in regions_of(found) for other in regions()[region].members}
    return render_template(
        "countries/country.html",
        code=found,
        regions=regions(),
        regions_here=regions_of(found),
        groups=by_kind(practices),
        practices=practices,
        branches=branch_overview(practices),
        comparable=found in now.comparable,
        neighbours=in_order("country", (neighbours & now.comparable) - {found}, lang()),
        conditions=conditions(found),
        platforms=platforms(found),
        indicators=indicators(),
        likeness=likenesses([found]).get(found),
    )
