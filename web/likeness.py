"""How like the reference country of the site the countries of a page are, and lists in that order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import request, url_for

from indexer.filters import Filters
from kb.countries import INTERNATIONAL
from kb.errors import UsageError
from kb.messages import Message
from kb.similarity import Band, Likeness, world
from kb.similarity_text import BANDS
from kb.vocabulary import nearest
from web.context import contents, reference

ORDERS = ("match", "similar")

T = TypeVar("T")


def likenesses(countries: Iterable[str]) -> Mapping[str, Likeness]:
    """Return the likeness of each country but the reference country itself; what is international has none."""
    own = reference()
    return {country: world().likeness(own, country) for country in countries if country not in (own, INTERNATIONAL)}


def asked_bands() -> tuple[Band, ...]:
    """Return the bands of likeness to which the address limits a search; raise `UsageError` for an unknown one."""
    given = dict.fromkeys(text for text in request.args.getlist("like") if text)
    for text in given:
        if text not in BANDS:
            raise UsageError(Message("unknown band of likeness %(band)r%(hint)s", band=text, hint=nearest(text, BANDS)))
    return tuple(band for band in BANDS if band in given)


def band_of(country: str) -> Band:
    """Return how like the reference country of the site a country is."""
    return world().likeness(reference(), country).band


def limited(filters: Filters) -> Filters:
    """Return the filters with only the countries of the bands that the address asks for."""
    bands = asked_bands()
    if not bands:
        return filters
    among = filters.codes.get("country") or tuple(contents().by_country)
    return Filters(codes={**filters.codes, "country": tuple(one for one in among if band_of(one) in bands)})


def asked_order() -> str:
    """Return the order that the address asks for, `match` by default; raise `UsageError` for another one."""
    wanted = request.args.get("order") or ORDERS[0]
    if wanted not in ORDERS:
        raise UsageError(Message("unknown order %(order)r%(hint)s", order=wanted, hint=nearest(wanted, ORDERS)))
    return wanted


def in_asked_order(items: Iterable[T], country: Callable[[T], str]) -> list[T]:
    """Return the items as they are, or the most like the reference country first; equals keep their order."""
    found = list(items)
    if asked_order() == "similar":
        found.sort(key=lambda item: world().likeness(reference(), country(item)).order())
    return found


def order_urls(question: str, filters: Filters) -> dict[str, str]:
    """Return by order the address of the same search."""
    same: dict[str, Any] = {"q": question or None, **filters.codes, "like": asked_bands() or None}
    return {
        "match": url_for("search.results", **same),
        "similar": url_for("search.results", **same, order="similar"),
    }
