"""Countries that a question names, in any language of the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from indexer.words import STEMMERS, tokens
from kb.countries import country_codes, country_name

# What people say beside the names of Unicode CLDR.
_ALSO = {
    "GBR": ("Inggris", "Britain", "UK"),
    "USA": ("Amerika", "America", "USA"),
    "KOR": ("Korea", "Korsel"),
    "CHN": ("Tiongkok", "Cina"),
    "NLD": ("Holland",),
    "CZE": ("Czech Republic", "Ceko"),
    "MMR": ("Burma",),
    "TUR": ("Turkey",),
    "CIV": ("Ivory Coast",),
    "ARE": ("UAE", "Emirates"),
}
_ORDINARY_WORDS = {"reunion", "jersey"}  # names of small territories that mean something else in a question


def also_called() -> Iterator[tuple[str, str]]:
    """Yield (name, code) for what people say beside the names of Unicode CLDR."""
    for code, names in _ALSO.items():
        for name in names:
            yield name, code


def countries_named(question: str) -> tuple[str, ...]:
    """Return the codes of the countries that a question names, in their order; the longest name counts."""
    words = [word for word, _, _ in tokens(question)]
    found: list[str] = []
    at = 0
    while at < len(words):
        length, code = _longest_name(words[at:])
        if code:
            found.append(code)
        at += max(length, 1)
    return tuple(dict.fromkeys(found))


def _longest_name(words: Sequence[str]) -> tuple[int, str]:
    """Return the number of words of the longest name with which the words begin and its country; (0, "") if none."""
    for length in range(min(len(words), _most_words()), 0, -1):
        if code := _names().get(tuple(words[:length])):
            return length, code
    return 0, ""


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    names = {}
    for code in country_codes():
        for name in (*(country_name(code, lang) for lang in STEMMERS), *_ALSO.get(code, ())):
            key = tuple(word for word, _, _ in tokens(name))
            if key and " ".join(key) not in _ORDINARY_WORDS:
                names[key] = code
    return names


@cache
def _most_words() -> int:
    return max(len(name) for name in _names())
