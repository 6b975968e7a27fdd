"""The page of one practice."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kb.store import UnknownPractice
from kb.vocabulary import nearest, scheme
from web.context import contents

blueprint = Blueprint("practices", __name__, url_prefix="/practices")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Lead to the list of all practices, which is the search page without a question."""
    return redirect(url_for("search.results"))


@blueprint.get("/<slug>")
def practice(slug: str) -> ResponseReturnValue:
    """Show one practice; 404 that names the nearest one when readers see none of that id."""
    practices = contents().practices
    found = practices.get(slug)
    if found is None:
        near = nearest(slug, practices)
        raise UnknownPractice(f"no practice {slug!r}{near if 'did you mean' in near else ''}")
    rows = scheme("row").terms
    return render_template(
        "practices/practice.html",
        practice=found,
        reported=[row for row in rows if row in found.facts and not found.facts[row].not_reported],
        not_reported=[row for row in rows if row in found.facts and found.facts[row].not_reported],
        open_rows=[row for row in rows if row not in found.facts],
    )
