"""What a reader has taken out of how a question was understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.concepts import SCHEMES
from indexer.understanding import place_names
from kb.errors import UsageError
from kb.vocabulary import UnknownCode, nearest, scheme

SIGNS = "signs"
PLACE = "place"


@dataclass(frozen=True)
class Ignored:
    """Keys of what is left as words: `place:ASEAN`, `branch:employment-injury`, or `signs` for quotes and hyphens."""

    keys: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Iterable[str]) -> Ignored:
        """Return checked keys; raise `UsageError` that names what is wrong."""
        return cls(frozenset(_checked(key.strip()) for key in given if key.strip()))

    def __contains__(self, key: str) -> bool:
        return key in self.keys


NOTHING = Ignored()
AS_WORDS = Ignored(frozenset({SIGNS}))


def place_key(code: str) -> str:
    """Return the key of a place."""
    return f"{PLACE}:{code}"


def concept_key(scheme_name: str, code: str) -> str:
    """Return the key of a term of the vocabulary."""
    return f"{scheme_name}:{code}"


def label_of(key: str, lang: str) -> str:
    """Return what people call the place or term of a checked key."""
    name, _, code = key.partition(":")
    return (place_names.place(code) if name == PLACE else scheme(name)[code]).label.get(lang)


def _checked(key: str) -> str:
    name, _, code = key.partition(":")
    kinds = dict.fromkeys((SIGNS, PLACE, *SCHEMES))
    if name not in kinds or (name == SIGNS) != (key == SIGNS):
        raise UsageError(f"cannot ignore {key!r}{nearest(name, kinds)}")
    if name == PLACE and code not in place_names.codes():
        raise UsageError(f"unknown place {code!r}{nearest(code, dict.fromkeys(place_names.codes()))}")
    if name in SCHEMES:
        try:
            scheme(name)[code]
        except UnknownCode as error:
            raise UsageError(str(error)) from None
    return key
