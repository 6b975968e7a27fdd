"""The page of one practice, and its documents."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kb import links
from kb.asking.tables import read_notes
from kb.documents import PRACTICE_FORMATS, Dossier, Edition
from kb.messages import Message
from kb.model import Practice
from kb.references import Reference, formatted, of_practice
from kb.store import UnknownPractice
from kb.vocabulary import nearest, scheme
from web import downloads
from web.context import base, contents, lang
from web.language import absolute

blueprint = Blueprint("practices", __name__, url_prefix="/practices")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Lead to the list of all practices, which is the search page without a question."""
    return redirect(url_for("search.results"))


@blueprint.get("/<slug>")
def practice(slug: str) -> ResponseReturnValue:
    """Show one practice."""
    found = published(slug)
    rows = scheme("row").terms
    return render_template(
        "practices/practice.html",
        practice=found,
        reported=[row for row in rows if row in found.facts and not found.facts[row].not_reported],
        not_reported=[row for row in rows if row in found.facts and found.facts[row].not_reported],
        open_rows=[row for row in rows if row not in found.facts],
        links=links.standings(base().store.file.read(), (source.url for source in found.sources.values())),
        notes=read_notes(base().store.file.read(), found.id),
        citation=formatted(_reference(found), lang()),
    )


@blueprint.get("/<slug>.<ending>")
def document(slug: str, ending: str) -> ResponseReturnValue:
    """Give one practice as a file."""
    slug, _, ending = f"{slug}.{ending}".partition(".")  # an ending has dots, an id has none
    found = published(slug)
    reference = _reference(found)
    edition = Edition(reference.url)
    return downloads.document(
        slug, ending, PRACTICE_FORMATS, lambda _: Dossier(found, lang()), edition, lambda: reference
    )


def published(slug: str) -> Practice:
    """Return the practice that readers see; raise `UnknownPractice` that names the nearest one when there is none."""
    practices = contents().practices
    if slug not in practices:
        hint = nearest(slug, practices, all_of_them=False)
        raise UnknownPractice(Message("no practice %(slug)r%(hint)s", slug=slug, hint=hint))
    return practices[slug]


def _reference(found: Practice) -> Reference:
    address = absolute(url_for("practices.practice", slug=found.id))
    return of_practice(found, address, lang(), downloads.today())
