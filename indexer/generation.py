"""One generation of the index: a folder with the passages and their words (SQLite), the vectors and a manifest.

Everything in it is derived from the store. The manifest is written last: a folder without one was never finished.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlite_utils import Database, Migrations

from indexer.lexical import TABLE, VOCABULARY, words_of
from indexer.passages import CUTTING, Passage
from indexer.vectors import Ids
from indexer.words import ANALYSIS
from kb.countries import regions_of
from kb.errors import KbError
from kb.model import Practice
from kb.sqlite import SqliteFile
from kb.store import content_hash

MIGRATIONS = Migrations("passages")
FORMAT: Literal["generation-5"] = (
    "generation-5"  # of the folder: change it with its tables, and older folders are built anew
)
WRITTEN = "tokenize = 'unicode61 remove_diacritics 2'"
FACETS = {"branch": "branches", "payer": "payers", "platform-type": "platform-types", "legal-route": "classification"}


@MIGRATIONS()
def m001_passages(db: Database) -> None:
    """Documents with their facets, their passages and the words of these; ids are never used twice."""
    for statement in (
        "CREATE TABLE meta (id INTEGER PRIMARY KEY, changes INTEGER NOT NULL)",
        "INSERT INTO meta VALUES (1, 0)",
        "CREATE TABLE document (id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE,"
        " country TEXT NOT NULL, content_hash TEXT NOT NULL, card TEXT NOT NULL, seal TEXT NOT NULL)",
        "CREATE TABLE facet (id INTEGER PRIMARY KEY,"
        " document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,"
        " name TEXT NOT NULL, code TEXT NOT NULL, UNIQUE (name, code, document))",
        "CREATE INDEX facet_document ON facet (document)",
        "CREATE TABLE passage (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, section TEXT NOT NULL,"
        " part TEXT NOT NULL, lang TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL, labels TEXT NOT NULL,"
        " cites TEXT NOT NULL, text_hash TEXT NOT NULL)",
        "CREATE INDEX passage_document ON passage (document)",
        TABLE,
        VOCABULARY,
        "CREATE TRIGGER passage_words AFTER DELETE ON passage BEGIN DELETE FROM words WHERE rowid = old.id; END",
        # Words as they are written, for phrases and for spelling.
        f"CREATE VIRTUAL TABLE plain USING fts5 (heading, text, content = 'passage', content_rowid = 'id', {WRITTEN})",
        "CREATE VIRTUAL TABLE spelling USING fts5vocab (plain, row)",
        "CREATE TRIGGER passage_plain AFTER INSERT ON passage BEGIN"
        " INSERT INTO plain (rowid, heading, text) VALUES (new.id, new.heading, new.text); END",
        "CREATE TRIGGER passage_plain_gone AFTER DELETE ON passage BEGIN"
        " INSERT INTO plain (plain, rowid, heading, text) VALUES ('delete', old.id, old.heading, old.text); END",
        f"CREATE VIRTUAL TABLE record USING fts5 (title, institution, source, {WRITTEN})",
        "CREATE TRIGGER document_record AFTER DELETE ON document BEGIN DELETE FROM record WHERE rowid = old.id; END",
    ):
        db.execute(statement)


class BrokenGeneration(KbError):
    """A generation that cannot be used; the message says why and what to do."""


class Manifest(BaseModel):
    """What a generation was built with. `encoder` is the encoder's fingerprint, empty for a lexical-only generation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["generation-5"]
    number: int
    encoder: str
    dimension: int
    cutting: str = CUTTING
    analysis: str = ANALYSIS
    passages: int
    ids_digest: str
    built_at: str

    def matches(self, encoder: str) -> bool:
        """Tell whether an index built now with that encoder would hold the same passages, words and vectors."""
        return (self.encoder, self.cutting, self.analysis) == (encoder, CUTTING, ANALYSIS)


