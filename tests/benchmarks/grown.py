"""Bases as large as one likes: the real passages many times over, with real vectors that are moved a little."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from indexer.engines import FaissEngine
from indexer.generation import Generation, Manifest, ids_digest
from indexer.index import Index
from indexer.vectors import Ids, Vectors
from kb.store import Store

MOVED = 0.6  # of the difference of two other vectors: then a copy is as near to its original as the nearest real ones

COPY = (
    "INSERT INTO document SELECT id + :documents, slug || :suffix, country, content_hash, card, seal"
    " FROM document WHERE id <= :first_documents",
    "INSERT INTO facet (document, name, code) SELECT document + :documents, name, code"
    " FROM facet WHERE document <= :first_documents",
    "INSERT INTO passage SELECT id + :passages, document + :documents, section, part, lang, heading, text, labels,"
    " cites, text_hash FROM passage WHERE id <= :wanted",
    "INSERT INTO words (rowid, heading, text, labels, concepts)"
    " SELECT rowid + :passages, heading, text, labels, concepts"
    " FROM words WHERE rowid <= :wanted",
)


def real_vectors(index: Index) -> Vectors:
    """Return the vectors of a generation that was just built, whose passages have the ids 1, 2, … (n)."""
    generation = index.live()
    return index.vectors(generation).get(generation.ids())


class GrownVectors:
    """Vectors of the ids 1, 2, …: first the real ones, then each of them moved, again and again.

    A copy is x + 0.6 (y - z) of three real vectors, made to length 1, so that it differs from x in the directions in
    which real ones do.
    """

    def __init__(self, real: Vectors) -> None:
        self._real = real

    def __call__(self, ids: Ids) -> Vectors:
        """Return the vectors of ids, the same each time, of shape (n, dimension)."""
        places, count = ids - 1, len(self._real)
        rows = self._real[places % count]
        moved = places >= count
        others = np.random.default_rng(7).integers(1, count, (2, 1009))[:, places[moved] % 1009]
        drawn = (others * places[moved][None, :]) % count
        rows[moved] += np.float32(MOVED) * (self._real[drawn[0]] - self._real[drawn[1]])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def grow(index: Index, size: int, folder: Path, store: Store) -> Index:
    """Return an index in `folder` of `size` passages, grown from the live generation of `index`."""
    source = index.live()
    first = len(source.ids())
    target = Generation(folder / "1")
    target.folder.mkdir(parents=True)
    shutil.copy(source.folder / "passages.sqlite", target.folder)
    with target.file.write() as db:
        documents = int(next(db.query("SELECT MAX(id) AS n FROM document"))["n"])
        for copy in range(1, -(-size // first)):
            numbers = {
                "documents": copy * documents,
                "first_documents": documents,
                "passages": copy * first,
                "wanted": size - copy * first if size < (copy + 1) * first else first,
                "suffix": f"-{copy}",
            }
            for statement in COPY:
                db.conn.execute(statement, numbers)
    ids, manifest = target.ids(), source.manifest()
    FaissEngine().write(target.folder / "vectors.faiss", manifest.dimension, ids, GrownVectors(real_vectors(index)))
    target.file.close()
    of = {"number": 1, "passages": len(ids), "ids_digest": ids_digest(ids.tolist())}
    text = Manifest.model_validate(manifest.model_dump() | of).model_dump_json()
    (target.folder / "manifest.json").write_text(text)
    (folder / "current").write_text("1")
    return Index(folder, store)
