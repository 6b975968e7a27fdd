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
from indexer.understanding import NOTHING, Ignored, Understood, understand
from indexer.understanding.marks import Marker
from indexer.understanding.scope import Scope
from indexer.understanding.spelling import Speller
from indexer.words import detect_language
from kb.errors import UsageError
from kb.messages import Message

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
class Query:
    """A question as both sides of the index are asked it; `vector` is None where only words are searched."""

    understood: Understood
    vector: NDArray[np.float32] | None
    words: LexicalQuery
    marker: Marker


class Searcher:
    """Answers questions from the live index. `encoder` may be set later, when it has been loaded."""

    def __init__(self, live: LiveIndex, encoder: Encoder | None = None) -> None:
        self.live = live
        self.encoder = encoder
        self._speller = Speller()

    @property
    def chance(self) -> float:
        """The cosine of two passages taken at random, as the encoder gives it."""
        return chance_of(self.encoder.fingerprint) if self.encoder else 0.0

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        lang: str | None = None,
        limit: int = COUNTRIES,
        offset: int = 0,
        ignored: Ignored = NOTHING,
    ) -> Answer:
        """Answer a question by country, best first; `lang` is the language to show, the question's own if None.

        At most `limit` countries are told, after the first `offset` ones. `ignored` is what the reader took out of how
        the question was understood.
        Raises `UsageError` for a question that is empty or too long, `IndexMissing` when there is no index.
        """
        question = clean_question(question)
        filters = filters or Filters()
        shown = lang or ("id" if detect_language(question) == "id" else "en")
        clock = _Clock()
        with clock.step("open"):
            snapshot = self.live.snapshot()
        with snapshot.generation.file.steady() as db:
            with clock.step("understand"):
                understood = understand(question, ignored).under(filters.codes)
                missing = _unrecorded(db, understood)
                scope = understood.everywhere().scope if missing else understood.scope
            (query,) = self._queries(snapshot, [understood], clock)
            part = slice(offset, offset + limit)
            answer = self._answer(snapshot, db, clock, query, filters, shown, part, scope)
            with clock.step("facets"):
                facets = facet_counts(db, filters, scope)
            with clock.step("spell"):
                state = snapshot.manifest.number, snapshot.changes
                spelling = self._speller.did_you_mean(db, state, question)
        return replace(answer, facets=facets, did_you_mean=spelling, timings=clock.ms)

    def queries(self, snapshot: Snapshot, questions: Sequence[str]) -> list[Query]:
        """Return questions as a snapshot is asked them, all encoded at once.

        Raises `UsageError` for a question that is empty or too long.
        """
        understood = [understand(clean_question(question)) for question in questions]
        return self._queries(snapshot, understood, _Clock())

    def _queries(self, snapshot: Snapshot, questions: Sequence[Understood], clock: _Clock) -> list[Query]:
        vectors: Sequence[NDArray[np.float32] | None] = [None] * len(questions)
        if self.encoder and questions and not self._notice(snapshot):
            with clock.step("encode"):
                vectors = list(self.encoder.encode_queries([question.text for question in questions]))
        with clock.step("read"):
            return [_query(*one) for one in zip(questions, vectors, strict=True)]

    def _answer(
        self,
        snapshot: Snapshot,
        db: Database,
        clock: _Clock,
        query: Query,
        filters: Filters,
        shown: str,
        part: slice,
        scope: Scope,
    ) -> Answer:
        with clock.step("filter"):
            allowed = allowed_passages(db, filters, scope)
        dense: dict[int, float] = {}
        if query.vector is not None:
            with clock.step("dense"):
                dense = nearest_passages(snapshot.vectors, query.vector, allowed)
        with clock.step("lexical"):
            lexical = search_words(db, query.words, CANDIDATES, allowed)
        with clock.step("fuse"):
            if query.vector is not None:
                dense = with_cosines(snapshot.vectors, query.vector, dense, lexical)
            fused = fuse(dense, lexical, self.chance)
            ranked = rank(db, fused, dense)
        with clock.step("judge"):
            understood = query.understood
            unrecorded = _unrecorded(db, understood)
            # Where nothing is asked beside signs, what was found is what was demanded.
            answered = not unrecorded and (not understood.natural or self.bears(db, understood.text, dense, fused))
        with clock.step("present"):
            countries = tuple(_country(db, practices, query, shown) for practices in ranked[part]) if answered else ()
            nearest = () if answered else _nearest(db, ranked, shown)
        found, notice = len(ranked) if answered else 0, self.notice(snapshot, shown)
        return Answer(understood.question, shown, countries, nearest, unrecorded, notice, found, understood)

    def answers(self, db: Database, query: Query, dense: Mapping[int, float], fused: Mapping[int, float]) -> bool:
        """Tell whether the base answers a question of which these are the scores in all of it."""
        understood = query.understood
        return not _unrecorded(db, understood) and self.bears(db, understood.text, dense, fused)

    def notice(self, snapshot: Snapshot, lang: str) -> str:
        """Return in words what limits the answers; empty if nothing does."""
        notice = self._notice(snapshot)
        return NOTICES[notice][lang] if notice else ""

    def bears(self, db: Database, question: str, dense: Mapping[int, float], fused: Mapping[int, float]) -> bool:
        """Tell whether the base bears on the question, as far as meanings are compared by a calibrated encoder."""
        calibration = calibration_of(self.encoder.fingerprint) if self.encoder and dense else None
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
        raise UsageError(Message("the question is empty; write some words"))
    if len(cleaned) > MAX_QUERY_CHARACTERS:
        raise UsageError(
            Message(
                "the question has %(n)s characters; at most %(most)s are read",
                n=len(cleaned),
                most=MAX_QUERY_CHARACTERS,
            )
        )
    return cleaned


