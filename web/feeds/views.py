"""The addresses of the feeds: each stands below the page that it follows and takes the same parameters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from indexer.filters import NAMES, Filters, code_label
from indexer.generation import facets_of
from indexer.understanding import Ignored
from kb.countries import UnknownCountry, country_name, find_country
from kb.model import Practice
from web.context import base, history, lang
from web.feeds.atom import MEDIA_TYPE, Feed, write_feed
from web.feeds.entries import entries
from web.language import absolute, here
from web.likeness import asked_bands, limited
from web.search.page import applied_bands, parameters

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feed.atom")
def everything() -> ResponseReturnValue:
    """Follow every practice."""
    return _answer(gettext("All practices"), url_for("changes.changes", lang=lang()), lambda practice: True)


@blueprint.get("/countries/<code>/feed.atom")
def country(code: str) -> ResponseReturnValue:
    """Follow the practices of a country; another spelling leads to it, an unknown one gives 404."""
    try:
        found = find_country(code)
    except UnknownCountry as error:
        raise NotFound(*error.args) from None
    if found != code:
        return redirect(url_for("feeds.country", code=found), 301)
    page = url_for("countries.country", code=found, lang=lang())
    return _answer(country_name(found, lang()), page, lambda practice: practice.country == found)


@blueprint.get("/search/feed.atom")
def search() -> ResponseReturnValue:
    """Follow the practices that pass the filters of the address or, with a question, those that it finds."""
    filters = Filters.of({name: request.args.getlist(name) for name in NAMES})
    question = request.args.get("q", "").strip()
    ignored = Ignored.of(request.args.getlist("ignore"))
    kept = parameters(question, filters, ignored)
    page = url_for("search.results", **kept, like=asked_bands() or None, lang=lang())
    chosen = [_filters_text(filters), *(f"{one.facet}: {one.label}" for one in applied_bands())]
    title = "; ".join(filter(None, (question, *chosen))) or gettext("All practices")
    filters = limited(filters)
    if not question:
        return _answer(title, page, lambda practice: _passes(practice, filters))
    answer = base().searcher.search(question, filters, lang(), ignored=ignored)
    found = {practice.id for group in answer.countries for practice in group.practices}
    return _answer(title, page, lambda practice: practice.id in found, answer.notice, dated=False)


def _answer(
    title: str, page: str, wanted: Callable[[Practice], bool], subtitle: str = "", *, dated: bool = True
) -> Response:
    """Return a feed, or 304 when the client has it.

    `dated` tells that it changes only with the timeline, so that the time of the last change can stand for it. What
    a question finds changes with the index and the encoder too.
    """
    at = history().timeline().at
    site = gettext("Social Security for Platform Workers")
    url, title = absolute(here(lang())), f"{title} – {site}"
    feed = Feed(url, absolute(page), title, subtitle, site, lang(), entries(wanted), at)
    response = Response(write_feed(feed), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.no_cache = True
    response.add_etag()
    if dated and at:
        response.last_modified = datetime.fromisoformat(at)
    response.make_conditional(request)
    return response


def _passes(practice: Practice, filters: Filters) -> bool:
    facets = facets_of(practice)
    return all(set(codes) & set(facets.get(name, ())) for name, codes in filters.codes.items())


def _filters_text(filters: Filters) -> str:
    return "; ".join(
        ", ".join(code_label(name, code, lang()) for code in codes) for name, codes in filters.codes.items()
    )
