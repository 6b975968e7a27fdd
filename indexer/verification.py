"""What can be wrong with a generation: compared by ids and hashes with the store and with itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlite_utils import Database

from indexer import embeddings
from indexer.generation import Generation, seal
from indexer.lexical import words_of
from indexer.passages import Passage
from indexer.vectors import VectorIndex
from kb.store import Store

BATCH = 10_000  # vectors compared at once
_PASSAGES = "SELECT section, part, lang, heading, text, labels, cites, text_hash FROM passage WHERE document = ?"
_WORDS = """
SELECT lang, p.heading, p.text, p.labels, id, words.heading, words.text, words.labels, words.concepts
FROM passage AS p JOIN words ON words.rowid = p.id
"""
_UNMATCHED = """
SELECT COUNT(*) AS n FROM (
  SELECT id FROM passage WHERE id NOT IN (SELECT rowid FROM words)
  UNION ALL
  SELECT rowid FROM words WHERE rowid NOT IN (SELECT id FROM passage)
  UNION ALL
  SELECT id FROM passage WHERE id NOT IN (SELECT id FROM plain_docsize)
  UNION ALL
  SELECT id FROM plain_docsize WHERE id NOT IN (SELECT id FROM passage)
  UNION ALL
  SELECT id FROM document WHERE id NOT IN (SELECT rowid FROM record)
  UNION ALL
  SELECT rowid FROM record WHERE rowid NOT IN (SELECT id FROM document)
)
"""


def passage_faults(generation: Generation, store: Store) -> Iterator[str]:
    """Yield what the passages and their words differ in from the published practices, or from each other."""
    have, want = generation.hashes(), store.published_hashes()
    for slug in sorted(want.keys() - have.keys()):
        yield f"practice {slug} is missing from the index"
    for slug in sorted(have.keys() - want.keys()):
        yield f"practice {slug} is in the index but not published"
    for slug in sorted(have.keys() & want.keys()):
        if have[slug] != want[slug]:
            yield f"practice {slug} is stale in the index"
    db = generation.file.read()
    yield from _altered(db)
    yield from _misworded(db)


def _altered(db: Database) -> Iterator[str]:
    """Yield what is not as it was put into the index."""
    for row in db.query("SELECT id, heading, text, text_hash FROM passage"):
        if Passage("", "", "", row["heading"], row["text"]).text_hash != row["text_hash"]:
            yield f"passage {row['id']} does not match its hash"
    for row in db.query("SELECT id, slug, card, seal FROM document ORDER BY id"):
        facets = db.execute("SELECT name, code FROM facet WHERE document = ?", [row["id"]]).fetchall()
        if seal(row["card"], facets, db.execute(_PASSAGES, [row["id"]]).fetchall()) != row["seal"]:
            yield f"practice {row['slug']} is in the index otherwise than it was put there"


def _misworded(db: Database) -> Iterator[str]:
    """Yield which words of the lexical index are not those of their passage."""
    for lang, heading, text, labels, number, *kept in db.execute(_WORDS):
        if words_of(heading, text, labels, lang=lang) != tuple(kept):
            yield f"the words of passage {number} are not those of its text"
    unmatched = next(db.query(_UNMATCHED))["n"]
    if unmatched:
        yield f"{unmatched} passages and entries of the lexical index do not belong together"


def vector_faults(generation: Generation, encoder: str, store: Store, index: VectorIndex) -> Iterator[str]:
    """Yield which passages have no vector, or another than the one kept for their text (compared bit by bit)."""
    wanted = generation.ids()
    present = np.isin(wanted, index.ids(), assume_unique=True)
    missing, held = wanted[~present], wanted[present]
    if len(missing):
        yield f"{len(missing)} passages have no vector (the first is {missing[0]})"
    for start in range(0, len(held), BATCH):
        some = held[start : start + BATCH]
        hashes = generation.text_hashes(some)
        kept = embeddings.known(store.file, encoder, hashes.values())
        nothing = np.zeros(index.dimension, np.float32)
        expected = [kept.get(hashes[number], nothing) for number in some.tolist()]
        for number, vector, other in zip(some.tolist(), index.get(some), expected, strict=True):
            if not np.array_equal(vector, other):
                yield f"the vector of passage {number} is not the one kept for its text"
