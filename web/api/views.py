"""The addresses of the API."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.exceptions import MethodNotAllowed, NotFound

from indexer.ask import ask
from indexer.filters import code_label
from indexer.understanding import Ignored
from kb import similarity_text
from kb.comparison import Comparison, check_countries, check_rows
from kb.comparison import compare as lay_side_by_side
from kb.conditions import countries_with_conditions
from kb.countries import UnknownCountry, country_name, find_nation, regions, regions_of
from kb.documents import as_json
from kb.errors import UsageError
from kb.messages import Message
from kb.model import Practice
from kb.practice_file import write_practice
from kb.similarity import check_nations, check_weights
from kb.similarity import similar as rank_similar
from kb.store import UnknownPractice
from kb.text import LocalText
from kb.vocabulary import nearest
from kb.vocabulary import vocabulary as schemes
from web.api import responses
from web.api.errors import http_error, init_errors
from web.api.openapi import openapi
from web.api.operations import Operations
from web.api.parameters import (
    MOST_COUNTRIES,
    CompareParameters,
    ListParameters,
    Parameters,
    SearchParameters,
    SimilarParameters,
    SuggestParameters,
)
from web.context import base, contents
from web.search import suggestions

PREFIX = "/api"

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
operations = Operations(blueprint)
init_errors(blueprint)


@operations.get("/search", responses.SearchAnswer, SearchParameters, cached=False)
def search(given: SearchParameters) -> dict[str, Any]:
    """Answer a question by country, best first, each passage with its sources."""
    ignored = Ignored.of(given.ignore)
    answer = base().searcher.search(_question(given.q), given.filters(), given.lang, given.limit, ignored=ignored)
    facets = {
        name: [{"code": code, "label": code_label(name, code, answer.lang), "count": n} for code, n in counts.items()]
        for name, counts in answer.facets.items()
    }
    return {**answer.as_json(), "facets": facets}


@operations.get("/suggest", responses.Suggestions, SuggestParameters)
def suggest(given: SuggestParameters) -> dict[str, Any]:
    """Return what may be asked that begins as given: terms, countries, example questions, titles of practices."""
    found = suggestions.suggest(_question(given.q), contents(), given.lang)
    return {
        "suggestions": [
            {"text": one.text, "kind": one.kind, "kind_label": responses.SUGGESTED[one.kind].get(given.lang)}
            for one in found
        ]
    }


@operations.get("/practices", responses.PracticeList, ListParameters)
def practices(given: ListParameters) -> dict[str, Any]:
    """List the published practices that pass the filters."""
    found = contents().matching(given.filters())
    page = found[given.offset : given.offset + given.limit]
    fields = set(responses.PracticeItem.model_fields)
    return {
        "total": len(found),
        "limit": given.limit,
        "offset": given.offset,
        "practices": [practice.model_dump(mode="json", include=fields) for practice in page],
    }


@operations.get("/practices/<id>", Practice)
def practice(given: Parameters, id: str) -> dict[str, Any]:
    """Return one practice whole."""
    return _published(id).model_dump(mode="json")


@operations.get("/practices/<id>.md", str, media_type="text/markdown")
def practice_file(given: Parameters, id: str) -> str:
    """Return one practice as its Markdown file, which `kb import` reads."""
    return write_practice(_published(id))


@operations.get("/compare", Comparison, CompareParameters)
def compare(given: CompareParameters) -> dict[str, Any]:
    """Lay countries side by side, row by row, with numbered sources."""
    countries, rows = check_countries(given.country), check_rows(given.row)
    if len(countries) > MOST_COUNTRIES:
        raise UsageError(f"{len(countries)} countries; at most {MOST_COUNTRIES} are compared at once")
    questions = [_question(text) for text in given.question]
    asked = ask(base().searcher, questions, countries, given.lang) if questions else ()
    compared = lay_side_by_side(contents().practices.values(), countries, rows, given.lang, asked)
    return as_json.document(compared)


@operations.get("/vocabulary", responses.Vocabulary)
def vocabulary(given: Parameters) -> dict[str, Any]:
    """Return every code with its names and definition."""
    return _plain(responses.Vocabulary(schemes=[responses.VocabularyScheme.of(s) for s in schemes().values()]))


@operations.get("/countries", responses.Countries)
def countries(given: Parameters) -> dict[str, Any]:
    """List the countries that have practices, and the regions."""
    items = [
        responses.CountryItem(
            code=code,
            name=LocalText(en=country_name(code, "en"), id=country_name(code, "id")),
            regions=list(regions_of(code)),
            practices=len(found),
        )
        for code, found in contents().by_country.items()
    ]
    groups = [
        responses.RegionItem(code=region.code, label=region.label, members=list(region.members))
        for region in regions().values()
    ]
    return _plain(responses.Countries(countries=items, regions=groups))


@operations.get("/similar/<code>", responses.SimilarCountries, SimilarParameters)
def similar(given: SimilarParameters, code: str) -> dict[str, Any]:
    """Rank countries by how near their conditions are to those of a country, and say in what."""
    try:
        reference = find_nation(code)
    except UnknownCountry as error:
        raise NotFound(str(error)) from None
    among = countries_with_conditions() if given.all else contents().comparable
    excluded, pinned = check_nations(given.exclude), check_nations(given.pin)
    ranking = rank_similar(reference, among, check_weights(given.weight), excluded, pinned)
    answer = similarity_text.as_json(ranking, ranking.by_conditions[: given.limit], given.lang)
    for item in answer["countries"]:
        item["practices"] = len(contents().by_country.get(item["country"], ()))
    return {**answer, "total": len(ranking.by_conditions)}


@operations.get("/openapi.json", dict[str, Any])
def description(given: Parameters) -> dict[str, Any]:
    """Return this description of the API."""
    return openapi(operations.all, PREFIX)


@blueprint.before_app_request
def refuse_unknown() -> Response | None:
    """Refuse addresses and methods that are not there in the shape of the API: they belong to no blueprint yet."""
    error = request.routing_exception
    below = f"{request.path}/".startswith(f"{PREFIX}/")
    return open_to_all(http_error(error)) if below and isinstance(error, NotFound | MethodNotAllowed) else None


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Let pages of other sites read the answers: the data is public, and no answer depends on who asks (CORS)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def _question(text: str) -> str:
    """Refuse control characters other than tabs and line breaks: they are never meant, and hide what is asked."""
    if any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in text):
        raise UsageError("the question has control characters; take them out")
    return text


def _published(slug: str) -> Practice:
    published = contents().practices
    if slug not in published:
        hint = nearest(slug, published, all_of_them=False)
        raise UnknownPractice(Message("no published practice %(slug)r%(hint)s", slug=slug, hint=hint))
    return published[slug]


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")
