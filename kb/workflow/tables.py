"""The tables of the workflow, in the file of the store, and what is read from them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from sqlite_utils import Database, Migrations

from kb.accounts import Account
from kb.errors import KbError, UsageError
from kb.store import now
from kb.text import LocalText
from kb.workflow.content import Content
from kb.workflow.notes import Notes, read_notes
from kb.workflow.rights import Subject
from kb.workflow.states import OPEN, State

MIGRATIONS = Migrations("workflow")
LARGEST = 2**63 - 1  # number that SQLite knows
OPEN_STATES = ", ".join(f"'{state}'" for state in sorted(OPEN))


@MIGRATIONS()
def m001_drafts(db: Database) -> None:
    """Drafts with every save of them, the timeline of drafts and practices, and when a practice is due for review."""
    db.execute(
        "CREATE TABLE draft (id INTEGER PRIMARY KEY, practice TEXT NOT NULL, base INTEGER, state TEXT NOT NULL,"
        " version INTEGER NOT NULL, owner INTEGER NOT NULL, origin TEXT NOT NULL, changed_at TEXT NOT NULL)"
    )
    db.execute(
        f"CREATE UNIQUE INDEX one_open_draft ON draft (practice) WHERE practice != '' AND state IN ({OPEN_STATES})"
    )
    db.execute(
        "CREATE TABLE draft_version (id INTEGER PRIMARY KEY, draft INTEGER NOT NULL REFERENCES draft(id),"
        " number INTEGER NOT NULL, parent INTEGER NOT NULL, aside INTEGER NOT NULL, content TEXT NOT NULL,"
        " author INTEGER NOT NULL, name TEXT NOT NULL, saved_at TEXT NOT NULL, UNIQUE (draft, number))"
    )
    db.execute(
        "CREATE TABLE draft_event (id INTEGER PRIMARY KEY, draft INTEGER REFERENCES draft(id), practice TEXT NOT NULL,"
        " version INTEGER NOT NULL, action TEXT NOT NULL, actor INTEGER NOT NULL, name TEXT NOT NULL,"
        " comment TEXT NOT NULL, at TEXT NOT NULL)"
    )
    db.execute(
        "CREATE TABLE upkeep (id INTEGER PRIMARY KEY, practice TEXT NOT NULL UNIQUE, due_on TEXT, ended TEXT NOT NULL)"
    )


class UnknownDraft(KbError):
    """No draft of that number, or none that this person may see."""


OriginKind = Literal["blank", "practice", "address", "document", "spreadsheet", "candidate"]


@dataclass(frozen=True)
class Origin:
    """What a draft was begun from. `reference` is the address, file name or id; empty for a blank one.

    `notes` holds what was suggested, by the dotted path of the field, such as `facts.payers.codes`.
    """

    kind: OriginKind = "blank"
    reference: str = ""
    notes: Notes = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in get_args(OriginKind):
            raise UsageError(f"a draft does not begin from {self.kind!r}; valid are {', '.join(get_args(OriginKind))}")
        object.__setattr__(self, "notes", read_notes(self.notes))


@dataclass(frozen=True)
class Draft:
    """A draft as it stands. `practice` and `base` name the practice and the revision that it changes, if any."""

    id: int
    practice: str
    base: int | None
    state: State
    version: int
    content: Content
    owner: int
    editors: frozenset[int]
    origin: Origin
    changed_at: str

    @property
    def subject(self) -> Subject:
        """What the rights on it depend on."""
        return Subject(self.state, self.content.country, self.content.institutions, self.owner, self.editors)


@dataclass(frozen=True)
class Version:
    """One save. `aside` tells that it was made from an older version than the newest, and waits to be merged."""

    number: int
    parent: int
    aside: bool
    author: int
    name: str
    saved_at: str


@dataclass(frozen=True)
class Listed:
    """A draft as lists show it."""

    id: int
    practice: str
    state: State
    title: LocalText
    subject: Subject
    changed_at: str


@dataclass(frozen=True)
class Step:
    """Who did what when (ISO 8601, UTC). `draft` is None for what was done to the practice itself."""

    draft: int | None
    version: int
    action: str
    actor: int
    name: str
    comment: str
    at: str


def read_draft(db: Database, number: int) -> Draft:
    """Return a draft with its newest version; raise `UnknownDraft` when there is none."""
    sql = (
        "SELECT draft.*, content, (SELECT json_group_array(DISTINCT author) FROM draft_version WHERE draft = draft.id)"
        " AS editors FROM draft JOIN draft_version ON draft = draft.id AND number = version WHERE draft.id = ?"
    )
    for row in db.query(sql, [number]) if number <= LARGEST else ():
        return Draft(
            id=row["id"],
            practice=row["practice"],
            base=row["base"],
            state=State(row["state"]),
            version=row["version"],
            content=Content.model_validate_json(row["content"]),
            owner=row["owner"],
            editors=frozenset(json.loads(row["editors"])),
            origin=Origin(**json.loads(row["origin"])),
            changed_at=row["changed_at"],
        )
    raise UnknownDraft(f"no draft {number}")


def read_version(db: Database, draft: int, number: int) -> tuple[Version, Content]:
    """Return one save and its content; raise `UnknownDraft` when there is none."""
    sql = "SELECT * FROM draft_version WHERE draft = ? AND number = ?"
    for row in db.query(sql, [draft, number]) if abs(number) <= LARGEST else ():
        return _version(row), Content.model_validate_json(row["content"])
    raise UnknownDraft(f"no version {number} of draft {draft}")


def read_versions(db: Database, draft: int) -> list[Version]:
    """Return every save of a draft, oldest first."""
    sql = "SELECT number, parent, aside, author, name, saved_at FROM draft_version WHERE draft = ? ORDER BY number"
    return [_version(row) for row in db.query(sql, [draft])]


def read_listed(db: Database) -> Iterator[Listed]:
    """Yield the open drafts, the one changed last first."""
    sql = (
        "SELECT draft.*, json_extract(content, '$.title') AS title, json_extract(content, '$.country') AS country,"  # noqa: S608
        " json_extract(content, '$.institutions') AS institutions, json_extract(content, '$.id') AS slug,"
        " (SELECT json_group_array(DISTINCT author) FROM draft_version WHERE draft = draft.id) AS editors"
        f" FROM draft JOIN draft_version ON draft = draft.id AND number = version WHERE state IN ({OPEN_STATES})"
        " ORDER BY changed_at DESC, draft.id DESC"
    )
    for row in db.query(sql):
        title = json.loads(row["title"] or "{}")
        names = [name for name in (title.get("en"), title.get("id"), row["slug"], f"({row['id']})") if name]
        yield Listed(
            id=row["id"],
            practice=row["practice"],
            state=State(row["state"]),
            title=LocalText(en=names[0], id=title.get("id") or names[0]),
            subject=Subject(
                State(row["state"]),
                row["country"] or "",
                json.loads(row["institutions"] or "[]"),
                row["owner"],
                frozenset(json.loads(row["editors"])),
            ),
            changed_at=row["changed_at"],
        )


def read_steps(db: Database, where: Literal["draft", "practice"], value: int | str) -> list[Step]:
    """Return what was done to a draft or to a practice and all drafts of it, oldest first."""
    sql = f"SELECT * FROM draft_event WHERE {where} = ? ORDER BY id"  # noqa: S608
    return [
        Step(row["draft"], row["version"], row["action"], row["actor"], row["name"], row["comment"], row["at"])
        for row in db.query(sql, [value])
    ]


def add_draft(db: Database, account: Account, content: Content, origin: Origin, practice: str, base: int | None) -> int:
    """Insert a draft with its first version; return its number."""
    number = db.execute(
        "INSERT INTO draft (practice, base, state, version, owner, origin, changed_at) VALUES (?, ?, ?, 0, ?, ?, ?)",
        [practice, base, State.DRAFT, account.id, json.dumps(asdict(origin), ensure_ascii=False), now()],
    ).lastrowid
    assert number is not None
    add_version(db, number, account, content, parent=0)
    return number


def add_version(
    db: Database, draft: int, account: Account, content: Content, parent: int, *, aside: bool = False
) -> int:
    """Insert a save; unless it stands `aside`, it becomes the newest version. Return its number."""
    row = next(db.query("SELECT MAX(number) AS last FROM draft_version WHERE draft = ?", [draft]))
    number = int(row["last"] or 0) + 1
    db.execute(
        "INSERT INTO draft_version (draft, number, parent, aside, content, author, name, saved_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [draft, number, parent, aside, content.model_dump_json(exclude_defaults=True), account.id, account.name, now()],
    )
    if not aside:
        db.execute("UPDATE draft SET version = ?, changed_at = ? WHERE id = ?", [number, now(), draft])
    return number


def add_step(
    db: Database, account: Account, action: str, comment: str, *, draft: Draft | None = None, practice: str = ""
) -> None:
    """Record who did what to a draft, or to the practice itself."""
    db.execute(
        "INSERT INTO draft_event (draft, practice, version, action, actor, name, comment, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            draft.id if draft else None,
            draft.practice if draft else practice,
            draft.version if draft else 0,
            action,
            account.id,
            account.name,
            comment,
            now(),
        ],
    )


def _version(row: Mapping[str, Any]) -> Version:
    return Version(row["number"], row["parent"], bool(row["aside"]), row["author"], row["name"], row["saved_at"])
