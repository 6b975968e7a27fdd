"""How search does when the base grows: `python -m tests.benchmarks.growth [--sizes 10000,100000,1000000]`.

Needs a base in KB_HOME (`kb init`), which is not changed, and 5 GB of disk for a million passages.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np

from indexer import embeddings
from indexer.encoder import load_encoder
from indexer.engines import EXACT_UP_TO, Engine, FaissEngine
from indexer.hybrid import CANDIDATES
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.questions import read_questions
from indexer.search import Searcher
from indexer.vectors import Ids, Vectors
from kb.settings import settings
from kb.store import Store
from tests.benchmarks.grown import GrownVectors, grow, real_vectors
from tests.evaluation.floors import QUESTIONS

SHARES = (1.0, 0.5, 0.01, 0.0001)  # of the passages that a filter lets through
NEAREST = 10


def main() -> None:
    """Measure the vectors alone and the whole search at each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--forms", default="", help="exact, compact or both; the one of the size when empty")
    parser.add_argument("--parts", default="vectors,whole")
    parser.add_argument("--questions", type=int, default=100, help="how many are asked")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(settings().store_path, folder / "store.sqlite")
        store = Store(folder / "store.sqlite", embeddings.MIGRATIONS)
        index = Index(folder / "index", store)
        encoder = load_encoder(settings().encoder, settings().cache)
        index.rebuild(encoder)
        asked = [question.question for question in read_questions(QUESTIONS)]
        asked = asked[:: max(1, len(asked) // options.questions)][: options.questions]
        np.save(folder / "asked.npy", encoder.encode_queries(asked))
        vectors = GrownVectors(real_vectors(index))
        for size in map(int, options.sizes.split(",")):
            if "vectors" in options.parts:
                for form in options.forms.split(",") if options.forms else [""]:
                    _vectors(folder, vectors, size, form)
            if "whole" in options.parts:
                _apart(_whole, folder, size, asked)
        store.close()


def _vectors(folder: Path, vectors: GrownVectors, size: int, form: str) -> None:
    """Build one form of the vectors and measure it in a process of its own."""
    engine: Engine = FaissEngine({"exact": size, "compact": 0}.get(form, EXACT_UP_TO))
    path, ids = folder / "vectors.faiss", np.arange(1, size + 1)
    dimension = vectors(ids[:1]).shape[1]
    started = time.perf_counter()
    engine.write(path, dimension, ids, vectors)
    took = time.perf_counter() - started
    form = form or ("exact" if size <= EXACT_UP_TO else "compact")
    print(f"\n## {size:,} vectors, {form}: written in {took:.1f} s, {path.stat().st_size / 1e6:,.0f} MB; {_load()}")
    asked = np.load(folder / "asked.npy")
    chosen = {share: _chosen(ids, share) for share in SHARES}
    _apart(_search_vectors, path, dimension, asked, chosen, _truth(asked, vectors, ids, chosen))


def _chosen(ids: Ids, share: float) -> Ids | None:
    """Return the ids that a filter lets through, of passages that follow each other as those of a practice do."""
    if share == 1:
        return None
    run = max(1, min(35, int(len(ids) * share)))
    starts = np.random.default_rng(1).choice(len(ids) // run, max(1, int(len(ids) * share) // run), replace=False)
    return np.sort(np.concatenate([ids[start * run : (start + 1) * run] for start in starts]))


def _truth(asked: Vectors, vectors: GrownVectors, ids: Ids, chosen: dict[float, Ids | None]) -> dict[float, Vectors]:
    """Return how near the tenth of each question is under each filter, reckoned one by one.

    What is as near is as good: passages with the same text have the same vector.
    """
    tenth = {}
    for share, allowed in chosen.items():
        among, best = ids if allowed is None else allowed, []
        for start in range(0, len(among), 50_000):
            some = among[start : start + 50_000]
            scores = asked @ vectors(some).T
            best.append(np.sort(scores, axis=1)[:, -NEAREST:])
        tenth[share] = np.sort(np.concatenate(best, axis=1), axis=1)[:, -min(NEAREST, len(among))]
    return tenth


def _search_vectors(
    path: Path, dimension: int, asked: Vectors, chosen: dict[float, Ids | None], tenth: dict[float, Vectors]
) -> None:
    faiss.omp_set_num_threads(1)  # as the server does
    before = _resident()
    started = time.perf_counter()
    index = FaissEngine().load(path, dimension)
    loaded = time.perf_counter() - started
    for share, allowed in chosen.items():

        def one(number: int, allowed: Ids | None = allowed) -> Vectors:
            return index.search(asked[number], CANDIDATES, allowed)[1]

        wanted = NEAREST if allowed is None else min(NEAREST, len(allowed))
        found = [one(number)[:wanted] for number in range(len(asked))]
        hits = [(scores >= tenth[share][number] - 1e-6).sum() / wanted for number, scores in enumerate(found)]
        print(f"{share:>7.2%} recall@10 {np.mean(hits):.3f}; {_clients(one, len(asked))}")
    after = _resident()
    print(f"loaded in {loaded:.2f} s; memory {after[0] - before[0]:+,.0f} MB, of files {after[1] - before[1]:+,.0f} MB")


def _whole(folder: Path, size: int, asked: Sequence[str]) -> None:
    """Search a grown base as the pages do, words and meaning and all."""
    faiss.omp_set_num_threads(1)
    encoder = load_encoder(settings().encoder, settings().cache)
    store = Store(folder / "store.sqlite", embeddings.MIGRATIONS)
    started = time.perf_counter()
    index = grow(Index(folder / "index", store), size, folder / "grown", store)
    built = time.perf_counter() - started
    searcher = Searcher(LiveIndex(index), encoder)
    started = time.perf_counter()
    searcher.search("iuran")
    first = time.perf_counter() - started
    size_mb = sum(path.stat().st_size for path in (folder / "grown").rglob("*") if path.is_file()) / 1e6
    told = f"copied in {built:.0f} s, {size_mb:,.0f} MB, first answer {first:.1f} s"
    print(f"\n## {size:,} passages, whole search: {told}; {_load()}")
    timings: list[dict[str, float]] = []

    def one(number: int) -> None:
        timings.append(dict(searcher.search(asked[number]).timings))

    print(_clients(one, len(asked)))
    for name in timings[0]:
        p50, p95 = np.percentile([timing[name] for timing in timings[: 2 * len(asked)]], [50, 95])
        print(f"  {name}: p50 {p50:.1f}, p95 {p95:.1f} ms")
    started = time.perf_counter()
    generation = index.live()
    index.caught_up(generation, encoder.fingerprint, searcher.live.snapshot().vectors)
    print(f"  looking what changed: {(time.perf_counter() - started) * 1000:.0f} ms; resident {_resident()[0]:,.0f} MB")
    store.close()
    shutil.rmtree(folder / "grown")


def _clients(one: Callable[[int], object], count: int) -> str:
    """Return the milliseconds of each call with one client and with four at once, after one round that is not told."""
    told = []
    for clients in (1, 4):

        def timed(number: int) -> float:
            started = time.perf_counter()
            one(number % count)
            return (time.perf_counter() - started) * 1000

        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(timed, range(count)))
            took = list(pool.map(timed, range(count * clients)))
        p50, p95, p99 = np.percentile(took, [50, 95, 99])
        told.append(f"{clients} clients: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms")
    return "; ".join(told)


def _apart(work: Callable[..., None], *arguments: object) -> None:
    """Run in a process of its own, whose memory is that of the work alone."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def _resident() -> tuple[float, float]:
    """Return MB of memory that is resident, and how much of it is of mapped files (proc(5))."""
    status = Path("/proc/self/status").read_text()
    whole, files = (int(status.split(f"{name}:")[1].split()[0]) / 1024 for name in ("VmRSS", "RssFile"))
    return whole, files


def _load() -> str:
    return f"load of the machine {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
