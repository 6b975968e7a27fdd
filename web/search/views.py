"""The start page and the search page."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from indexer.answers import Answer
from indexer.filters import NAMES, Filters, facet_counts
from kb.countries import regions, regions_of
from kb.vocabulary import scheme
from web.context import base, contents, lang
from web.likeness import asked_order, in_asked_order, likenesses, order_urls
from web.search.examples import MAX_COUNTRIES, QUESTIONS, comparisons
from web.search.page import applied, by_country, facets, in_order, parameters

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
    question = request.args.get("q", "").strip()
    chosen = applied(filters, given, lang())
    feed_url = url_for("feeds.search", **parameters(question, filters), lang=lang())
    order = {"order": asked_order(), "order_urls": order_urls(question, filters)}
    if not question:
        counts = facet_counts(base().searcher.live.snapshot().generation.file.read(), filters)
        found = in_asked_order(by_country(contents().matching(filters), lang()), lambda item: item[0])
        return render_template(
            "search/browse.html",
            question="",
            feed_url=feed_url,
            facets=facets(counts, filters, lang()),
            applied=chosen,
            countries=found,
            likenesses=likenesses(country for country, _ in found),
            **order,
        )
    answer = base().searcher.search(question, filters, lang())
    answer = replace(answer, countries=tuple(in_asked_order(answer.countries, lambda found: found.country)))
    response = make_response(
        render_template(
            "search/results.html",
            question=answer.query,
            feed_url=feed_url,
            answer=answer,
            facets=facets(answer.facets, filters, lang()),
            applied=chosen,
            to_compare=_to_compare(answer),
            likenesses=likenesses(found.country for found in answer.countries),
            **order,
        )
    )
    response.headers["Server-Timing"] = ", ".join(f"{step};dur={ms:.1f}" for step, ms in answer.timings.items())
    return response


def _to_compare(answer: Answer) -> list[str]:
    """Return the best countries of an answer that can be laid side by side."""
    comparable = contents().comparable
    return [found.country for found in answer.countries if found.country in comparable][:MAX_COUNTRIES]
