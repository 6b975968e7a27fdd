"""What a search found as evidence: questions put to several countries as rows of a comparison, and whole answers."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sqlite_utils import Database

from indexer.answers import Answer
from indexer.filters import Filters, countries_of_passages
from indexer.hybrid import CANDIDATES, fuse
from indexer.lexical import search_words
from indexer.live import Snapshot
from indexer.search import Candidate, Query, Searcher, in_language, presented, rank
from kb.comparison import AskedRow, Evidence
from kb.sections import section_name

PASSAGES = 2  # shown at most for each country
EVERY = 10**9  # more passages than any index has
CANDIDATES_EACH = 40  # passages of one country taken from each side before fusion, of which at most twelve are weighed

# How far below the best of all countries a passage may lie in meaning, by cosines of the bundled encoder. Of 80 judged
# questions the expected country lay at most 0.027 below; half of the other countries lay more than 0.057 below.
FARTHEST_FROM_BEST = 0.04

Scores = Mapping[int, float]


def ask(searcher: Searcher, questions: Sequence[str], countries: Sequence[str], lang: str) -> tuple[AskedRow, ...]:
    """Answer each question for each country by itself; a country without evidence gets an empty tuple.

    Only passages that cite a source count. Where meanings are compared, the base must bear on the question and so must
    the country by itself, and a passage must be nearly as near to it as the best of all countries.
    `kb.comparison.compare` takes the rows in. The whole index is searched once for each question.
    Raises `UsageError` for a question that is empty or too long, `IndexMissing` when there is no index.
    """
    snapshot = searcher.live.snapshot()
    queries = searcher.queries(snapshot, questions)
    notice = searcher.notice(snapshot, lang)
    # Guidance stands in no column of a comparison.
    compared = Filters.of({"kind": ("measure", "institutional")})
    with snapshot.generation.file.steady() as db:
        home = countries_of_passages(db, compared)
        rows = []
        for query in queries:
            dense, lexical = _scores(snapshot, db, query, home)
            first = _with_cosines(_first(dense), _first(lexical), dense)
            least = _least(searcher, db, query, first, _first(lexical))
            near, said = _by_country(dense, home), _by_country(lexical, home)
            evidence = {}
            for country in countries:
                cosines = _with_cosines(near[country], said[country], dense)
                best = _best(searcher, db, query, cosines, said[country], least)
                evidence[country] = tuple(_told(db, one, lang) for one in best)
            rows.append(AskedRow(query.understood.question, evidence, notice))
    return tuple(rows)


def _scores(snapshot: Snapshot, db: Database, query: Query, home: Mapping[int, str]) -> tuple[Scores, Scores]:
    """Return the cosine and the BM25 score by passage, of those that have a home, best first."""
    dense: dict[int, float] = {}
    if query.vector is not None:
        ids, cosines = snapshot.vectors.search(query.vector, EVERY)
        dense = {
            number: cosine for number, cosine in zip(ids.tolist(), cosines.tolist(), strict=True) if number in home
        }
    words = search_words(db, query.words, EVERY)
    return dense, {number: score for number, score in words.items() if number in home}


def _first(scores: Scores) -> dict[int, float]:
    return dict(islice(scores.items(), CANDIDATES))


def _with_cosines(dense: Scores, lexical: Scores, every: Scores) -> dict[int, float]:
    """Return `dense` with the cosines, from `every`, of those that only the words found, too."""
    return {**dense, **{number: every[number] for number in lexical if number not in dense and number in every}}


def _by_country(scores: Scores, home: Mapping[int, str]) -> Mapping[str, Scores]:
    """Return the best scores of each country."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for number, score in scores.items():
        if len(own := found[home[number]]) < CANDIDATES_EACH:
            own[number] = score
    return found


def _least(searcher: Searcher, db: Database, query: Query, dense: Scores, lexical: Scores) -> float | None:
    """Return the similarity from which a passage is evidence; None when the base does not answer the question.

    Where meanings are not compared, every similarity suffices.
    """
    fused = fuse(dense, lexical, searcher.chance)
    if not fused or not searcher.answers(db, query, dense, fused):
        return None
    near = [one.similarity for one in presented(rank(db, fused, dense)[0]) if one.similarity is not None]
    return max(near) - FARTHEST_FROM_BEST if near else 0.0


def _best(
    searcher: Searcher, db: Database, query: Query, dense: Scores, lexical: Scores, least: float | None
) -> Sequence[Candidate]:
    """Return the best passages of a country that cite a source and are near enough, if it bears on the question."""
    fused = fuse(dense, lexical, searcher.chance)
    if least is None or not fused:
        return ()
    (practices,) = rank(db, fused, dense)
    cited = [one for one in presented(practices) if one.cites != "[]" and (one.similarity or 0.0) >= least]
    if not cited or not searcher.bears(db, query.understood.text, dense, fused):
        return ()
    return sorted(cited, key=lambda one: -one.score)[:PASSAGES]


def _told(db: Database, candidate: Candidate, lang: str) -> Evidence:
    said = in_language(db, candidate, lang)
    (slug,) = db.execute("SELECT slug FROM document WHERE id = ?", [said.document]).fetchone()
    return _evidence(slug, said.text, said.lang, said.section, json.loads(said.cites), lang)


def evidence(answer: Answer) -> tuple[Evidence, ...]:
    """Return all passages of an answer, best practice first, its passages together."""
    return tuple(
        _evidence(practice.id, one.text, one.lang, one.section, [source.id for source in one.sources], answer.lang)
        for country in answer.countries
        for practice in country.practices
        for one in practice.passages
    )


def _evidence(practice: str, text: str, language: str, section: str, cites: Iterable[str], lang: str) -> Evidence:
    return Evidence(practice, _paragraphs(text), language, section, section_name(section, lang), tuple(cites))


def _paragraphs(text: str) -> str:
    """Return the text without the line breaks inside its paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
