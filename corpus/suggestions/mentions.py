"""Countries that a text speaks of: by name, adjective, first-level division, or an institution that the base knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import takewhile
from typing import Literal

import pycountry
from babel.numbers import get_currency_name, get_territory_currencies

from indexer.understanding.place_names import data
from indexer.words import STEMMERS, fold, tokens
from kb.countries import country_codes, country_name

EARLIEST, LATEST = date(1950, 1, 1), date(2030, 1, 1)
SHORTEST = 5  # letters of a division's name
ALIKE = 3  # first letters that an adjective shares with the name of its country
MOST_WORDS = 8  # of a name

Names = Mapping[tuple[str, ...], str]


Ways = Literal["name", "division", "institution"]


@dataclass(frozen=True)
class Mention:
    """A country that a text speaks of, the words that say so, and in which way."""

    country: str
    words: str
    way: Ways


def mentions(text: str, institutions: Names | None = None) -> Iterator[Mention]:
    """Yield the countries of which a text speaks, one for each time; the longest name counts.

    `institutions` are folded names of institutions with their country.
    """
    found = list(tokens(text))
    known: tuple[tuple[Ways, Names], ...] = (
        ("name", _names()), ("division", _divisions()), ("institution", institutions or {}),
    )  # fmt: skip
    at = 0
    while at < len(found):
        words = [word for word, _, _ in found[at : at + MOST_WORDS]]
        length, country, way = _at(words, known) if text[found[at][1]].isupper() else (1, "", "name")
        said = text[found[at][1] : found[at + length - 1][2]]
        if country and said != "Us":
            yield Mention(country, said, way)
        at += length


def _at(words: Sequence[str], known: Sequence[tuple[Ways, Names]]) -> tuple[int, str, Ways]:
    """Return the number of words of the longest name at the beginning, its country and its way; no country if none."""
    for length in range(len(words), 0, -1):
        key = tuple(words[:length])
        for way, names in known:
            if country := names.get(key):
                return length, country, way
    return 1, "", "name"


@cache
def _names() -> Names:
    """Return names and adjectives of countries, folded, in the languages of the base."""
    own = {_folded(country_name(code, lang)): code for lang in STEMMERS for code in country_codes()}
    more = {_folded(word): country for word, country in _OTHERS.items()}
    return dict(adjectives()) | own | _also_called() | more


def _also_called() -> dict[tuple[str, ...], str]:
    """Return what people call countries beside the names of CLDR, as the search knows it."""
    return {_folded(name): code for code, names in data()["countries"].items() for name in names}


@cache
def _divisions() -> Names:
    """Return the names of first-level divisions (ISO 3166-2) that only one country has."""
    countries: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for division in pycountry.subdivisions:
        country = pycountry.countries.get(alpha_2=division.country_code)
        if country and not division.parent_code and len(division.name) >= SHORTEST:
            countries[_folded(division.name)].add(country.alpha_3)
    return {key: next(iter(found)) for key, found in countries.items() if len(found) == 1 and key not in _names()}


def _folded(name: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in tokens(name))


@cache
def adjectives() -> Names:
    """Return the English adjectives of countries, folded: Unicode CLDR has them in the names of currencies.

    "Indonesian Rupiah", "South African Rand"; also of those that are no longer in use, "French Franc".
    """
    found: dict[tuple[str, ...], str] = {}
    by_adjective: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for country in country_codes():
        known = pycountry.countries.get(alpha_3=country)
        if known is None:
            continue
        codes = get_territory_currencies(known.alpha_2, start_date=EARLIEST, end_date=LATEST, non_tender=False)
        for code in codes:
            words = [fold(word) for word in get_currency_name(code, locale="en").split(" (")[0].split()]
            for length in range(1, len(words)):
                by_adjective[tuple(words[:length])].add(country)
    for key, countries in by_adjective.items():
        shared = {country: _shared(" ".join(key), fold(country_name(country, "en"))) for country in countries}
        best = max(countries, key=lambda country: (shared[country], country))
        alone = len(countries) == 1 and len(key) == 1 and key[0].endswith(("ch", "an", "ss", "sh"))
        if (len(key) > 1 or key[0] not in _NO_ADJECTIVES) and (
            shared[best] >= max(ALIKE, len(" ".join(key)) - 4) or alone
        ):
            found[key] = best
    return found


# First words of names of two words, and names of regions.
_NO_ADJECTIVES = {"new", "south", "north", "east", "west", "united", "central", "st", "cape", "costa", "papua", "hong"}
_OTHERS = {
    "British": "GBR", "French": "FRA", "Hong Kong": "HKG", "US": "USA", "U.S.": "USA", "American": "USA",
    "Ivorian": "CIV", "Pantai Gading": "CIV",
    "Singaporean": "SGP", "Filipino": "PHL", "Kazakh": "KAZ", "Kyrgyz": "KGZ", "Uzbek": "UZB", "Lao": "LAO",
    "Norwegian": "NOR", "Nepali": "NPL", "Argentinian": "ARG", "English": "GBR", "Scottish": "GBR",
}  # fmt: skip


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def names_of_institutions(known: Iterable[tuple[str, str]]) -> Names:
    """Return folded names of institutions with their country, from pairs of both, but those of several countries."""
    countries: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, country in known:
        key = tuple(word for word, _, _ in tokens(name))[:MOST_WORDS]
        if len(key) > 1 or (key and name.isupper() and len(name) > 2):
            countries[key].add(country)
    return {key: next(iter(found)) for key, found in countries.items() if len(found) == 1}
