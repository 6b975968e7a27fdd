"""Embeddings, kept in the store: keyed by encoder and text, so that nothing is ever embedded twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database, Migrations

from indexer.encoder import Encoder
from kb.sqlite import SqliteFile

MIGRATIONS = Migrations("indexer")
BATCH = 128  # texts encoded between two commits: what a kill can cost

Vector = NDArray[np.float32]
Progress = Callable[[int, int], None]


@MIGRATIONS()
def m001_embeddings(db: Database) -> None:
    """Vectors as little-endian float32, by encoder fingerprint and hash of the text."""
    db.execute(
        "CREATE TABLE embedding (id INTEGER PRIMARY KEY, encoder TEXT NOT NULL, text_hash TEXT NOT NULL,"
        " vector BLOB NOT NULL, UNIQUE (encoder, text_hash))"
    )


def known(file: SqliteFile, encoder: str, hashes: Iterable[str]) -> dict[str, Vector]:
    """Return the kept vectors, each of shape (dimension,), of those texts that have one."""
    wanted = list(dict.fromkeys(hashes))
    found: dict[str, Vector] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ", ".join("?" * len(some))
        sql = f"SELECT text_hash, vector FROM embedding WHERE encoder = ? AND text_hash IN ({marks})"  # noqa: S608
        for row in file.read().query(sql, [encoder, *some]):
            found[row["text_hash"]] = np.frombuffer(row["vector"], dtype="<f4")
    return found


def ensure(
    file: SqliteFile, encoder: Encoder, texts: Mapping[str, str], progress: Progress = lambda done, total: None
) -> int:
    """Embed those of `texts` (by hash) that have no kept vector yet, and keep them; return how many there were.

    Committed batch by batch: what is done when the process is killed stays done. `progress` gets (done, total).
    """
    have = known(file, encoder.fingerprint, texts)
    missing = [(digest, text) for digest, text in texts.items() if digest not in have]
    progress(0, len(missing))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = encoder.encode_passages([text for _, text in batch])
        rows = [
            (encoder.fingerprint, digest, vector.astype("<f4").tobytes())
            for (digest, _), vector in zip(batch, vectors, strict=True)
        ]
        with file.write() as db:
            db.conn.executemany("INSERT OR IGNORE INTO embedding (encoder, text_hash, vector) VALUES (?, ?, ?)", rows)
        progress(start + len(batch), len(missing))
    return len(missing)


def forget_unsound(file: SqliteFile, encoder: str, dimension: int) -> int:
    """Delete kept vectors that no encoder gives: of another width, not finite, or not of length 1; return how many."""
    unsound = []
    for row in file.read().query("SELECT id, vector FROM embedding WHERE encoder = ?", [encoder]):
        blob = row["vector"]
        vector = np.frombuffer(blob, dtype="<f4") if len(blob) == 4 * dimension else np.zeros(0, np.float32)
        if not abs(float(np.linalg.norm(vector)) - 1) < 1e-3:
            unsound.append((row["id"],))
    if unsound:
        with file.write() as db:
            db.conn.executemany("DELETE FROM embedding WHERE id = ?", unsound)
    return len(unsound)
