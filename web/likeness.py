"""How like the reference country of the site the countries of a page are, and lists in that order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import request, url_for

from indexer.filters import Filters
from kb.countries import INTERNATIONAL
from kb.errors import UsageError
from kb.messages import Message
from kb.similarity import Likeness, world
from kb.vocabulary import nearest
from web.context import reference

ORDERS = ("match", "similar")

T = TypeVar("T")


def likenesses(countries: Iterable[str]) -> Mapping[str, Likeness]:
    """Return the likeness of each country but the reference country itself; what is international has none."""
    own = reference()
    return {country: world().likeness(own, country) for country in countries if country not in (own, INTERNATIONAL)}


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
    same: dict[str, Any] = {"q": question or None, **filters.codes}
    return {
        "match": url_for("search.results", **same),
        "similar": url_for("search.results", **same, order="similar"),
    }
