"""Candidates: what collecting found, waiting for a person. What a person decided is never overwritten by a later run.

A candidate is one page, however its address is written and at however many addresses it stands. While nobody has
decided, a change of the source makes a new version and the old one is kept; after a decision the change is noted beside
it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlite_utils import Database, Migrations

from corpus.fetching.addresses import key_of
from corpus.sources.model import Candidate
from corpus.suggestions.model import Suggestion
from kb.errors import KbError
from kb.sqlite import SqliteFile

MIGRATIONS = Migrations("corpus")

State = Literal["new", "dismissed", "taken"]
Change = Literal["added", "unchanged", "refreshed", "changed since", "duplicate"]
LARGEST = 2**63 - 1  # number that SQLite knows
STATES: tuple[State, ...] = ("new", "dismissed", "taken")


@MIGRATIONS()
def m001_candidates(db: Database) -> None:
    """Candidates with their versions: one live row for each key; addresses that lead to one."""
    db.execute(
        "CREATE TABLE candidate (id INTEGER PRIMARY KEY, key TEXT NOT NULL, source TEXT NOT NULL, identifier TEXT,"
        " found TEXT NOT NULL, content_hash TEXT NOT NULL, resource INTEGER, found_at TEXT NOT NULL,"
        " run INTEGER NOT NULL, last_run INTEGER NOT NULL, replaced_by INTEGER REFERENCES candidate(id),"
        " replaced_at TEXT, state TEXT NOT NULL DEFAULT 'new', decided_by TEXT, decided_at TEXT, comment TEXT,"
        " practice TEXT, newer TEXT, newer_hash TEXT, newer_at TEXT, withdrawn_at TEXT)"
    )
    db.execute("CREATE UNIQUE INDEX candidate_live ON candidate (key) WHERE replaced_at IS NULL")
    db.execute("CREATE INDEX candidate_hash ON candidate (content_hash) WHERE replaced_at IS NULL")
    db.execute("CREATE INDEX candidate_identifier ON candidate (source, identifier) WHERE replaced_at IS NULL")
    db.execute(
        "CREATE TABLE candidate_address (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, leads_to TEXT NOT NULL)"
    )


@MIGRATIONS()
def m002_readings(db: Database) -> None:
    """What was suggested for a candidate when its document was read, as JSON."""
    db.execute(
        "CREATE TABLE candidate_reading (candidate INTEGER PRIMARY KEY REFERENCES candidate(id),"
        " suggestions TEXT NOT NULL, read_at TEXT NOT NULL)"
    )


class UnknownCandidate(KbError):
    """No candidate of that number."""


@dataclass(frozen=True)
class Kept:
    """A candidate as the store has it. `newer` is what the source says since a person decided; times are UTC."""

    id: int
    source: str
    found: Candidate
    resource: int | None
    found_at: str
    run: int
    state: State
    decided_by: str | None
    decided_at: str | None
    comment: str | None
    practice: str | None
    newer: Candidate | None
    withdrawn_at: str | None


class Candidates:
    """The candidates in the store file."""

    def __init__(self, file: SqliteFile) -> None:
        self.file = file

    def put(self, found: Candidate, source: str, run: int, resource: int | None) -> Change:
        """Keep what a run found; say what that changed. Saying the same twice changes nothing."""
        digest, key = found.content_hash(), key_of(found.address)
        with self.file.write() as db:
            row = _live(db, _leads_to(db, key))
            if row is None and (twin := _twin(db, found, digest)):
                db.execute("UPDATE candidate SET last_run = ? WHERE id = ?", [run, twin["id"]])
                db.execute("INSERT INTO candidate_address (key, leads_to) VALUES (?, ?)", [key, twin["key"]])
                return "duplicate"
            if row is None:
                _insert(db, key, found, digest, source, run, resource)
                return "added"
            db.execute("UPDATE candidate SET last_run = ?, withdrawn_at = NULL WHERE id = ?", [run, row["id"]])
            if digest in (row["content_hash"], row["newer_hash"]):
                return "unchanged"
            if row["state"] != "new":
                db.execute(
                    "UPDATE candidate SET newer = ?, newer_hash = ?, newer_at = ? WHERE id = ?",
                    [found.model_dump_json(), digest, _now(), row["id"]],
                )
                return "changed since"
            db.execute("UPDATE candidate SET replaced_at = ? WHERE id = ?", [_now(), row["id"]])
            new = _insert(db, row["key"], found, digest, source, run, resource)
            db.execute("UPDATE candidate SET replaced_by = ? WHERE id = ?", [new, row["id"]])
            return "refreshed"

    def withdraw(self, source: str, identifier: str) -> None:
        """Note that a source has deleted a record; the candidate and what was decided about it stay."""
        with self.file.write() as db:
            db.execute(
                "UPDATE candidate SET withdrawn_at = ? WHERE source = ? AND identifier = ? AND replaced_at IS NULL"
                " AND withdrawn_at IS NULL",
                [_now(), source, identifier],
            )

    def decide(self, number: int, state: State, actor: str, comment: str = "", practice: str | None = None) -> None:
        """Record what a person decided, with the practice it became, on what the source says by now.

        Raises `UnknownCandidate`, also for one that the source has replaced: nobody decides on what they have not seen.
        """
        number = min(number, LARGEST)
        with self.file.write() as db:
            cursor = db.execute(
                "UPDATE candidate SET state = ?, decided_by = ?, decided_at = ?, comment = ?, practice = ?,"
                " found = COALESCE(newer, found), content_hash = COALESCE(newer_hash, content_hash),"
                " newer = NULL, newer_hash = NULL, newer_at = NULL WHERE id = ? AND replaced_at IS NULL",
                [state, actor, _now(), comment, practice, number],
            )
            if not cursor.rowcount:
                raise UnknownCandidate(f"no candidate {number}; see 'kb candidates list'")

    def get(self, number: int) -> Kept:
        """Return a candidate by its number; raise `UnknownCandidate`."""
        sql = "SELECT * FROM candidate WHERE id = ? AND replaced_at IS NULL"
        for row in self.file.read().query(sql, [min(number, LARGEST)]):
            return _kept(row)
        raise UnknownCandidate(f"no candidate {number}; see 'kb candidates list'")

    def at(self, address: str) -> Kept | None:
        """Return the candidate that an address leads to."""
        db = self.file.read()
        row = _live(db, _leads_to(db, key_of(address)))
        return _kept(row) if row else None

    def from_run(self, run: int) -> Kept | None:
        """Return the candidate that a run over one address led to."""
        sql = "SELECT * FROM candidate WHERE last_run = ? AND replaced_at IS NULL ORDER BY id LIMIT 1"
        return next((_kept(row) for row in self.file.read().query(sql, [run])), None)

    def all(self, state: State | None = "new", source: str | None = None, limit: int = 1000) -> list[Kept]:
        """Return candidates, the newest first; of any state for None."""
        sql = (
            "SELECT * FROM candidate WHERE replaced_at IS NULL AND (? IS NULL OR state = ?)"
            " AND (? IS NULL OR source = ?) ORDER BY id DESC LIMIT ?"
        )
        return [_kept(row) for row in self.file.read().query(sql, [state, state, source, source, limit])]

    def count(self, source: str | None = None) -> int:
        """Return how many candidates nobody has decided on."""
        sql = (
            "SELECT COUNT(*) AS n FROM candidate WHERE replaced_at IS NULL AND state = 'new'"
            " AND (? IS NULL OR source = ?)"
        )
        return int(next(self.file.read().query(sql, [source, source]))["n"])

    def keep_reading(self, number: int, suggestions: Sequence[Suggestion]) -> None:
        """Keep what was suggested for a candidate; a later reading takes its place."""
        told = json.dumps([one.model_dump(mode="json") for one in suggestions], ensure_ascii=False)
        with self.file.write() as db:
            db.execute(
                "INSERT INTO candidate_reading (candidate, suggestions, read_at) VALUES (?, ?, ?)"
                " ON CONFLICT (candidate) DO UPDATE SET suggestions = excluded.suggestions, read_at = excluded.read_at",
                [number, told, _now()],
            )

    def readings(self, *numbers: int) -> dict[int, list[Suggestion]]:
        """Return what was suggested for candidates by their number; for those not read yet there is nothing."""
        sql = "SELECT candidate, suggestions FROM candidate_reading WHERE candidate IN (SELECT value FROM json_each(?))"
        return {
            row["candidate"]: [Suggestion.model_validate(one) for one in json.loads(row["suggestions"])]
            for row in self.file.read().query(sql, [json.dumps(numbers)])
        }


def _live(db: Database, key: str) -> dict[str, Any] | None:
    return next(iter(db.query("SELECT * FROM candidate WHERE key = ? AND replaced_at IS NULL", [key])), None)


def _leads_to(db: Database, key: str) -> str:
    found = next(iter(db.query("SELECT leads_to FROM candidate_address WHERE key = ?", [key])), None)
    return str(found["leads_to"]) if found else key


def _twin(db: Database, found: Candidate, digest: str) -> dict[str, Any] | None:
    """Return a live candidate that says the same at another address; titles alone say too little to be the same."""
    if not found.digest and not found.first("summary"):
        return None
    sql = "SELECT * FROM candidate WHERE content_hash = ? AND replaced_at IS NULL LIMIT 1"
    return next(iter(db.query(sql, [digest])), None)


def _insert(db: Database, key: str, found: Candidate, digest: str, source: str, run: int, resource: int | None) -> int:
    cursor = db.execute(
        "INSERT INTO candidate (key, source, identifier, found, content_hash, resource, found_at, run, last_run)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [key, source, found.first("identifier") or None, found.model_dump_json(), digest, resource, _now(), run, run],
    )
    return int(cursor.lastrowid or 0)


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(
        row["id"],
        row["source"],
        Candidate.model_validate_json(row["found"]),
        row["resource"],
        row["found_at"],
        row["run"],
        row["state"],
        row["decided_by"],
        row["decided_at"],
        row["comment"],
        row["practice"],
        Candidate.model_validate_json(row["newer"]) if row["newer"] else None,
        row["withdrawn_at"],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
