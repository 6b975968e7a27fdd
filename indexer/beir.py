"""Public retrieval sets in the BEIR form, run through the same engine: its words, vectors, index and fusion.

A folder holds `corpus.jsonl` {_id, title, text}, `queries.jsonl` {_id, text} and `qrels.tsv` (query-id,
corpus-id, score, with a header); see Thakur et al., "BEIR" (2021).
"""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import R, nDCG
from sqlite_utils import Database

from indexer import embeddings
from indexer.answerability import chance_of
from indexer.embeddings import Progress
from indexer.encoder import Encoder
from indexer.hybrid import CANDIDATES, fuse, nearest_passages, with_cosines
from indexer.lexical import TABLE, VOCABULARY, lexical_query, search_words, words_of
from indexer.passages import Passage, halves, texts_to_embed
from indexer.vectors import FaissIndex
from indexer.words import detect_language
from kb.errors import UsageError
from kb.sqlite import SqliteFile

Run = dict[str, dict[str, float]]


@dataclass(frozen=True)
class RetrievalSet:
    """Documents as (title, text) by id, questions by id, and judgements as question → document → grade."""

    documents: Mapping[str, tuple[str, str]]
    questions: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def read_set(folder: Path) -> RetrievalSet:
    """Read a set; raise `UsageError` for a folder that does not hold one."""
    try:
        documents = {row["_id"]: (row.get("title") or "", row["text"]) for row in _lines(folder / "corpus.jsonl")}
        questions = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
        judgements: dict[str, dict[str, int]] = {}
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                judgements.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise UsageError(f"{folder} does not hold corpus.jsonl, queries.jsonl and qrels.tsv: {error}") from None
    return RetrievalSet(documents, {key: text for key, text in questions.items() if key in judgements}, judgements)


def evaluate_set(data: RetrievalSet, encoder: Encoder, cache: Path, progress: Progress) -> dict[str, dict[str, float]]:
    """Return nDCG@10, recall@100, passages embedded a second, and latency in ms, for dense, lexical and hybrid search.

    Embeddings are kept below `cache`, so a second run embeds nothing; it reports 0 passages a second then.
    """
    vectors, speed = index_vectors(data, encoder, cache, progress)
    with tempfile.TemporaryDirectory() as folder:
        words = Database(Path(folder) / "words.sqlite")
        languages = index_words(words, data)
        runs, took = _runs(data, encoder, vectors, words, languages)
        words.close()
    return {name: _measured(run, data, took[name], speed if name == "dense" else 0.0) for name, run in runs.items()}


def index_vectors(data: RetrievalSet, encoder: Encoder, cache: Path, progress: Progress) -> tuple[FaissIndex, float]:
    """Return the vectors of the documents by their position, and how many a second were embedded, 0 if none was."""
    kept = SqliteFile(cache / "evaluation.sqlite", embeddings.MIGRATIONS)
    kept.create()
    passages = [_readable(f"{title} {text}".strip(), encoder) for title, text in data.documents.values()]
    texts = texts_to_embed(passages)
    started = time.perf_counter()
    count = embeddings.ensure(kept, encoder, texts, progress)
    speed = count / (time.perf_counter() - started) if count else 0.0
    known = embeddings.known(kept, encoder.fingerprint, texts)
    kept.close()
    index = FaissIndex(encoder.dimension)
    index.add(np.arange(len(passages), dtype=np.int64), np.stack([known[passage.text_hash] for passage in passages]))
    return index, speed


def index_words(db: Database, data: RetrievalSet) -> tuple[str, ...]:
    """Put the words of the documents by their position into an empty database; return the languages they are in."""
    languages = {key: detect_language(text) for key, (_, text) in data.documents.items()}
    rows = (
        (number, *words_of(title, text, "", lang=languages[key]))
        for number, (key, (title, text)) in enumerate(data.documents.items())
    )
    db.execute(TABLE)
    db.execute(VOCABULARY)
    with db.atomic():
        db.conn.executemany("INSERT INTO words (rowid, heading, text, labels, concepts) VALUES (?, ?, ?, ?, ?)", rows)
    return tuple(sorted(set(languages.values())))


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _readable(text: str, encoder: Encoder) -> Passage:
    """Return as much of a document as the encoder reads: these sets judge a document as one passage."""
    while encoder.count_tokens([text])[0] > encoder.max_tokens:
        text = halves(text)[0]
    return Passage("", "", "", "", text)


def _runs(
    data: RetrievalSet, encoder: Encoder, vectors: FaissIndex, words: Database, languages: tuple[str, ...]
) -> tuple[dict[str, Run], dict[str, list[float]]]:
    keys, chance = list(data.documents), chance_of(encoder.fingerprint)
    runs: dict[str, Run] = {"dense": {}, "lexical": {}, "hybrid": {}}
    took: dict[str, list[float]] = {name: [] for name in runs}
    for number, question in data.questions.items():
        start = time.perf_counter()
        vector = encoder.encode_queries([question])[0]
        dense = nearest_passages(vectors, vector)
        middle = time.perf_counter()
        lexical = search_words(words, lexical_query(question, languages), CANDIDATES)
        after = time.perf_counter()
        hybrid = fuse(with_cosines(vectors, vector, dense, lexical), lexical, chance)
        end = time.perf_counter()
        for name, found, spent in (
            ("dense", dense, middle - start),
            ("lexical", lexical, after - middle),
            ("hybrid", hybrid, end - start),
        ):
            best = sorted(found, key=lambda key: -found[key])[:100]
            runs[name][number] = {keys[key]: found[key] for key in best}
            took[name].append(spent * 1000)
    return runs, took


def _measured(run: Run, data: RetrievalSet, took: list[float], speed: float) -> dict[str, float]:
    found = ir_measures.calc_aggregate([nDCG @ 10, R @ 100], data.judgements, run)
    return {
        "ndcg@10": round(found[nDCG @ 10], 4),
        "recall@100": round(found[R @ 100], 4),
        "passages_per_s": round(speed, 1),
        "p50_ms": round(float(np.percentile(took, 50)), 1),
        "p95_ms": round(float(np.percentile(took, 95)), 1),
    }
