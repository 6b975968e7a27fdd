"""The practices of a country by kind."""

from __future__ import annotations

from collections.abc import Iterable

from kb.model import Practice
from kb.vocabulary import scheme


def by_kind(practices: Iterable[Practice]) -> list[tuple[str, list[Practice]]]:
    """Return (kind, practices) in the vocabulary's order, practices by the order of their status."""
    order = list(scheme("status").terms)
    found = sorted(practices, key=lambda practice: (order.index(practice.status), practice.id))
    groups = ((kind, [practice for practice in found if practice.kind == kind]) for kind in scheme("kind").terms)
    return [(kind, group) for kind, group in groups if group]
