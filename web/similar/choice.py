"""What the page of similar countries shows, all of which stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for
from werkzeug.datastructures import MultiDict

from kb.similarity import check_nations, check_weights

STEPS = (0.0, 0.5, 1.0, 2.0, 3.0)  # weights that the form offers


@dataclass(frozen=True)
class Choice:
    """The reference country, weights that are not 1, pinned and excluded countries, and whether all are ranked.

    `everyone` ranks the countries without a practice too.
    """

    reference: str
    weights: Mapping[str, float]
    pinned: tuple[str, ...]
    excluded: tuple[str, ...]
    everyone: bool

    @classmethod
    def of(cls, given: MultiDict[str, str], reference: str) -> Choice:
        """Read an address; raise `UsageError` for a country or an indicator that is unknown, or a wrong weight."""
        countries = check_nations(_filled(given, "country")) or (reference,)
        weights = check_weights(_filled(given, "weight"))
        excluded = check_nations(_filled(given, "exclude"))
        return cls(
            reference=countries[-1],
            weights={code: weight for code, weight in weights.items() if weight != 1},
            pinned=tuple(one for one in check_nations(_filled(given, "pin")) if one not in excluded),
            excluded=excluded,
            everyone=bool(given.get("all")),
        )

    def address(self) -> str:
        """Return the address of the page that shows this."""
        return url_for(
            "similar.page",
            country=self.reference,
            weight=self.weight_texts() or None,
            pin=self.pinned or None,
            exclude=self.excluded or None,
            all=1 if self.everyone else None,
        )

    def weight_texts(self) -> list[str]:
        """Return the weights as they stand in an address."""
        return [f"{code}={weight:.12g}" for code, weight in self.weights.items()]

    def weight(self, code: str) -> float:
        """Return the weight of an indicator."""
        return self.weights.get(code, 1.0)

    def steps(self, code: str) -> list[float]:
        """Return the weights to choose from, the one that is chosen among them."""
        return sorted({*STEPS, self.weight(code)})

    def without_weight(self, code: str) -> Choice:
        """Return the same with the weight of an indicator as it is at the start."""
        return replace(self, weights={other: weight for other, weight in self.weights.items() if other != code})

    def pinning(self, country: str) -> Choice:
        """Return the same with a country pinned, or no longer pinned if it is."""
        return replace(self, pinned=_toggled(self.pinned, country))

    def excluding(self, country: str) -> Choice:
        """Return the same with a country left out, or let in again if it is left out."""
        pinned = tuple(one for one in self.pinned if one != country)
        return replace(self, pinned=pinned, excluded=_toggled(self.excluded, country))

    def ranking_all(self, everyone: bool) -> Choice:
        """Return the same with or without the countries that have no practice."""
        return replace(self, everyone=everyone)


def _filled(given: MultiDict[str, str], name: str) -> list[str]:
    return [text for text in given.getlist(name) if text.strip()]


def _toggled(countries: tuple[str, ...], country: str) -> tuple[str, ...]:
    return tuple(one for one in countries if one != country) if country in countries else (*countries, country)
