"""Places by the names that people give them: countries, regions and other groups, in the languages of the base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from indexer.words import STEMMERS, tokens
from kb.countries import INTERNATIONAL, country_codes, country_name, regions
from kb.text import LocalText
from kb.yaml_loader import load_yaml

Words = tuple[str, ...]
Kind = Literal["name", "adjective", "none"]


@dataclass(frozen=True)
class Place:
    """A country, or a group of them; `code` is that of the country, the region or the group."""

    code: str
    label: LocalText
    members: tuple[str, ...]

    @property
    def is_country(self) -> bool:
        """Tell a country from a group."""
        return self.members == (self.code,)


@dataclass(frozen=True)
class Name:
    """A name of a place, or with kind `none` words that only look like one."""

    kind: Kind
    place: str


@cache
def data() -> Mapping[str, Any]:
    """Return `indexer/places.yaml`."""
    loaded: Mapping[str, Any] = load_yaml(resources.files("indexer").joinpath("places.yaml").read_text("utf-8"))
    return loaded


@cache
def place(code: str) -> Place:
    """Return a place by its code; raise `KeyError` for an unknown one."""
    if code in regions():
        region = regions()[code]
        return Place(code, region.label, region.members)
    if code in data()["groups"]:
        group = data()["groups"][code]
        members = (member for name in group.get("regions", ()) for member in regions()[name].members)
        return Place(code, LocalText(**group["label"]), (*group.get("countries", ()), *members))
    return Place(code, LocalText(en=country_name(code, "en"), id=country_name(code, "id")), (code,))


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of all places."""
    return (*country_codes(), INTERNATIONAL, *regions(), *data()["groups"])


@cache
def names() -> Mapping[Words, Name]:
    """Return names by their folded words; of two places with one name the first counts: countries, then regions."""
    found: dict[Words, Name] = {}
    for kind, code, text in (*_not_places(), *_countries(), *_groups()):
        if words := folded(text):
            found.setdefault(words, Name(kind, code))
    return found


@cache
def longest() -> int:
    """Return the number of words of the longest name."""
    return max(map(len, names()))


def find_place(text: str) -> Place | None:
    """Return the place of that name or code; None when there is none."""
    if text.upper() in country_codes():
        return place(text.upper())
    found = names().get(folded(text))
    return place(found.place) if found and found.kind == "name" else None


@cache
def phrases(name: str) -> frozenset[Words]:
    """Return a list of `cues` as folded words."""
    return frozenset(folded(text) for text in data()["cues"][name])


@cache
def listed(name: str) -> frozenset[Words]:
    """Return another list of names as folded words."""
    return frozenset(folded(text) for text in data()[name])


def folded(text: str) -> Words:
    """Return the folded words of a text."""
    return tuple(word for word, _, _ in tokens(text))


def _not_places() -> Iterator[tuple[Kind, str, str]]:
    return (("none", "", text) for text in data()["not_places"])


def _countries() -> Iterator[tuple[Kind, str, str]]:
    for code in country_codes():
        names = [country_name(code, lang) for lang in STEMMERS]
        yield from _named("name", code, (name for name in names if folded(name) not in listed("ordinary_words")))
    for code, also in data()["countries"].items():
        yield from _named("name", code, also)
    for code, adjectives in data()["demonyms"].items():
        yield from _named("adjective", code, adjectives)


def _groups() -> Iterator[tuple[Kind, str, str]]:
    for code, region in regions().items():
        yield from _named("name", code, (region.label.en, region.label.id))
    for section in ("groups", "regions"):
        for code, group in data()[section].items():
            labels = group["label"].values() if "label" in group else ()
            yield from _named("name", code, (*labels, *group.get("names", ())))
            yield from _named("adjective", code, group.get("adjectives", ()))


def _named(kind: Kind, code: str, texts: Iterable[str]) -> Iterator[tuple[Kind, str, str]]:
    return ((kind, code, text) for text in texts)
