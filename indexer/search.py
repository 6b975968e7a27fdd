"""Hybrid search: passages by meaning and by words, fused, grouped by practice and country."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from indexer.answerability import calibration_of, chance_of, signals
from indexer.answers import Answer, CitedSource, FoundCountry, FoundPassage, FoundPractice, NearPractice
from indexer.encoder import Encoder
from indexer.filters import Filters, allowed_passages, facet_counts
from indexer.hybrid import CANDIDATES, fuse, nearest_passages, with_cosines
from indexer.lexical import LexicalQuery, lexical_query, search_words
from indexer.live import LiveIndex, Snapshot
from indexer.places import countries_named
from indexer.words import detect_language
from kb.errors import UsageError

MAX_QUERY_CHARACTERS = 2000
NEAREST_SHOWN = 3  # practices named when nothing answers a question
NEAR = 50  # of the passages found by meaning, those near enough to be called so
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
    """A passage as the index holds it, with its fused score and whether its meaning alone would have found it.

    `similarity` is the cosine of question and passage; None where their meanings were not compared.
    """

    id: int
    document: int
    country: str
    section: str
    part: str
    lang: str
    heading: str
    text: str
    cites: str
    score: float
    by_meaning: bool
    similarity: float | None


@dataclass(frozen=True)
class _Query:
    """A question as both sides of the index are asked it; `vector` is None where only words are searched."""

    question: str
    vector: NDArray[np.float32] | None
    words: LexicalQuery


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
        with snapshot.generation.file.steady() as db:
            (query,) = self._queries(snapshot, [question], clock)
            answer = self._answer(snapshot, db, clock, query, filters, shown, limit)
            with clock.step("facets"):
                facets = facet_counts(db, filters)
        return replace(answer, facets=facets, timings=clock.ms)

    def search_each(self, questions: Sequence[str], filters: Sequence[Filters], lang: str) -> list[list[Answer]]:
        """Answer each question under each of the filters by itself: for each question a list in the order of `filters`.

        Every question is encoded once. The answers have one country each, the best, and no facets.
        Raises `UsageError` for a question that is empty or too long, `IndexMissing` when there is no index.
        """
        questions = [clean_question(question) for question in questions]
        clock = _Clock()
        snapshot = self.live.snapshot()
        with snapshot.generation.file.steady() as db:
            return [
                [self._answer(snapshot, db, clock, query, one, lang, 1) for one in filters]
                for query in self._queries(snapshot, questions, clock)
            ]

    def _queries(self, snapshot: Snapshot, questions: Sequence[str], clock: _Clock) -> list[_Query]:
        vectors: Sequence[NDArray[np.float32] | None] = [None] * len(questions)
        if self.encoder and questions and not self._notice(snapshot):
            with clock.step("encode"):
                vectors = list(self.encoder.encode_queries(questions))
        with clock.step("read"):
            return [_Query(*one, lexical_query(one[0])) for one in zip(questions, vectors, strict=True)]

    def _answer(
        self, snapshot: Snapshot, db: Database, clock: _Clock, query: _Query, filters: Filters, shown: str, limit: int
    ) -> Answer:
        with clock.step("filter"):
            allowed = allowed_passages(db, filters)
        dense: dict[int, float] = {}
        if query.vector is not None:
            with clock.step("dense"):
                dense = nearest_passages(snapshot.vectors, query.vector, allowed)
        with clock.step("lexical"):
            lexical = search_words(db, query.words, CANDIDATES, allowed)
        with clock.step("fuse"):
            if query.vector is not None:
                dense = with_cosines(snapshot.vectors, query.vector, dense, lexical)
            fused = fuse(dense, lexical, chance_of(self.encoder.fingerprint) if self.encoder else 0.0)
            ranked = _by_country(_once(_candidates(db, fused, dense)))[:limit]
        with clock.step("judge"):
            unrecorded = () if "country" in filters.codes else _unrecorded(db, query.question)
            answered = not unrecorded and (not dense or self._bears(db, query.question, dense, fused))
        with clock.step("present"):
            countries = tuple(_country(db, practices, query.words, shown) for practices in ranked) if answered else ()
            nearest = () if answered else _nearest(db, ranked, shown)
        notice = self._notice(snapshot)
        return Answer(query.question, shown, countries, nearest, unrecorded, NOTICES[notice][shown] if notice else "")

    def _bears(self, db: Database, question: str, dense: Mapping[int, float], fused: Mapping[int, float]) -> bool:
        """Tell whether the base bears on the question, as far as the encoder is calibrated."""
        calibration = calibration_of(self.encoder.fingerprint) if self.encoder else None
        if calibration is None:
            return True
        best = sorted(fused, key=lambda number: (-fused[number], number))
        return calibration.bears(signals(db, question, sorted(dense.values(), reverse=True), best))

    def _notice(self, snapshot: Snapshot) -> str:
        if self.encoder is None or not snapshot.manifest.encoder:
            return "no-encoder"
        return "" if snapshot.manifest.matches(self.encoder.fingerprint) else "other-encoder"


def clean_question(question: str) -> str:
    """Return the question without control characters and spare spaces; raise `UsageError` if empty or too long."""
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in question).split())
    if not cleaned:
        raise UsageError("the question is empty; write some words")
    if len(cleaned) > MAX_QUERY_CHARACTERS:
        raise UsageError(f"the question has {len(cleaned)} characters; at most {MAX_QUERY_CHARACTERS} are read")
    return cleaned


def _unrecorded(db: Database, question: str) -> tuple[str, ...]:
    """Return the countries that a question names if the base has nothing on any of them."""
    named = countries_named(question)
    marks = ", ".join("?" * len(named))
    held = db.execute(f"SELECT 1 FROM document WHERE country IN ({marks}) LIMIT 1", list(named))  # noqa: S608
    return () if not named or held.fetchone() else named


def _nearest(db: Database, ranked: Sequence[Sequence[Sequence[Candidate]]], lang: str) -> tuple[NearPractice, ...]:
    """Return the best practice of the first countries."""
    found = []
    for practices in ranked[:NEAREST_SHOWN]:
        first = practices[0][0]
        slug, card = db.execute("SELECT slug, card FROM document WHERE id = ?", [first.document]).fetchone()
        found.append(NearPractice(slug, json.loads(card)["title"][lang], first.country))
    return tuple(found)


def _candidates(db: Database, fused: Mapping[int, float], dense: Mapping[int, float]) -> list[Candidate]:
    """Return the passages found, best first."""
    near = set(sorted(dense, key=lambda number: -dense[number])[:NEAR])
    marks = ", ".join("?" * len(fused))
    sql = (
        "SELECT passage.id, document, country, section, part, lang, heading, text, cites FROM passage"  # noqa: S608
        f" JOIN document ON document.id = passage.document WHERE passage.id IN ({marks})"
    )
    found = [
        Candidate(**row, score=fused[row["id"]], by_meaning=row["id"] in near, similarity=dense.get(row["id"]))
        for row in db.query(sql, list(fused))
    ]
    return sorted(found, key=_best_first)


def _best_first(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.id


def _once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return one candidate for each thing said, the best of its languages, best first."""
    said: dict[tuple[int, str, str], Candidate] = {}
    for candidate in candidates:
        key = candidate.document, candidate.section, candidate.part
        first = said.setdefault(key, candidate)
        nearer = (candidate.similarity or 0.0) > (first.similarity or 0.0)
        if nearer or (candidate.by_meaning and not first.by_meaning):
            said[key] = replace(
                first,
                by_meaning=first.by_meaning or candidate.by_meaning,
                similarity=candidate.similarity if nearer else first.similarity,
            )
    return list(said.values())