def _query(understood: Understood, vector: NDArray[np.float32] | None) -> Query:
    words = lexical_query(understood.text, concepts=understood.concepts)
    return Query(understood, vector, words, Marker(words, understood.concepts))


def _unrecorded(db: Database, understood: Understood) -> tuple[str, ...]:
    """Return the countries that a question is about if the base has nothing on any place that it is about."""
    named = understood.countries
    members = [country for place in understood.places.included for country in place.members]
    marks = ", ".join("?" * len(members))
    held = db.execute(f"SELECT 1 FROM document WHERE country IN ({marks}) LIMIT 1", members)  # noqa: S608
    return () if not named or held.fetchone() else named


def _nearest(db: Database, ranked: Sequence[Sequence[Sequence[Candidate]]], lang: str) -> tuple[NearPractice, ...]:
    """Return the best practice of the first countries."""
    found = []
    for practices in ranked[:NEAREST_SHOWN]:
        first = practices[0][0]
        slug, card = db.execute("SELECT slug, card FROM document WHERE id = ?", [first.document]).fetchone()
        found.append(NearPractice(slug, json.loads(card)["title"][lang], first.country))
    return tuple(found)


def rank(db: Database, fused: Mapping[int, float], dense: Mapping[int, float]) -> list[list[list[Candidate]]]:
    """Return what was found: countries, best first; of each its practices, best first; of each its passages."""
    return _by_country(_once(_candidates(db, fused, dense)))


def presented(practices: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Return the passages of a country that there is room for, practice by practice."""
    return [candidate for passages in practices[:PRACTICES] for candidate in passages[:PASSAGES]]


def _candidates(db: Database, fused: Mapping[int, float], dense: Mapping[int, float]) -> list[Candidate]:
    """Return the passages found, best first."""
    near = set(sorted(dense, key=lambda number: -dense[number])[:NEAR])
    marks = ", ".join("?" * len(fused))
    sql = (
        "SELECT passage.id, document, country, section, part, lang, heading, text, cites FROM passage"  # noqa: S608
        f" JOIN document ON document.id = passage.document WHERE passage.id IN ({marks})"
    )
    found = [
        Candidate(*(*row, fused[row[0]], row[0] in near, dense.get(row[0]))) for row in db.execute(sql, list(fused))
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


def _country(db: Database, practices: Sequence[Sequence[Candidate]], query: Query, lang: str) -> FoundCountry:
    shown = tuple(_practice(db, passages, query, lang) for passages in practices[:PRACTICES])
    return FoundCountry(shown[0].country, shown, shown[0].score)


def _practice(db: Database, passages: Sequence[Candidate], query: Query, lang: str) -> FoundPractice:
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
            _passage(_shown(db, passage, query, lang), card["sources"], query.marker) for passage in passages[:PASSAGES]
        ),
        score=first.score,
    )


def _shown(db: Database, candidate: Candidate, query: Query, lang: str) -> Candidate:
    """Return what is shown of a candidate: a phrase that was demanded is shown where it stands."""
    return candidate if query.understood.scope.passages else in_language(db, candidate, lang)


def in_language(db: Database, candidate: Candidate, lang: str) -> Candidate:
    """Return what says the same in `lang`, whether or not the question found that; the candidate if nothing does."""
    if candidate.lang == lang:
        return candidate
    sql = "SELECT id, heading, text, cites FROM passage WHERE document = ? AND section = ? AND part = ? AND lang = ?"
    row = db.execute(sql, [candidate.document, candidate.section, candidate.part, lang]).fetchone()
    if row is None:
        return candidate
    number, heading, text, cites = row
    return replace(candidate, id=number, lang=lang, heading=heading, text=text, cites=cites)


def _passage(candidate: Candidate, sources: Mapping[str, Any], marker: Marker) -> FoundPassage:
    return FoundPassage(
        text=candidate.text,
        section=candidate.section,
        lang=candidate.lang,
        heading=candidate.heading,
        sources=tuple(CitedSource(id=key, **sources[key]) for key in json.loads(candidate.cites) if key in sources),
        score=candidate.score,
        marks=marker.marks(candidate.text, candidate.lang),
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
