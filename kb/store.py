"""The store: practices with their revisions, which of them readers see, and who did what when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlite_utils import Database, Migrations

from kb.errors import KbError
from kb.messages import Message
from kb.model import Practice
from kb.rules import require_publishable
from kb.sqlite import SqliteFile

MIGRATIONS = Migrations("kb")


@MIGRATIONS()
def m001_practices(db: Database) -> None:
    """Practices, their revisions and the timeline."""
    db.execute("CREATE TABLE practice (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, published INTEGER)")
    db.execute(
        "CREATE TABLE revision (id INTEGER PRIMARY KEY, practice INTEGER NOT NULL REFERENCES practice(id),"
        " number INTEGER NOT NULL, content TEXT NOT NULL, content_hash TEXT NOT NULL, author TEXT NOT NULL,"
        " created_at TEXT NOT NULL, UNIQUE (practice, number))"
    )
    db.execute(
        "CREATE TABLE event (id INTEGER PRIMARY KEY, practice INTEGER NOT NULL REFERENCES practice(id),"
        " revision INTEGER NOT NULL REFERENCES revision(id), action TEXT NOT NULL, actor TEXT NOT NULL,"
        " comment TEXT NOT NULL, at TEXT NOT NULL)"
    )


class UnknownPractice(KbError):
    """No practice of that id."""


@dataclass(frozen=True)
class Revision:
    """One saved state of a practice. `number` counts from 1 within the practice; `created_at` is ISO 8601 in UTC."""

    practice: str
    number: int
    content_hash: str
    author: str
    created_at: str


@dataclass(frozen=True)
class TimelineEvent:
    """Who did what to which revision when (ISO 8601, UTC)."""

    action: str
    revision: int
    actor: str
    comment: str
    at: str


@dataclass(frozen=True)
class PublicEvent:
    """A revision that readers came to see, or the one that was taken from them, with its time (ISO 8601, UTC)."""

    practice: str
    revision: int
    content_hash: str
    action: Literal["published", "withdrawn"]
    at: str


class Store:
    """Practices in one SQLite file. Readers see the published revision; drafts stand beside it."""

    def __init__(self, path: Path, *more: Migrations) -> None:
        self.file = SqliteFile(path, MIGRATIONS, *more)

    def create(self) -> None:
        """Create the store or bring it up to date; see `SqliteFile.create` for the errors."""
        self.file.create()

    def require(self) -> None:
        """Raise `DatabaseError` unless the store can be read by this version."""
        self.file.require()

    def close(self) -> None:
        """Close every connection."""
        self.file.close()

    def save(self, practice: Practice, author: str) -> Revision:
        """Save a revision as a draft; return the latest one unchanged when it says the same already."""
        with self.file.write() as db:
            return save_revision(db, practice, author)

    def publish(self, slug: str, number: int, actor: str, comment: str = "") -> None:
        """Let readers see a revision.

        Raises `RuleError` when it breaks a rule of publication, `UnknownPractice` when there is no such revision.
        """
        practice = self.revision(slug, number)
        require_publishable(practice)
        with self.file.write() as db:
            show_revision(db, slug, number, actor, comment)

    def withdraw(self, slug: str, actor: str, comment: str = "") -> None:
        """Take a practice from the readers; its revisions stay."""
        with self.file.write() as db:
            hide_practice(db, slug, actor, comment)

    def published(self, slug: str) -> Practice:
        """Return the practice as readers see it; raise `UnknownPractice` when they see none."""
        for practice in self._published("WHERE slug = ?", [slug]):
            return practice
        raise UnknownPractice(Message("no published practice %(slug)r", slug=slug))

    def all_published(self, slugs: Iterable[str] | None = None) -> Iterator[Practice]:
        """Yield every published practice, or those of `slugs` that are published, by id."""
        if slugs is None:
            yield from self._published("", [])
        else:
            for slug in sorted(slugs):
                yield from self._published("WHERE slug = ?", [slug])

    def published_hashes(self) -> dict[str, str]:
        """Return the content hash of every published practice by id: what an index must hold."""
        sql = "SELECT slug, content_hash FROM practice JOIN revision ON revision.id = practice.published"
        return {row["slug"]: row["content_hash"] for row in self.file.read().query(sql)}

    def revision(self, slug: str, number: int) -> Practice:
        """Return the practice as saved in one revision; raise `UnknownPractice` when there is none."""
        sql = "SELECT content FROM revision JOIN practice ON practice.id = practice WHERE slug = ? AND number = ?"
        for row in self.file.read().query(sql, [slug, number]):
            return Practice.model_validate_json(row["content"])
        raise UnknownPractice(f"no revision {number} of practice {slug!r}")

    def latest(self, slug: str) -> Revision | None:
        """Return the newest revision, published or not."""
        return _latest(self.file.read(), slug)

    def timeline(self, slug: str) -> list[TimelineEvent]:
        """Return what was done to a practice, oldest first."""
        sql = (
            "SELECT action, number, actor, comment, at FROM event JOIN revision ON revision.id = event.revision"
            " JOIN practice ON practice.id = event.practice WHERE slug = ? ORDER BY event.id"
        )
        return [
            TimelineEvent(row["action"], row["number"], row["actor"], row["comment"], row["at"])
            for row in self.file.read().query(sql, [slug])
        ]

    def last_event(self) -> int:
        """Return a number that grows with everything that is done to a practice; 0 when nothing was done yet."""
        return int(next(self.file.read().query("SELECT COALESCE(MAX(id), 0) AS last FROM event"))["last"])

    def public_events(self) -> list[PublicEvent]:
        """Return what was published and withdrawn, oldest first; drafts, people and comments are not among it."""
        sql = (
            "SELECT slug, number, content_hash, action, at FROM event JOIN revision ON revision.id = event.revision"
            " JOIN practice ON practice.id = event.practice WHERE action IN ('published', 'withdrawn')"
            " ORDER BY event.id"
        )
        return [
            PublicEvent(row["slug"], row["number"], row["content_hash"], row["action"], row["at"])
            for row in self.file.read().query(sql)
        ]

    def _published(self, where: str, parameters: list[str]) -> Iterator[Practice]:
        sql = f"SELECT content FROM practice JOIN revision ON revision.id = practice.published {where} ORDER BY slug"  # noqa: S608
        for row in self.file.read().query(sql, parameters):
            yield Practice.model_validate_json(row["content"])


def content_hash(practice: Practice) -> str:
    """Return the SHA-256 of what a practice says, in hexadecimal; times of saving have no part in it."""
    return hashlib.sha256(practice.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def save_revision(db: Database, practice: Practice, author: str) -> Revision:
    """Save a revision within a write transaction; see `Store.save`."""
    content, digest = practice.model_dump_json(exclude_defaults=True), content_hash(practice)
    db.execute("INSERT INTO practice (slug) VALUES (?) ON CONFLICT DO NOTHING", [practice.id])
    latest = _latest(db, practice.id)
    if latest and latest.content_hash == digest:
        return latest
    number = latest.number + 1 if latest else 1
    row = _practice_row(db, practice.id)
    db.execute(
        "INSERT INTO revision (practice, number, content, content_hash, author, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        [row, number, content, digest, author, now()],
    )
    _record(db, practice.id, number, "saved", author, "")
    saved = _latest(db, practice.id)
    assert saved is not None
    return saved


def show_revision(db: Database, slug: str, number: int, actor: str, comment: str) -> None:
    """Let readers see a revision that is known to be publishable, within a write transaction."""
    db.execute(
        "UPDATE practice SET published = (SELECT id FROM revision WHERE practice = practice.id AND number = ?)"
        " WHERE slug = ?",
        [number, slug],
    )
    _record(db, slug, number, "published", actor, comment)


def hide_practice(db: Database, slug: str, actor: str, comment: str) -> None:
    """Take a practice from the readers within a write transaction; raise `UnknownPractice` when they see none."""
    number = published_number(db, slug)
    if number is None:
        raise UnknownPractice(Message("no published practice %(slug)r", slug=slug))
    db.execute("UPDATE practice SET published = NULL WHERE slug = ?", [slug])
    _record(db, slug, number, "withdrawn", actor, comment)


def published_number(db: Database, slug: str) -> int | None:
    """Return the number of the revision that readers see; None when they see none."""
    sql = "SELECT number FROM revision JOIN practice ON practice.published = revision.id WHERE slug = ?"
    return next((int(row["number"]) for row in db.query(sql, [slug])), None)


def _latest(db: Database, slug: str) -> Revision | None:
    sql = (
        "SELECT number, content_hash, author, created_at FROM revision JOIN practice ON practice.id = practice"
        " WHERE slug = ? ORDER BY number DESC LIMIT 1"
    )
    for row in db.query(sql, [slug]):
        return Revision(slug, row["number"], row["content_hash"], row["author"], row["created_at"])
    return None


def _practice_row(db: Database, slug: str) -> int:
    return int(next(db.query("SELECT id FROM practice WHERE slug = ?", [slug]))["id"])


def _record(db: Database, slug: str, number: int, action: str, actor: str, comment: str) -> None:
    db.execute(
        "INSERT INTO event (practice, revision, action, actor, comment, at)"
        " SELECT practice.id, revision.id, ?, ?, ?, ? FROM practice JOIN revision ON revision.practice = practice.id"
        " WHERE slug = ? AND number = ?",
        [action, actor, comment, now(), slug, number],
    )


def now() -> str:
    """Return the time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
