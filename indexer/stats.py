"""What the base holds, in numbers, and how far its index goes with the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indexer.base import Base
from indexer.index import IndexMissing
from kb.countries import INTERNATIONAL
from kb.model import Practice


@dataclass(frozen=True)
class IndexState:
    """The live generation. `encoder` is its fingerprint, empty when it was built for words only.

    `lag` counts the practices that the index does not hold as they are published, or still holds after withdrawal.
    """

    generation: int
    encoder: str
    built_at: str
    passages: int
    passages_by_language: Mapping[str, int]
    lag: int


@dataclass(frozen=True)
class Stats:
    """Numbers over the published practices; `index` is None as long as there is none.

    `countries` leaves out international guidance; a source is counted once by its address, in the language of the
    first practice that cites it.
    """

    practices: int
    countries: int
    sources: int
    by_country: Mapping[str, int]
    by_kind: Mapping[str, int]
    by_status: Mapping[str, int]
    sources_by_language: Mapping[str, int]
    index: IndexState | None

    def as_json(self) -> dict[str, Any]:
        """Return the form that `kb stats --json` gives."""
        plain = asdict(self)
        index = plain.pop("index")
        return {
            **plain,
            "passages": index["passages"] if index else 0,
            "passages_by_language": index.pop("passages_by_language") if index else {},
            "index": index,
        }


def stats(base: Base) -> Stats:
    """Count what is published; raise `DatabaseError` when there is no store."""
    return count(list(base.store.all_published()), index_state(base))


def index_state(base: Base) -> IndexState | None:
    """Return the state of the live index, None when none was ever built."""
    try:
        generation = base.index.live()
    except IndexMissing:
        return None
    manifest = generation.manifest()
    try:
        rows = generation.file.read().query(
            "SELECT lang, COUNT(*) AS n FROM passage GROUP BY lang ORDER BY n DESC, lang"
        )
        languages = {row["lang"]: int(row["n"]) for row in rows}
        have, want = generation.hashes(), base.store.published_hashes()
    finally:
        generation.close()
    lag = sum(have.get(slug) != want.get(slug) for slug in have.keys() | want.keys())
    return IndexState(manifest.number, manifest.encoder, manifest.built_at, sum(languages.values()), languages, lag)


def count(practices: Sequence[Practice], index: IndexState | None) -> Stats:
    """Count practices, the most frequent first within each list."""
    sources: dict[str, str] = {}
    for practice in practices:
        for source in practice.sources.values():
            sources.setdefault(source.url, source.language)
    by_country = _ordered(practice.country for practice in practices)
    return Stats(
        practices=len(practices),
        countries=len(by_country.keys() - {INTERNATIONAL}),
        sources=len(sources),
        by_country=by_country,
        by_kind=_ordered(practice.kind for practice in practices),
        by_status=_ordered(practice.status for practice in practices),
        sources_by_language=_ordered(sources.values()),
        index=index,
    )


def _ordered(values: Iterable[str]) -> dict[str, int]:
    counted = Counter(values)
    return {value: counted[value] for value in sorted(counted, key=lambda value: (-counted[value], value))}
