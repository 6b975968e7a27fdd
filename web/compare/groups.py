"""Groups of countries that the chooser offers: a click adds one to what is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from indexer.filters import Filters
from kb.countries import regions
from kb.errors import UsageError
from kb.messages import Message
from kb.similarity import similar
from kb.vocabulary import nearest
from web.catalogue import Contents
from web.compare.choice import MAX_COUNTRIES, Choice
from web.context import base, contents, lang, reference
from web.search.page import in_order

RESULTS = "results"  # the countries that answer the questions best
LIKE = "like"  # the reference country of the site and those whose conditions are most like its own
MOST_ALIKE = 5


@dataclass(frozen=True)
class Group:
    """Countries under one name; only the first `MAX_COUNTRIES` fit, those with the most practices."""

    code: str
    label: str
    countries: tuple[str, ...]


def region_groups() -> list[Group]:
    """Return the regions of which the base has countries to compare, each country by name."""
    now = contents()
    return [
        Group(code, region.label.get(lang()), tuple(in_order("country", members, lang())))
        for code, region in regions().items()
        if (members := now.comparable & set(region.members))
    ]


def members(code: str, choice: Choice) -> Sequence[str]:
    """Return the countries of a group, the most telling first; raise `UsageError` for an unknown group."""
    if code == LIKE:
        return _alike()
    if code == RESULTS:
        if not choice.questions:
            raise UsageError(gettext("Write a question first: it chooses the countries that answer it."))
        return list(_answering(choice))
    known = {group.code: group for group in region_groups()}
    if code not in known:
        hint = nearest(code, [LIKE, RESULTS, *known])
        raise UsageError(Message("unknown group %(code)r%(hint)s", code=code, hint=hint))
    return sorted(known[code].countries, key=lambda country: -_practices(contents(), country))


def _alike() -> list[str]:
    """Return the reference country and the most like it of those that can be compared, as far as enough is known."""
    own, comparable = reference(), contents().comparable
    near = [one.country for one in similar(own, comparable).by_conditions if one.enough]
    return [country for country in (own, *near[:MOST_ALIKE]) if country in comparable]


def _answering(choice: Choice) -> Iterator[str]:
    filters = Filters.of({"kind": ("measure", "institutional")})
    for question in choice.questions:
        answer = base().searcher.search(question, filters, lang(), limit=MAX_COUNTRIES)
        yield from (found.country for found in answer.countries if found.country in contents().comparable)


def _practices(now: Contents, country: str) -> int:
    return len(now.by_country[country])
