"""What was asked for and takes longer than a page may: a draft from an address, from a file, from a candidate.

A job is a row of the store, so that it outlives the server, and its outcome can be looked up as often as one likes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlite_utils import Database, Migrations

from kb.errors import KbError
from kb.messages import packed, unpacked
from kb.sqlite import SqliteFile

MIGRATIONS = Migrations("jobs")
LARGEST = 2**63 - 1
MOST_WAITING = 20  # of one person

Kind = Literal["address", "file", "candidate"]
State = Literal["waiting", "running", "choose", "done", "failed"]
OPEN: tuple[State, ...] = ("waiting", "running")


@MIGRATIONS()
def m001_jobs(db: Database) -> None:
    """Jobs; of a file its key, name and type, of a spreadsheet the row that was chosen; at most one for a candidate."""
    db.execute(
        "CREATE TABLE job (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, kind TEXT NOT NULL,"
        " reference TEXT NOT NULL, file TEXT NOT NULL DEFAULT '', media_type TEXT NOT NULL DEFAULT '', row INTEGER,"
        " state TEXT NOT NULL DEFAULT 'waiting', said TEXT, choices TEXT, draft INTEGER, at TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX job_state ON job (state, id)")
    db.execute("CREATE INDEX job_draft ON job (draft)")
    db.execute("CREATE UNIQUE INDEX job_candidate ON job (reference) WHERE kind = 'candidate' AND state != 'failed'")


class UnknownJob(KbError):
    """No job of that number, or none of this person."""


@dataclass(frozen=True)
class Job:
    """A job. `reference` is the address, the name of the file or the number of the candidate.

    `said` is why it failed, `choices` the titles of the rows to choose from, `draft` the draft that it became.
    """

    id: int
    account: int
    kind: Kind
    reference: str
    file: str
    media_type: str
    row: int | None
    state: State
    said: str
    choices: tuple[str, ...]
    draft: int | None
    at: str


class Jobs:
    """The jobs in the file of the store."""

    def __init__(self, file: SqliteFile) -> None:
        self.file = file

    def add(self, account: int, kind: Kind, reference: str, file: str = "", row: int | None = None) -> Job:
        """Add a job; of a candidate that has one already, return that."""
        assert kind in get_args(Kind)
        with self.file.write() as db:
            if kind == "candidate":
                sql = "SELECT * FROM job WHERE kind = 'candidate' AND reference = ? AND state != 'failed'"
                for known in db.query(sql, [reference]):
                    return _job(known)
            cursor = db.execute(
                "INSERT INTO job (account, kind, reference, file, row, at) VALUES (?, ?, ?, ?, ?, ?)",
                [account, kind, reference, file, row, datetime.now(UTC).isoformat(timespec="seconds")],
            )
            return _read(db, int(cursor.lastrowid or 0))

    def waiting(self, account: int) -> int:
        """Return how many jobs of a person are not ended yet."""
        sql = "SELECT COUNT(*) AS n FROM job WHERE account = ? AND state IN ('waiting', 'running')"
        return int(next(self.file.read().query(sql, [account]))["n"])

    def get(self, number: int) -> Job:
        """Return a job; raise `UnknownJob`."""
        return _read(self.file.read(), number)

    def of_draft(self, draft: int) -> Job | None:
        """Return the job that a draft came from."""
        rows = self.file.read().query("SELECT * FROM job WHERE draft = ? ORDER BY id LIMIT 1", [draft])
        return next((_job(row) for row in rows), None)

    def claim(self) -> Job | None:
        """Return the job that has waited longest, now running; None when none waits."""
        with self.file.write() as db:
            for row in list(db.query("SELECT id FROM job WHERE state = 'waiting' ORDER BY id LIMIT 1")):
                db.execute("UPDATE job SET state = 'running' WHERE id = ?", [row["id"]])
                return _read(db, row["id"])
        return None

    def take_up(self) -> None:
        """Let jobs that another process began and did not end wait again."""
        with self.file.write() as db:
            db.execute("UPDATE job SET state = 'waiting' WHERE state = 'running'")

    def end(self, number: int, state: State, **values: Any) -> None:
        """Record the outcome: `said`, `choices`, `draft`, `media_type` or `file` by name."""
        if "said" in values:
            values["said"] = json.dumps(packed(values["said"]))
        if "choices" in values:
            values["choices"] = json.dumps(list(values["choices"]), ensure_ascii=False)
        changed = {"state": state, **values}
        assert changed.keys() <= set(Job.__dataclass_fields__)
        with self.file.write() as db:
            columns = ", ".join(f"{name} = ?" for name in changed)
            db.execute(f"UPDATE job SET {columns} WHERE id = ?", [*changed.values(), number])  # noqa: S608


def _read(db: Database, number: int) -> Job:
    for row in db.query("SELECT * FROM job WHERE id = ?", [number]) if number <= LARGEST else ():
        return _job(row)
    raise UnknownJob(f"no job {number}")


def _job(row: dict[str, Any]) -> Job:
    return Job(
        row["id"],
        row["account"],
        row["kind"],
        row["reference"],
        row["file"],
        row["media_type"],
        row["row"],
        row["state"],
        unpacked(json.loads(row["said"])) if row["said"] else "",
        tuple(json.loads(row["choices"] or "[]")),
        row["draft"],
        row["at"],
    )
