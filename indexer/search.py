"""Hybrid search: passages by meaning and by words, fused, grouped by practice and country."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from indexer.answers import Answer, CitedSource, FoundCountry, FoundPassage, FoundPractice
from indexer.encoder import Encoder
from indexer.filters import Filters, allowed_passages, facet_counts
from indexer.fusion import weighted_sum
from indexer.lexical import LexicalQuery, lexical_query, search_words
from indexer.live import LiveIndex, Snapshot
from indexer.words import detect_language
from kb.errors import UsageError

MAX_QUERY_CHARACTERS = 2000
CANDIDATES = 200  # passages taken from each side before fusion
DENSE_WEIGHT = 0.6  # share of meaning against words, chosen in docs/benchmarks.md
COUNTRIES, PRACTICES, PASSAGES = 10, 3, 4  # shown at most: countries, practices of a country, passages of a practice

NOTICES = {
    "no-encoder": {
        "en": "Search by meaning is not available at the moment; these results match words only.",
        "id": "Pencarian menurut makna sedang tidak tersedia; hasil ini hanya mencocokkan kata.",
    },
    "other-encoder": {
        "en": "The index is being made anew for another encoder; until then these results match words only.",
        "id": "Indeks sedang dibuat ulang untuk enkoder lain; sementara itu hasil ini hanya mencocokkan kata.",
    },
}


@dataclass(frozen=True)
class Candidate:
    """A passage as the index holds it, with its fused score and how it was found."""

    id: int
    document: int
    slug: str
    card: Mapping[str, Any]
    section: str
    part: str
    lang: str
    heading: str
    text: str
    cites: tuple[str, ...]
    score: float
    by_meaning: bool


class Searcher:
    """Answers questions from the live index. `encoder` may be set later, when it has been loaded."""

    def __init__(self, live: LiveIndex, encoder: Encoder | None = None) -> None:
        self.live = live
        self.encoder = encoder

    def search(
        self, question: str, filters: Filters | None = None, lang: str | None = None, limit: int = COUNTRIES
    ) -> Answer:
        """Answer a question by country, best first; `lang` is the language to show, the question's own if None.

        Raises `UsageError` for a question that is empty or too long, `IndexMissing` when there is no index.
        """
        question = clean_question(question)
        filters = filters or Filters()
        shown = lang or ("id" if detect_language(question) == "id" else "en")
        clock = _Clock()
        with clock.step("open"):
            snapshot = self.live.snapshot()
            db = snapshot.generation.file.read()
            allowed = allowed_passages(db, filters)
        notice = self._notice(snapshot)
        dense: dict[int, float] = {}
        if not notice and self.encoder:
            with clock.step("encode"):
                vector = self.encoder.encode_queries([question])[0]
            with clock.step("dense"):
                ids, scores = snapshot.vectors.search(vector, CANDIDATES, allowed)
                dense = dict(zip(ids.tolist(), scores.tolist(), strict=True))
        with clock.step("lexical"):
            words = lexical_query(question)
            lexical = search_words(db, words, CANDIDATES, allowed)
        with clock.step("fuse"):
            fused = fuse(dense, lexical)
            candidates = _candidates(db, fused, dense)
            countries = _grouped(candidates, words, shown)[:limit]
        with clock.step("facets"):
            facets = facet_counts(db, filters)
        return Answer(question, shown, tuple(countries), NOTICES[notice][shown] if notice else "", facets, clock.ms)

    def _notice(self, snapshot: Snapshot) -> str:
        if self.encoder is None or not snapshot.manifest.encoder:
            return "no-encoder"
        return "" if snapshot.manifest.matches(self.encoder.fingerprint) else "other-encoder"


def clean_question(question: str) -> str:
    """Return the question without control characters and spare spaces; raise `UsageError` if it is empty or too long."""
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in question).split())
    if not cleaned:
        raise UsageError("the question is empty; write some words")
    if len(cleaned) > MAX_QUERY_CHARACTERS:
        raise UsageError(f"the question has {len(cleaned)} characters; at most {MAX_QUERY_CHARACTERS} are read")
    return cleaned


def fuse(dense: Mapping[int, float], lexical: Mapping[int, float]) -> dict[int, float]:
    """Join the two lists of passage scores into one, by the method and weight that measurement chose."""
    return weighted_sum([dense, lexical], [DENSE_WEIGHT, 1 - DENSE_WEIGHT])


def _candidates(db: Database, fused: Mapping[int, float], dense: Mapping[int, float]) -> list[Candidate]:
    best = sorted(fused, key=lambda number: (-fused[number], number))[: 2 * CANDIDATES]
    near = set(sorted(dense, key=lambda number: -dense[number])[: CANDIDATES // 4])
    marks = ", ".join("?" * len(best))
    sql = (
        "SELECT passage.*, slug, card FROM passage JOIN document ON document.id = passage.document"  # noqa: S608
        f" WHERE passage.id IN ({marks})"
    )
    cards: dict[int, Any] = {}
    found = []
    for row in db.query(sql, best):
        card = cards.setdefault(row["document"], None) or json.loads(row["card"])
        cards[row["document"]] = card
        number = row["id"]
        found.append(
            Candidate(
                number, row["document"], row["slug"], card, row["section"], row["part"], row["lang"], row["heading"],
                row["text"], tuple(json.loads(row["cites"])), fused[number], number in near,
            )
        )  # fmt: skip
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.id))


def _grouped(candidates: Sequence[Candidate], words: LexicalQuery, lang: str) -> list[FoundCountry]:
    by_practice: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in _one_language(candidates, lang):
        by_practice[candidate.slug].append(candidate)
    by_country: dict[str, list[FoundPractice]] = defaultdict(list)
    for found in by_practice.values():
        practice = _practice(found, words, lang)
        by_country[practice.country].append(practice)
    countries = []
    for country, practices in by_country.items():
        ranked = sorted(practices, key=lambda practice: (-practice.score, practice.id))
        countries.append(FoundCountry(country, tuple(ranked[:PRACTICES]), ranked[0].score))
    return sorted(countries, key=lambda found: (-found.score, found.country))


def _one_language(candidates: Sequence[Candidate], lang: str) -> Iterator[Candidate]:
    """Yield one candidate for each thing said, with the better score of its languages, in `lang` where it has that."""
    said: dict[tuple[int, str, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        said[candidate.document, candidate.section, candidate.part].append(candidate)
    for versions in said.values():
        shown = next((candidate for candidate in versions if candidate.lang == lang), versions[0])
        best = max(candidate.score for candidate in versions)
        yield replace(shown, score=best, by_meaning=any(candidate.by_meaning for candidate in versions))


def _practice(found: Sequence[Candidate], words: LexicalQuery, lang: str) -> FoundPractice:
    ranked = sorted(found, key=lambda candidate: (-candidate.score, candidate.id))
    first = ranked[0]
    return FoundPractice(
        id=first.slug,
        title=first.card["title"][lang],
        country=first.card["country"],
        jurisdiction=first.card["jurisdiction"],
        status=first.card["status"],
        kind=first.card["kind"],
        verified_on=first.card["verified_on"],
        passages=tuple(_passage(candidate, words) for candidate in ranked[:PASSAGES]),
        score=first.score,
    )


def _passage(candidate: Candidate, words: LexicalQuery) -> FoundPassage:
    sources = candidate.card["sources"]
    cited = tuple(CitedSource(id=key, **sources[key]) for key in candidate.cites if key in sources)
    marks = tuple(words.matched_words(candidate.text, candidate.lang))
    return FoundPassage(
        candidate.text, candidate.section, candidate.lang, candidate.heading, cited, candidate.score, marks,
        candidate.by_meaning or not marks,
    )  # fmt: skip


class _Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.ms[name] = (time.perf_counter() - started) * 1000
