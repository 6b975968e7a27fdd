"""Countries side by side, as a page and as documents to be taken away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from indexer.ask import ask
from kb.comparison import Comparison, check_countries, check_rows, compare
from kb.countries import regions
from kb.documents import FORMATS
from kb.documents.wording import absence
from kb.errors import UsageError
from kb.vocabulary import scheme
from web.context import base, contents, lang
from web.search.page import in_order

MAX_COUNTRIES = 12

blueprint = Blueprint("compare", __name__)


@dataclass(frozen=True)
class Choice:
    """What is to be laid side by side: codes of countries and rows, and a question or nothing."""

    countries: tuple[str, ...]
    rows: tuple[str, ...]
    question: str

    def table(self) -> Comparison:
        """Return the comparison in the language of the page."""
        asked = ask(base().searcher, self.question, self.countries, lang()) if self.question else None
        return compare(contents().practices.values(), self.countries, self.rows, lang(), asked)


@blueprint.get("/compare")
def table() -> ResponseReturnValue:
    """Show the form, and the table of the countries and rows that were chosen."""
    choice = chosen()
    comparable = contents().comparable
    offered = in_order("country", comparable | set(choice.countries), lang())
    return render_template(
        "compare/table.html",
        choice=choice,
        comparison=choice.table() if choice.countries else None,
        formats=FORMATS,
        absence=absence,
        rows=scheme("row").terms,
        by_region=[
            (region.label, [country for country in offered if country in region.members])
            for code, region in regions().items()
            if code != "asean" and any(country in region.members for country in offered)
        ],
        asean=[country for country in regions()["asean"].members if country in comparable][:MAX_COUNTRIES],
        most=MAX_COUNTRIES,
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


def chosen() -> Choice:
    """Return what the address asks for; raise `UsageError` for an unknown country or row, or too many countries."""
    given = [value for value in request.args.getlist("country") if value.strip()]
    countries = check_countries(given) if given else ()
    if len(countries) > MAX_COUNTRIES:
        raise UsageError(
            gettext(
                "%(n)s countries were chosen; at most %(most)s fit side by side. Leave some out.",
                n=len(countries),
                most=MAX_COUNTRIES,
            )
        )
    rows = tuple(row for row in request.args.getlist("row") if row)
    check_rows(rows)
    return Choice(countries, rows, request.args.get("question", "").strip())
