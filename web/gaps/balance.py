"""How evenly the base stands on the world, as tables with names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from kb.conditions import indicators
from kb.countries import regions
from kb.gaps import INCOME, Share, gaps
from kb.model import Practice
from kb.vocabulary import scheme
from web.display import language_name


@dataclass(frozen=True)
class Balance:
    """Rows of (name, share) by region and income group, rows of (name, number) for the rest."""

    by_region: list[tuple[str, Share]]
    by_income: list[tuple[str, Share]]
    by_status: list[tuple[str, int]]
    by_kind: list[tuple[str, int]]
    by_language: list[tuple[str, int]]


def balance(practices: Iterable[Practice], lang: str) -> Balance:
    """Count practices, countries and sources; see `kb.gaps` for what is counted."""
    found = gaps(practices)
    classes = indicators()[INCOME].classes
    order = [code for code in classes if code in found.by_income_group]
    rest = [code for code in found.by_income_group if code not in classes]
    names = {code: classes[code].get(lang) for code in order} | dict.fromkeys(rest, gettext("Not classified"))
    return Balance(
        by_region=[(regions()[code].label.get(lang), share) for code, share in found.by_region.items()],
        by_income=[(name, found.by_income_group[code]) for code, name in names.items()],
        by_status=_named("status", found.by_status, lang),
        by_kind=_named("kind", found.by_kind, lang),
        by_language=[(language_name(code), number) for code, number in found.sources_by_language.items()],
    )


def _named(name: str, counts: Mapping[str, int], lang: str) -> list[tuple[str, int]]:
    return [(scheme(name)[code].label.get(lang), number) for code, number in counts.items()]
