"""The published practices in memory: read again only as far as they changed."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from indexer.filters import Filters
from indexer.generation import facets_of
from kb.countries import INTERNATIONAL
from kb.model import Practice
from kb.store import Store, UnknownPractice


@dataclass(frozen=True)
class Contents:
    """What the base holds at one moment: practices by id, in the order of their ids."""

    practices: Mapping[str, Practice]

    @cached_property
    def by_country(self) -> Mapping[str, tuple[Practice, ...]]:
        """Practices by ISO 3166-1 alpha-3 code, in the order of the codes."""
        found: dict[str, list[Practice]] = defaultdict(list)
        for practice in self.practices.values():
            found[practice.country].append(practice)
        return {country: tuple(found[country]) for country in sorted(found)}

    @cached_property
    def comparable(self) -> frozenset[str]:
        """Countries with at least one practice that can stand in a comparison."""
        return frozenset(p.country for p in self.practices.values() if p.kind != "guidance") - {INTERNATIONAL}

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The codes by which each practice can be filtered, by practice and filter name."""
        return {
            slug: {name: frozenset(codes) for name, codes in facets_of(practice).items()}
            for slug, practice in self.practices.items()
        }

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Number of practices by filter name and code."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for facets in self.facets.values():
            for name, codes in facets.items():
                counts[name].update(codes)
        return counts

    @cached_property
    def sources(self) -> int:
        """Number of different addresses cited."""
        return len({source.url for practice in self.practices.values() for source in practice.sources.values()})

    @cached_property
    def as_at(self) -> str:
        """Day on which a practice was last verified, ISO 8601; empty when there is none."""
        return max((practice.verified_on.isoformat() for practice in self.practices.values()), default="")

    def matching(self, filters: Filters) -> list[Practice]:
        """Return the practices that pass: within one name any code suffices, all names must hold."""
        return [
            practice
            for slug, practice in self.practices.items()
            if all(self.facets[slug].get(name, frozenset()) & set(codes) for name, codes in filters.codes.items())
        ]


class Catalogue:
    """Keeps the contents of a store; safe for threads. Reading costs one query as long as nothing changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hashes: dict[str, str] | None = None
        self._contents = Contents({})
        self._lock = threading.Lock()

    def contents(self) -> Contents:
        """Return what is published now; raise `DatabaseError` when there is no store."""
        if self._hashes is None:
            self._store.require()
        hashes = self._store.published_hashes()
        with self._lock:
            if hashes != self._hashes:
                self._contents = Contents(self._renewed(hashes))
                self._hashes = hashes
            return self._contents

    def _renewed(self, hashes: Mapping[str, str]) -> dict[str, Practice]:
        before = self._hashes or {}
        practices = {}
        for slug, digest in sorted(hashes.items()):
            if before.get(slug) == digest and slug in self._contents.practices:
                practices[slug] = self._contents.practices[slug]
            else:
                with suppress(UnknownPractice):  # withdrawn since the hashes were read
                    practices[slug] = self._store.published(slug)
        return practices
