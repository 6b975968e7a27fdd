"""The list of institutional challenges, and the page of one: who met it, how, with what result, what did not work."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from indexer.filters import Filters, code_label
from kb.challenges import Answer, answers, approaches, challenges, guidance
from kb.countries import country_name
from kb.messages import Message
from kb.vocabulary import nearest, scheme
from web.context import contents, lang
from web.paging import asked_page, pages_of
from web.search.page import filter_label, in_order

PER_PAGE = 20
FILTERS = ("region", "status")

blueprint = Blueprint("challenges", __name__, url_prefix="/challenges")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the challenges with the number of practices and countries that met each."""
    practices = contents().practices.values()
    found = {code: answers(practices, code) for code in challenges()}
    return render_template("challenges/index.html", challenges=scheme("challenge"), found=found)


@blueprint.get("/<code>")
def challenge(code: str) -> ResponseReturnValue:
    """Show how practices met a challenge; 404 that names the nearest for an unknown one, or a page beyond the last."""
    if code not in challenges():
        raise NotFound(Message("unknown challenge %(code)r%(hint)s", code=code, hint=nearest(code, challenges())))
    now = contents()
    filters = Filters.of({name: request.args.getlist(name) for name in FILTERS})
    every = answers(now.practices.values(), code)
    passing = {practice.id for practice in now.matching(filters)}
    found = sorted((answer for answer in every if answer.practice.id in passing), key=_order)
    page = asked_page()
    pages = pages_of(len(found), PER_PAGE, page)
    return render_template(
        "challenges/challenge.html",
        term=scheme("challenge")[code],
        source=scheme("challenge").source,
        challenge=challenges()[code],
        found=found,
        shown=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        approaches=approaches(found, code),
        guidance=guidance(now.practices.values(), code),
        choices=[_choice(name, every, filters) for name in FILTERS],
        chosen={name: filters.codes.get(name) for name in FILTERS},
        page=page,
        pages=pages,
    )


def _order(answer: Answer) -> tuple[str, int, str]:
    statuses = list(scheme("status").terms)
    practice = answer.practice
    return country_name(practice.country, lang()), statuses.index(practice.status), practice.id


def _choice(name: str, every: Iterable[Answer], filters: Filters) -> tuple[str, str, list[tuple[str, str, bool]]]:
    """Return a filter: its name, what people call it, and (code, label, whether it is chosen) of its values."""
    facets = contents().facets
    codes = {code for answer in every for code in facets[answer.practice.id].get(name, ())}
    chosen = filters.codes.get(name, ())
    options = [
        (code, code_label(name, code, lang()), code in chosen) for code in in_order(name, {*codes, *chosen}, lang())
    ]
    return name, filter_label(name, lang()), options
