"""The start page, and the search page with its documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from indexer.answers import Answer
from indexer.ask import evidence
from indexer.filters import NAMES, Filters, facet_counts
from indexer.search import COUNTRIES
from indexer.understanding import NOTHING, Ignored
from kb.countries import regions, regions_of
from kb.documents import FINDINGS_FORMATS, Edition, Format
from kb.errors import UsageError
from kb.findings import Findings, gather, listed
from kb.model import Practice
from kb.references import of_page
from kb.vocabulary import scheme
from web import downloads
from web.context import base, contents, lang
from web.language import absolute
from web.likeness import ORDERS, asked_bands, asked_order, in_asked_order, likenesses, limited, order_urls
from web.paging import asked_page, pages_of
from web.search.examples import MAX_COUNTRIES, QUESTIONS, comparisons
from web.search.misses import count_miss
from web.search.page import applied, applied_bands, band_facet, by_country, facets, in_order, parameters
from web.search.reading import acronyms_found, reading

MOST_IN_TEXT = 100  # practices of a list as a text: one of hundreds of pages is for nobody, and takes seconds to make

blueprint = Blueprint("search", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the search form, what is in the base, and ways into it."""
    now = contents()
    by_region = [
        (region, [country for country in in_order("country", now.by_country, lang()) if region in regions_of(country)])
        for region in in_order("region", now.counts.get("region", {}), lang())
        if region != "asean"
    ]
    return render_template(
        "search/home.html",
        questions=QUESTIONS,
        contents=now,
        by_region=by_region,
        regions=regions(),
        branches=in_order("branch", now.counts.get("branch", {}), lang()),
        statuses=in_order("status", now.counts.get("status", {}), lang()),
        comparisons=comparisons(now),
        challenges=scheme("challenge").terms,
    )


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """Answer a question by country; without a question, list the practices that pass the filters."""
    given = {name: request.args.getlist(name) for name in NAMES}
    filters = Filters.of(given)
    ignored = Ignored.of(request.args.getlist("ignore"))
    question = request.args.get("q", "").strip()
    chosen = [*applied(filters, given, lang()), *applied_bands()]
    kept = parameters(question, filters, ignored)
    feed_url = url_for("feeds.search", **kept, like=asked_bands() or None, lang=lang())
    order = {"order": asked_order(), "order_urls": order_urls(question, filters)}
    if not question:
        counts = facet_counts(base().searcher.live.snapshot().generation.file.read(), limited(filters))
        found = _list(filters)
        return render_template(
            "search/browse.html",
            question="",
            feed_url=feed_url,
            facets=[*facets(counts, filters, lang()), band_facet(counts["country"])],
            applied=chosen,
            countries=found,
            likenesses=likenesses(country for country, _ in found),
            endings=_endings(sum(len(practices) for _, practices in found)),
            parameters=_asked(question, filters),
            **order,
        )
    page = asked_page()
    answer = _answer(question, filters, ignored)
    if not (answer.found or chosen):
        count_miss(question)
    asked = _asked(question, filters, ignored)
    pages = pages_of(answer.found, COUNTRIES, page)
    response = make_response(
        render_template(
            "search/results.html",
            question=answer.query,
            feed_url=feed_url,
            answer=answer,
            reading=reading(answer.understood, asked, lang()),
            spelling_url=url_for("search.results", **asked | {"q": answer.did_you_mean, "page": None}),
            acronyms=acronyms_found(answer, lang()),
            facets=[*facets(answer.facets, filters, lang()), band_facet(answer.facets["country"])],
            applied=chosen,
            to_compare=_to_compare(answer),
            likenesses=likenesses(found.country for found in answer.countries),
            api_url=url_for("api.search", lang=lang(), **parameters(question, limited(filters), ignored)),
            parameters=asked,
            page=page,
            pages=pages,
            first=(page - 1) * COUNTRIES + 1,
            **order,
        )
    )
    response.headers["Server-Timing"] = ", ".join(f"{step};dur={ms:.1f}" for step, ms in answer.timings.items())
    return response


@blueprint.get("/search.<ending>")
def document(ending: str) -> ResponseReturnValue:
    """Give an answer, or without a question the practices that pass the filters, as a file."""
    given = {name: request.args.getlist(name) for name in NAMES}
    filters = Filters.of(given)
    ignored = Ignored.of(request.args.getlist("ignore"))
    question = request.args.get("q", "").strip()
    page = absolute(url_for("search.results", **_asked(question, filters, ignored)))
    chosen = [f"{item.facet}: {item.label}" for item in (*applied(filters, given, lang()), *applied_bands())]
    title = question or gettext("All practices")

    def findings(form: Format[Findings]) -> Findings:
        found = _answered(question, filters, ignored, chosen) if question else _listed(filters, chosen)
        if form.ending not in _endings(len(found.found)):
            raise UsageError(
                gettext("A Word document holds at most %(most)s practices; set filters.", most=MOST_IN_TEXT)
            )
        if not found.found:
            raise UsageError(gettext("Nothing was found: there is nothing to take away."))
        return found

    return downloads.document(
        "answer" if question else "practices",
        ending,
        FINDINGS_FORMATS,
        findings,
        Edition(page),
        lambda: of_page(title, page, lang(), contents().as_at, downloads.today()),
    )


def _endings(practices: int) -> list[str]:
    """Return the endings of the documents in which so many practices can be taken away."""
    return [ending for ending in FINDINGS_FORMATS if ending != "docx" or practices <= MOST_IN_TEXT]


def _asked(question: str, filters: Filters, ignored: Ignored = NOTHING) -> dict[str, Any]:
    """Return the parameters of the address of a question with filters and its order, for `url_for`."""
    order, page = asked_order(), asked_page()
    other = {"like": asked_bands(), "order": order != ORDERS[0] and order, "page": page > 1 and page}
    return parameters(question, filters, ignored) | {name: value for name, value in other.items() if value}


def _answer(question: str, filters: Filters, ignored: Ignored) -> Answer:
    skipped = (asked_page() - 1) * COUNTRIES
    answer = base().searcher.search(question, limited(filters), lang(), COUNTRIES, skipped, ignored)
    return replace(answer, countries=tuple(in_asked_order(answer.countries, lambda found: found.country)))


def _list(filters: Filters) -> list[tuple[str, list[Practice]]]:
    return in_asked_order(by_country(contents().matching(limited(filters)), lang()), lambda item: item[0])


def _answered(question: str, filters: Filters, ignored: Ignored, chosen: list[str]) -> Findings:
    answer = _answer(question, filters, ignored)
    return gather(evidence(answer), contents().practices, lang(), answer.query, chosen, answer.notice)


def _listed(filters: Filters, chosen: list[str]) -> Findings:
    return listed([practice for _, some in _list(filters) for practice in some], lang(), chosen)


def _to_compare(answer: Answer) -> list[str]:
    """Return the countries that can be laid side by side: those that the question names, or the best of the answer."""
    comparable = contents().comparable
    named = [country for country in answer.understood.countries if country in comparable]
    found = [found.country for found in answer.countries if found.country in comparable]
    return (named if len(named) > 1 else found)[:MAX_COUNTRIES]
