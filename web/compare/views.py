"""Countries side by side, as a page and as documents to be taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from indexer.ask import ask
from kb.comparison import Comparison, check_countries, check_rows, compare
from kb.countries import country_name, regions
from kb.documents import FORMATS, Edition, Format
from kb.documents.wording import absence
from kb.errors import UsageError
from kb.labels import label
from kb.references import Reference, formatted, of_page
from kb.vocabulary import scheme
from web import downloads
from web.context import base, contents, lang
from web.language import absolute
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

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the address of this choice, for `url_for`."""
        given = {"country": self.countries, "row": self.rows, "question": self.question}
        return {name: value for name, value in given.items() if value}

    def reference(self) -> Reference:
        """Return the reference of the page; it is as current as the practice that was verified last."""
        practices = (practice for country in self.countries for practice in contents().by_country.get(country, ()))
        verified_on = max((practice.verified_on.isoformat() for practice in practices), default="")
        names = ", ".join(country_name(country, lang()) for country in self.countries)
        address = absolute(url_for("compare.table", **self.parameters()))
        return of_page(f"{label('title', lang())} ({names})", address, lang(), verified_on, downloads.today())


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
        citation=formatted(choice.reference(), lang()) if choice.countries else "",
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
    """Give the table as a file; `turn=1` lets the countries run down."""
    choice = chosen()
    turn = request.args.get("turn", "")
    if turn not in ("", "1"):
        raise UsageError(gettext("%(name)s is 1 or left out.", name="turn"))
    if not choice.countries and ending in {*FORMATS, *downloads.CITATIONS}:
        raise UsageError(gettext("No country was chosen."))

    def comparison(form: Format[Comparison]) -> Comparison:
        table = replace(choice, rows=choice.rows or form.rows).table()
        if not any(column.practices for column in table.columns):
            raise UsageError(
                gettext("None of these countries has a practice in the base: there is nothing to take away.")
            )
        return table

    reference = choice.reference()
    edition = Edition(reference.url, "rows" if turn else "columns")
    name = f"comparison-{'-'.join(choice.countries)}"
    return downloads.document(name, ending, FORMATS, comparison, edition, lambda: reference)


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
