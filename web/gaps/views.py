"""The page on what the base knows and what it does not, and the values of its map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from indexer.filters import Filters
from kb.countries import country_name, numeric_codes, regions
from kb.known import LETTERS, KnownRegion, known
from kb.model import Practice
from kb.vocabulary import scheme
from web.context import contents, lang
from web.gaps.balance import balance

# A sign beside the letter, so that the stage can be told without its colour.
SIGNS = {"operating": "●", "coming": "◐", "ended": "○"}

blueprint = Blueprint("gaps", __name__, url_prefix="/known")


@blueprint.get("")
def matrix() -> ResponseReturnValue:
    """Show country against branch, the balance of the base, and the place of the map."""
    status = chosen_status()
    now = contents()
    found = known(of_status(status), now.by_country, lang())
    return render_template(
        "gaps/known.html",
        status=status,
        statuses=scheme("status").terms,
        status_counts=Counter(practice.status for practice in now.practices.values()),
        regions=regions(),
        found=found,
        branches=scheme("branch").terms,
        letters=LETTERS,
        signs=SIGNS,
        stages=stage_labels(),
        cells=sum(len(country.branches) for region in found for country in region.countries),
        empty=sum(not marks for region in found for country in region.countries for marks in country.branches.values()),
        balance=balance(now.practices.values(), lang()),
    )


@blueprint.get("/map.json")
def map_values() -> ResponseReturnValue:
    """Give each country of the world with its stage, a text and an address, by ISO 3166-1 numeric code."""
    status = chosen_status()
    return jsonify(list(_countries(known(of_status(status), contents().by_country, lang()), status)))


def chosen_status() -> str:
    """Return the status that the address asks for, empty for all; raise `UsageError` for an unknown one."""
    given = request.args.get("status", "").strip()
    return Filters.of({"status": [given]}).codes.get("status", ("",))[0]


def of_status(status: str) -> Iterable[Practice]:
    """Return the practices of a status, all of them when it is empty."""
    return [practice for practice in contents().practices.values() if status in ("", practice.status)]


def stage_labels() -> dict[str, str]:
    """Return what the stages are called."""
    return {
        "operating": gettext("operating or evaluated"),
        "coming": gettext("proposed, enacted or waiting for rules"),
        "ended": gettext("suspended, repealed or rejected"),
    }


def _countries(found: Iterable[KnownRegion], status: str) -> Iterable[dict[str, str]]:
    held = {country.country: country for region in found for country in region.countries if country.practices}
    labels = stage_labels()
    for code, number in numeric_codes().items():
        name = country_name(code, lang())
        if code in held:
            country = held[code]
            practices = ngettext("%(num)s practice", "%(num)s practices", country.practices)
            text = f"{name}: {practices}; {labels[country.stage]}"
            address = url_for("search.results", country=code, status=status or None)
        else:
            text = gettext("%(country)s: nothing recorded", country=name)
            address = url_for("countries.country", code=code)
        yield {"id": number, "stage": held[code].stage if code in held else "none", "text": text, "href": address}