class Generation:
    """A folder `<number>` below the index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = SqliteFile(folder / "passages.sqlite", MIGRATIONS)

    def manifest(self) -> Manifest:
        """Return the manifest; raise `BrokenGeneration` when there is none, which means that building never ended."""
        try:
            return Manifest.model_validate_json((self.folder / "manifest.json").read_bytes())
        except (OSError, ValidationError):
            raise BrokenGeneration(f"{self.folder} is not a whole index; run 'kb index --rebuild'") from None

    def is_whole(self) -> bool:
        """Tell whether building it ended."""
        try:
            self.manifest()
        except BrokenGeneration:
            return False
        return True

    def changes(self) -> int:
        """Return a number that grows with every change of the passages."""
        return int(next(self.file.read().query("SELECT changes FROM meta"))["changes"])

    def hashes(self) -> dict[str, str]:
        """Return the content hash of every practice in the index by id."""
        return {
            row["slug"]: row["content_hash"]
            for row in self.file.read().query("SELECT slug, content_hash FROM document")
        }

    def ids(self) -> Ids:
        """Return the ids of all passages, ascending, of shape (n,)."""
        rows = self.file.read().execute("SELECT id FROM passage")
        return np.sort(np.fromiter((number for (number,) in rows), np.int64))

    def grown_by(self) -> int:
        """Return how many passages came since it was built: they have the ids after those of its first passages."""
        sql = "SELECT COUNT(*) AS n FROM passage WHERE id > ?"
        return int(next(self.file.read().query(sql, [self.manifest().passages]))["n"])

    def text_hashes(self, ids: Ids | None = None) -> dict[int, str]:
        """Return the hash of what the encoder reads, by passage id; of all passages when `ids` is None."""
        sql = "SELECT id, text_hash FROM passage"
        given: list[str] = []
        if ids is not None:
            sql += " WHERE id IN (SELECT value FROM json_each(?))"
            given = [json.dumps(ids.tolist())]
        return dict(self.file.read().execute(sql, given).fetchall())

    def texts_by_practice(self) -> list[tuple[str, str]]:
        """Return the id of the practice and the hash of what the encoder reads, passage by passage."""
        sql = "SELECT slug, text_hash FROM passage JOIN document ON document.id = passage.document"
        return [(row["slug"], row["text_hash"]) for row in self.file.read().query(sql)]

    def put(self, documents: Iterable[tuple[Practice, Sequence[Passage]]], gone: Iterable[str] = ()) -> None:
        """Replace the passages of practices and drop those of `gone`, in one transaction."""
        with self.file.write() as db:
            for slug in gone:
                db.execute("DELETE FROM document WHERE slug = ?", [slug])
            for practice, passages in documents:
                db.execute("DELETE FROM document WHERE slug = ?", [practice.id])
                _insert(db, practice, passages)
            db.execute("UPDATE meta SET changes = changes + 1")

    def close(self) -> None:
        """Close every connection."""
        self.file.close()


def ids_digest(ids: Iterable[int]) -> str:
    """Return a digest of a set of passage ids: SHA-256 over the ids in ascending order."""
    return hashlib.sha256(",".join(str(number) for number in sorted(ids)).encode()).hexdigest()


def seal(card: str, facets: Iterable[tuple[str, str]], passages: Iterable[tuple[str, ...]]) -> str:
    """Return a digest of all that an index holds of one practice: its card, (name, code) of facets, passages."""
    return hashlib.sha256(json.dumps([card, sorted(facets), sorted(passages)]).encode()).hexdigest()


def facets_of(practice: Practice) -> dict[str, tuple[str, ...]]:
    """Return the codes by which a practice can be filtered."""
    facets: dict[str, tuple[str, ...]] = {
        "country": (practice.country,),
        "region": regions_of(practice.country),
        "kind": (practice.kind,),
        "status": (practice.status,),
        "challenge": tuple(dict.fromkeys(practice.challenges)),
    }
    for name, row in FACETS.items():
        facets[name] = practice.codes(row)
    covered = practice.facts.get("branches")
    if covered:  # a branch that the practice leaves out is no branch that it covers
        facets["branch"] = tuple(dict.fromkeys(c.split(":")[0] for c in covered.codes if not c.endswith(":none")))
    return facets


def _card(practice: Practice) -> dict[str, Any]:
    """Return what a result shows of a practice beside its passages."""
    sources = {
        key: {"title": source.title, "publisher": source.publisher, "url": source.url}
        for key, source in practice.sources.items()
    }
    return {
        "jurisdiction": practice.jurisdiction,
        "title": practice.title.model_dump(),
        "kind": practice.kind,
        "status": practice.status,
        "verified_on": practice.verified_on.isoformat(),
        "sources": sources,
    }


def _fields(practice: Practice) -> tuple[Iterable[str], ...]:
    """Return the texts of title, institutions and sources, by which a record can be asked for."""
    sources = (text for source in practice.sources.values() for text in (source.title, source.publisher))
    return practice.title.model_dump().values(), practice.institutions, sources


def _insert(db: Database, practice: Practice, passages: Sequence[Passage]) -> None:
    card = json.dumps(_card(practice), ensure_ascii=False)
    facets = [(name, code) for name, codes in facets_of(practice).items() for code in codes]
    rows = [
        (passage.section, passage.part, passage.lang, passage.heading, passage.text, passage.labels,
         json.dumps(passage.cites), passage.text_hash)
        for passage in passages
    ]  # fmt: skip
    cursor = db.execute(
        "INSERT INTO document (slug, country, content_hash, card, seal) VALUES (?, ?, ?, ?, ?)",
        [practice.id, practice.country, content_hash(practice), card, seal(card, facets, rows)],
    )
    document = cursor.lastrowid
    db.execute(
        "INSERT INTO record (rowid, title, institution, source) VALUES (?, ?, ?, ?)",
        [document, *("\n".join(texts) for texts in _fields(practice))],
    )
    db.conn.executemany(
        "INSERT INTO facet (document, name, code) VALUES (?, ?, ?)", [(document, *facet) for facet in facets]
    )
    for passage, row in zip(passages, rows, strict=True):
        inserted = db.execute(
            "INSERT INTO passage (document, section, part, lang, heading, text, labels, cites, text_hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [document, *row],
        )
        db.execute(
            "INSERT INTO words (rowid, heading, text, labels, concepts) VALUES (?, ?, ?, ?, ?)",
            [inserted.lastrowid, *words_of(passage.heading, passage.text, passage.labels, lang=passage.lang)],
        )
