"""The page of a list of practices: the address holds the list, so that it can be kept, shared and printed."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.errors import UsageError
from web.compare.choice import MAX_COUNTRIES
from web.context import contents

MOST = 50  # so that the address stays below what servers and mail programs take

blueprint = Blueprint("saved", __name__)


@blueprint.get("/list")
def saved() -> ResponseReturnValue:
    """Show the practices that the address names, in its order; those that readers cannot see are named."""
    ids = chosen(request.args.getlist("practice"))
    now = contents()
    found = [now.practices[slug] for slug in ids if slug in now.practices]
    countries = [country for country in dict.fromkeys(p.country for p in found) if country in now.comparable]
    return render_template(
        "saved/list.html",
        ids=ids,
        practices=found,
        unknown=[slug for slug in ids if slug not in now.practices],
        countries=countries[:MAX_COUNTRIES],
        left_out=len(countries[MAX_COUNTRIES:]),
    )


def chosen(given: list[str]) -> tuple[str, ...]:
    """Return the ids of an address, each once; raise `UsageError` when they are too many."""
    ids = tuple(dict.fromkeys(slug.strip() for slug in given if slug.strip()))
    if len(ids) > MOST:
        text = gettext("%(n)s practices were named; a list holds at most %(most)s.", n=len(ids), most=MOST)
        raise UsageError(text)
    return ids


@blueprint.app_context_processor
def limits() -> dict[str, int]:
    """Tell every page how many practices a list holds, since every page can save some."""
    return {"most_saved": MOST}
