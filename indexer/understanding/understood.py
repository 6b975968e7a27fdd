"""How a question was understood: what is read as words, and what as places, concepts and signs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from indexer.concepts import Concept, concepts_in
from indexer.lexical import MAX_WORDS
from indexer.understanding.acronyms import acronyms_in, expansion
from indexer.understanding.ignored import NOTHING, SIGNS, Ignored, concept_key, place_key
from indexer.understanding.place_names import Place, find_place
from indexer.understanding.places_meant import NONE, Meant, places_meant
from indexer.understanding.scope import PLACE_FILTERS, Scope, scope_of
from indexer.understanding.syntax import Parsed, Sign, parse
from indexer.words import tokens


@dataclass(frozen=True)
class Understood:
    """A question as it was typed and as it is searched. `text` are its words without signs, or those of the signs
    where it is not `natural`, which means that nothing else is asked.

    `concepts` are the terms of the vocabulary that it speaks of, each once, without those that the reader took out.
    """

    question: str
    text: str
    signs: tuple[Sign, ...] = ()
    places: Meant = NONE
    concepts: tuple[Concept, ...] = ()
    ignored: Ignored = NOTHING
    natural: bool = True

    @cached_property
    def scope(self) -> Scope:
        """What the question limits itself to."""
        return scope_of(self.places, self.signs)

    @property
    def countries(self) -> tuple[str, ...]:
        """The single countries that the question is about."""
        return tuple(place.code for place in self.places.included if place.is_country)

    def everywhere(self) -> Understood:
        """Return the same question about any place."""
        return replace(self, places=replace(self.places, included=()))

    def under(self, filters: Collection[str]) -> Understood:
        """Return the question beside filters of these names: a place that is chosen stands for those named."""
        return self.everywhere() if PLACE_FILTERS.intersection(filters) else self

    def acronyms(self, lang: str) -> dict[str, str]:
        """Return what each acronym in the question stands for, by the acronym as it was typed."""
        return {typed: expansion(term, lang) for typed, term in acronyms_in([self.text], any_case=True).items()}

    def as_json(self, lang: str) -> dict[str, Any]:
        """Return the form that `kb search --json` and the API give; labels in `lang`."""
        return {
            "text": self.text,
            "concepts": [
                {"scheme": one.scheme, "code": one.term.code, "label": one.term.label.get(lang), "key": key_of(one)}
                for one in self.concepts
            ],
            "places": [_place(one, lang, excluded=False) for one in self.places.included]
            + [_place(one, lang, excluded=True) for one in self.places.excluded],
            "acronyms": self.acronyms(lang),
            "signs": [{"field": one.field, "value": one.value, "excluded": one.excluded} for one in self.signs],
            "ignored": sorted(self.ignored.keys),
        }


def understand(question: str, ignored: Ignored = NOTHING) -> Understood:
    """Return how a question is understood, without what the reader took out."""
    parsed = Parsed(question) if SIGNS in ignored else parse(question)
    words = [word for word, _, _ in tokens(parsed.text)][:MAX_WORDS]
    concepts = {(one.scheme, one.term.code): one for one in reversed(concepts_in(words)) if key_of(one) not in ignored}
    return Understood(
        question,
        parsed.text,
        parsed.signs,
        _places(parsed, ignored),
        tuple(sorted(concepts.values(), key=lambda one: (one.start, one.scheme == "acronym"))),
        ignored,
        parsed.natural,
    )


def key_of(concept: Concept) -> str:
    """Return the key by which a concept is taken out."""
    return concept_key(concept.scheme, concept.term.code)


def _places(parsed: Parsed, ignored: Ignored) -> Meant:
    """Return the places of the question; those of its signs stand for those that its words include."""
    meant = places_meant(parsed.text) if parsed.text else NONE
    included = _of_signs(parsed.signs, excluded=False) or meant.included
    excluded = dict.fromkeys((*_of_signs(parsed.signs, excluded=True), *meant.excluded))
    return Meant(tuple(_without(included, ignored)), tuple(_without(excluded, ignored)))


def _of_signs(signs: Iterable[Sign], *, excluded: bool) -> tuple[Place, ...]:
    found = (find_place(sign.value) for sign in signs if sign.field == "country" and sign.excluded == excluded)
    return tuple(place for place in found if place)


def _without(places: Iterable[Place], ignored: Ignored) -> Iterator[Place]:
    return (place for place in places if place_key(place.code) not in ignored)


def _place(place: Place, lang: str, *, excluded: bool) -> dict[str, Any]:
    return {
        "code": place.code,
        "label": place.label.get(lang),
        "countries": list(place.members),
        "excluded": excluded,
        "key": place_key(place.code),
    }
