"""How a question was read, as the page shows it: what was recognised, each with the address that takes it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from indexer.answers import Answer
from indexer.concepts import Concept
from indexer.understanding import Understood
from indexer.understanding.acronyms import acronyms_in, expansion
from indexer.understanding.ignored import SIGNS, label_of, place_key
from indexer.understanding.syntax import Sign
from indexer.understanding.understood import key_of


@dataclass(frozen=True)
class Chip:
    """Something that was recognised, or taken out, and the address that turns that round."""

    label: str
    url: str


@dataclass(frozen=True)
class Reading:
    """What the page says of how a question was read; `signs` are the signs in words, `as_words` reads none."""

    concepts: tuple[Chip, ...]
    included: tuple[Chip, ...]
    excluded: tuple[Chip, ...]
    signs: tuple[str, ...]
    as_words: str
    taken_out: tuple[Chip, ...]
    acronyms: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not any((self.concepts, self.included, self.excluded, self.signs, self.taken_out))


def reading(understood: Understood, asked: Mapping[str, Any], lang: str) -> Reading:
    """Return how a question was read; `asked` are the parameters of its address."""

    def url(ignored: Iterable[str]) -> str:
        return url_for("search.results", **{**asked, "ignore": sorted(ignored), "page": None})

    out = understood.ignored.keys
    places = understood.places
    return Reading(
        tuple(Chip(label, url(out.union(keys))) for label, keys in _concepts(understood.concepts, lang)),
        tuple(Chip(place.label.get(lang), url({*out, place_key(place.code)})) for place in places.included),
        tuple(Chip(place.label.get(lang), url({*out, place_key(place.code)})) for place in places.excluded),
        tuple(_in_words(sign) for sign in understood.signs if sign.field != "country"),
        url({*out, SIGNS}),
        tuple(Chip(_label(key, lang), url(out - {key})) for key in sorted(out)),
        understood.acronyms(lang),
    )


def acronyms_found(answer: Answer, lang: str) -> dict[str, str]:
    """Return what the acronyms in the passages of an answer stand for, in the order of the alphabet."""
    practices = (practice for country in answer.countries for practice in country.practices)
    found = acronyms_in(passage.text for practice in practices for passage in practice.passages)
    return {written: expansion(found[written], lang) for written in sorted(found, key=str.casefold)}


def _concepts(concepts: Iterable[Concept], lang: str) -> Iterable[tuple[str, list[str]]]:
    """Return (label, keys): an acronym is one with another term in the same words."""
    by_words: dict[tuple[int, int], list[Concept]] = {}
    for concept in concepts:
        by_words.setdefault((concept.start, concept.end), []).append(concept)
    return ((group[0].term.label.get(lang), [key_of(concept) for concept in group]) for group in by_words.values())


def _in_words(sign: Sign) -> str:
    texts = {
        ("phrase", False): gettext("with the words “%(value)s” side by side", value=sign.value),
        ("phrase", True): gettext("without “%(value)s”", value=sign.value),
        ("title", False): gettext("with “%(value)s” in the title", value=sign.value),
        ("title", True): gettext("without “%(value)s” in the title", value=sign.value),
        ("institution", False): gettext("with “%(value)s” in an institution's name", value=sign.value),
        ("institution", True): gettext("without “%(value)s” in an institution's name", value=sign.value),
        ("source", False): gettext("with “%(value)s” in a source", value=sign.value),
        ("source", True): gettext("without “%(value)s” in a source", value=sign.value),
    }
    return str(texts[sign.field, sign.excluded])


def _label(key: str, lang: str) -> str:
    if key == SIGNS:
        return str(gettext("quotes, hyphens and fields as signs"))
    return label_of(key, lang)
