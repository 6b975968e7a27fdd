"""What the search page shows beside the results: filters with their counts, and those that are applied."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from indexer.filters import NAMES, Filters, code_label
from indexer.understanding import NOTHING, Ignored
from kb.countries import country_name, regions
from kb.model import Practice
from kb.similarity_text import BANDS
from kb.vocabulary import scheme
from web.context import lang as page_lang
from web.context import reference
from web.language import here
from web.likeness import asked_bands, band_of

SHOWN_OPEN = ("region", "branch", "status")


@dataclass(frozen=True)
class Option:
    """One value of a filter, with the number of practices that it lets through under the other filters."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its values; `is_open` tells whether they are unfolded from the start."""

    name: str
    label: str
    options: tuple[Option, ...]
    is_open: bool


@dataclass(frozen=True)
class Applied:
    """A value that is applied, and the address of the same page without it."""

    facet: str
    label: str
    url_without: str


def filter_label(name: str, lang: str) -> str:
    """Return what people call a filter."""
    return {"country": gettext("Country"), "region": gettext("Region")}.get(name) or scheme(name).label.get(lang)


def facets(counts: Mapping[str, Mapping[str, int]], filters: Filters, lang: str) -> list[Facet]:
    """Return the filters that have values to choose from."""
    found = []
    for name in NAMES:
        chosen = filters.codes.get(name, ())
        codes = {*counts.get(name, {}), *chosen}
        options = tuple(
            Option(code, code_label(name, code, lang), counts.get(name, {}).get(code, 0), code in chosen)
            for code in in_order(name, codes, lang)
        )
        if options:
            found.append(Facet(name, filter_label(name, lang), options, bool(chosen) or name in SHOWN_OPEN))
    return found


def band_facet(countries: Mapping[str, int]) -> Facet:
    """Return the bands of likeness as a filter, with their practices; `countries` counts these by country."""
    counts = Counter[str]()
    for country, number in countries.items():
        counts[band_of(country)] += number
    asked = asked_bands()
    options = tuple(Option(band, text.get(page_lang()), counts[band], band in asked) for band, text in BANDS.items())
    return Facet("like", _band_label(), options, is_open=bool(asked))


def applied_bands() -> list[Applied]:
    """Return the bands that are applied."""
    return [
        Applied(_band_label(), BANDS[band].get(page_lang()), here(without={"like": band})) for band in asked_bands()
    ]


def _band_label() -> str:
    return str(gettext("Conditions compared with %(country)s", country=country_name(reference(), page_lang())))


def in_order(name: str, codes: Iterable[str], lang: str) -> list[str]:
    """Return the codes of a filter as people look for them: countries by name, others as the vocabulary has them."""
    if name == "country":
        return sorted(codes, key=lambda code: country_name(code, lang))
    order = list(regions() if name == "region" else scheme(name).terms)
    return sorted(codes, key=order.index)


def applied(filters: Filters, given: Mapping[str, list[str]], lang: str) -> list[Applied]:
    """Return the applied values; `given` are the values as they stand in the address, by filter name."""
    found = []
    for name in filters.codes:
        for value in dict.fromkeys(given[name]):
            code = Filters.of({name: [value]}).codes.get(name)
            if code:
                url = here(without={name: value})
                found.append(Applied(filter_label(name, lang), code_label(name, code[0], lang), url))
    return found


def parameters(question: str, filters: Filters, ignored: Ignored = NOTHING) -> dict[str, Any]:
    """Return the parameters of the address that asks the question under the filters."""
    taken_out = {"ignore": sorted(ignored.keys)} if ignored.keys else {}
    return {**({"q": question} if question else {}), **filters.codes, **taken_out}


def by_country(practices: Iterable[Practice], lang: str) -> list[tuple[str, list[Practice]]]:
    """Return (country, practices), both by name."""
    found: dict[str, list[Practice]] = defaultdict(list)
    for practice in practices:
        found[practice.country].append(practice)
    return [
        (country, sorted(found[country], key=lambda practice: practice.title.get(lang)))
        for country in in_order("country", found, lang)
    ]
