"""Questions with their posts, in the file of the store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database, Migrations

from kb.errors import KbError
from kb.store import now

MIGRATIONS = Migrations("asking")
LARGEST = 2**63 - 1  # number that SQLite knows


@MIGRATIONS()
def m001_questions(db: Database) -> None:
    """Questions, what was posted to each, and searches without a result by day."""
    db.execute(
        "CREATE TABLE question (id INTEGER PRIMARY KEY, text TEXT NOT NULL, practice TEXT NOT NULL,"
        " challenge TEXT NOT NULL, country TEXT NOT NULL, row TEXT NOT NULL, institutions TEXT NOT NULL,"
        " asker INTEGER NOT NULL, name TEXT NOT NULL, asked_at TEXT NOT NULL, closed_at TEXT NOT NULL DEFAULT '')"
    )
    db.execute(
        "CREATE TABLE question_post (id INTEGER PRIMARY KEY, question INTEGER NOT NULL REFERENCES question(id),"
        " text TEXT NOT NULL, source TEXT NOT NULL, author INTEGER NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,"
        " agreed INTEGER NOT NULL, note_on TEXT NOT NULL DEFAULT '', noted_by INTEGER, candidate INTEGER)"
    )
    db.execute("CREATE INDEX question_post_note ON question_post (note_on) WHERE note_on != ''")
    db.execute(
        "CREATE TABLE search_miss (id INTEGER PRIMARY KEY, day TEXT NOT NULL, words TEXT NOT NULL,"
        " count INTEGER NOT NULL, UNIQUE (day, words))"
    )


class UnknownQuestion(KbError):
    """No question of that number, or none that this person may see."""


@dataclass(frozen=True)
class About:
    """What a question is about: a practice, a challenge, a cell of a comparison (country and row), or nothing."""

    practice: str = ""
    challenge: str = ""
    country: str = ""
    row: str = ""
    institutions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Post:
    """What one person wrote to a question. `agreed`: its author lets it be shown to readers, or become a candidate.

    `note_on` is the practice on whose page a reviewer put it as a note, `candidate` the number that it became.
    """

    id: int
    text: str
    source: str
    author: int
    name: str
    at: str
    agreed: bool
    note_on: str
    candidate: int | None


@dataclass(frozen=True)
class Question:
    """A question with its posts, oldest first; times are ISO 8601 in UTC, `closed_at` is empty while it is open."""

    id: int
    text: str
    about: About
    asker: int
    name: str
    asked_at: str
    closed_at: str
    posts: tuple[Post, ...]

    @property
    def waits(self) -> bool:
        """Tell whether it is open and nobody but the asker wrote last."""
        return not self.closed_at and (not self.posts or self.posts[-1].author == self.asker)

    def post(self, number: int) -> Post:
        """Return one of its posts; raise `UnknownQuestion`."""
        for post in self.posts:
            if post.id == number:
                return post
        raise UnknownQuestion(f"no post {number} of question {self.id}")


@dataclass(frozen=True)
class Note:
    """A note of a liaison on the page of a practice."""

    text: str
    source: str
    name: str
    at: str


def add_question(db: Database, text: str, about: About, asker: int, name: str) -> int:
    """Insert a question; return its number."""
    number = db.execute(
        "INSERT INTO question (text, practice, challenge, country, row, institutions, asker, name, asked_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [text, about.practice, about.challenge, about.country, about.row,
         json.dumps(about.institutions, ensure_ascii=False), asker, name, now()],
    ).lastrowid  # fmt: skip
    assert number is not None
    return number


def read_question(db: Database, number: int) -> Question:
    """Return a question; raise `UnknownQuestion` when there is none."""
    for row in db.query("SELECT * FROM question WHERE id = ?", [number]) if number <= LARGEST else ():
        return _question(db, row)
    raise UnknownQuestion(f"no question {number}")


def read_questions(db: Database) -> list[Question]:
    """Return every question, the newest first."""
    return [_question(db, row) for row in list(db.query("SELECT * FROM question ORDER BY id DESC"))]


def read_notes(db: Database, practice: str) -> list[Note]:
    """Return the notes on a practice whose authors agree to them, oldest first."""
    sql = "SELECT text, source, name, at FROM question_post WHERE note_on = ? AND agreed = 1 ORDER BY id"
    return [Note(**row) for row in db.query(sql, [practice])]


def _question(db: Database, row: Mapping[str, Any]) -> Question:
    about = About(row["practice"], row["challenge"], row["country"], row["row"], tuple(json.loads(row["institutions"])))
    sql = (
        "SELECT id, text, source, author, name, at, agreed, note_on, candidate FROM question_post WHERE question = ?"
        " ORDER BY id"
    )
    posts = tuple(Post(**{**post, "agreed": bool(post["agreed"])}) for post in db.query(sql, [row["id"]]))
    return Question(row["id"], row["text"], about, row["asker"], row["name"], row["asked_at"], row["closed_at"], posts)