def _by_country(candidates: Sequence[Candidate]) -> list[list[list[Candidate]]]:
    """Return countries, best first; each a list of practices, best first; each a list of candidates, best first.

    A practice ranks by its best passage and a country by its best practice, so that length gains nothing.
    """
    practices: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        practices[candidate.document].append(candidate)
    countries: dict[str, list[list[Candidate]]] = defaultdict(list)
    for passages in practices.values():
        countries[passages[0].country].append(passages)
    return list(countries.values())


def _country(db: Database, practices: Sequence[Sequence[Candidate]], words: LexicalQuery, lang: str) -> FoundCountry:
    shown = tuple(_practice(db, passages, words, lang) for passages in practices[:PRACTICES])
    return FoundCountry(shown[0].country, shown, shown[0].score)


def _practice(db: Database, passages: Sequence[Candidate], words: LexicalQuery, lang: str) -> FoundPractice:
    first = passages[0]
    slug, card = db.execute("SELECT slug, card FROM document WHERE id = ?", [first.document]).fetchone()
    card = json.loads(card)
    return FoundPractice(
        id=slug,
        title=card["title"][lang],
        country=first.country,
        jurisdiction=card["jurisdiction"],
        status=card["status"],
        kind=card["kind"],
        verified_on=card["verified_on"],
        passages=tuple(
            _passage(_in_language(db, passage, lang), card["sources"], words) for passage in passages[:PASSAGES]
        ),
        score=first.score,
    )


def _in_language(db: Database, candidate: Candidate, lang: str) -> Candidate:
    """Return what says the same in `lang`, whether or not the question found that; the candidate if nothing does."""
    if candidate.lang == lang:
        return candidate
    sql = "SELECT id, heading, text, cites FROM passage WHERE document = ? AND section = ? AND part = ? AND lang = ?"
    row = db.execute(sql, [candidate.document, candidate.section, candidate.part, lang]).fetchone()
    if row is None:
        return candidate
    number, heading, text, cites = row
    return replace(candidate, id=number, lang=lang, heading=heading, text=text, cites=cites)


def _passage(candidate: Candidate, sources: Mapping[str, Any], words: LexicalQuery) -> FoundPassage:
    marks = tuple(words.matched_words(candidate.text, candidate.lang))
    return FoundPassage(
        text=candidate.text,
        section=candidate.section,
        lang=candidate.lang,
        heading=candidate.heading,
        sources=tuple(CitedSource(id=key, **sources[key]) for key in json.loads(candidate.cites) if key in sources),
        score=candidate.score,
        marks=marks,
        by_meaning=candidate.by_meaning,
        similarity=candidate.similarity,
    )


class _Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.ms[name] = self.ms.get(name, 0.0) + (time.perf_counter() - started) * 1000
