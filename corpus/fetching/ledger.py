"""The ledger of collecting: runs, which addresses each has to visit and has visited, and what went wrong.

It lives beside the archive's index, so that a response is archived and its visit marked in one transaction: a process
that is killed neither loses an address nor asks again for what it has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlite_utils import Database, Migrations

from corpus.fetching import archive
from corpus.fetching.addresses import key_of
from corpus.fetching.archive import Archive, Received, Resource, now
from kb.messages import Message, packed, unpacked
from kb.sqlite import SqliteFile

MIGRATIONS = Migrations("collecting")
MAX_VISITS = 20_000  # of one run: what a page may invent ends here

Outcome = Literal["running", "ended", "failed"]


@MIGRATIONS()
def m001_runs(db: Database) -> None:
    """Runs of a source, the visits of each, and issues."""
    db.execute(
        "CREATE TABLE run (id INTEGER PRIMARY KEY, source TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT,"
        " outcome TEXT NOT NULL, since TEXT NOT NULL, candidates INTEGER NOT NULL DEFAULT 0,"
        " passed_over INTEGER NOT NULL DEFAULT 0)"
    )
    db.execute(
        "CREATE TABLE visit (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id), key TEXT NOT NULL,"
        " address TEXT NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, told TEXT NOT NULL, state TEXT NOT NULL,"
        " resource INTEGER REFERENCES resource(id), UNIQUE (run, key))"
    )
    db.execute("CREATE INDEX visit_state ON visit (run, state, host, id)")
    db.execute(
        "CREATE TABLE host (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (run, name))"
    )
    db.execute(
        "CREATE TABLE issue (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id), address TEXT NOT NULL,"
        " kind TEXT NOT NULL, message TEXT NOT NULL, grave INTEGER NOT NULL, at TEXT NOT NULL)"
    )


@MIGRATIONS()
def m002_said(db: Database) -> None:
    """The message of an issue as it can be said in another language."""
    db.execute("ALTER TABLE issue ADD COLUMN said TEXT")


@dataclass(frozen=True)
class Link:
    """An address to visit, the kind of page that is expected there, and what the page with the link told about it."""

    address: str
    kind: str = "record"
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """An address that a run has to visit: `waiting`, then `received` (archived, not read), then `done` or `failed`."""

    id: int
    run: int
    address: str
    kind: str
    told: Mapping[str, str]
    state: str
    resource: int | None


@dataclass(frozen=True)
class Run:
    """A run of one source. `outcome` is `running` until it is `ended` or `failed`; `since` is a date or empty."""

    id: int
    source: str
    started_at: str
    ended_at: str | None
    outcome: str
    since: str
    candidates: int
    passed_over: int
    done: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Issue:
    """Something that went wrong in a run; a grave one makes the run fail."""

    run: int
    address: str
    kind: str
    message: str
    grave: bool
    at: str


class Ledger:
    """The ledger in `folder`; `file` may be used by several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = SqliteFile(folder / "collected.sqlite", archive.MIGRATIONS, MIGRATIONS)
        self.file.create()

    def close(self) -> None:
        """Close every connection."""
        self.file.close()

    def begin(self, source: str, since: str, links: Iterable[Link]) -> Run:
        """Begin a run with the addresses to start from."""
        with self.file.write() as db:
            cursor = db.execute(
                "INSERT INTO run (source, started_at, outcome, since) VALUES (?, ?, 'running', ?)",
                [source, now(), since],
            )
            _add(db, int(cursor.lastrowid or 0), links)
            return self._run(db, int(cursor.lastrowid or 0))

    def newest(self, source: str, outcome: Outcome | None = None) -> Run | None:
        """Return the newest run of a source, or the newest with that outcome."""
        db = self.file.read()
        sql = "SELECT id FROM run WHERE source = ? AND (? IS NULL OR outcome = ?) ORDER BY id DESC LIMIT 1"
        return next((self._run(db, row["id"]) for row in list(db.query(sql, [source, outcome, outcome]))), None)

    def run(self, number: int) -> Run:
        """Return a run with its counts as they are now."""
        return self._run(self.file.read(), number)

    def is_running(self, number: int) -> bool:
        """Tell whether a run has not ended."""
        sql = "SELECT 1 FROM run WHERE id = ? AND outcome = 'running'"
        return any(True for _ in self.file.read().query(sql, [number]))

    def runs(self, source: str | None = None, limit: int = 100) -> list[Run]:
        """Return runs, newest first."""
        sql = "SELECT id FROM run WHERE ? IS NULL OR source = ? ORDER BY id DESC LIMIT ?"
        db = self.file.read()
        return [self._run(db, row["id"]) for row in list(db.query(sql, [source, source, limit]))]

    def next_waiting(self, runs: Iterable[int], busy: Iterable[str]) -> Visit | None:
        """Return the next address to ask for on a host that is not `busy`."""
        number, hosts = list(runs), list(busy)
        sql = (
            f"SELECT visit.* FROM host JOIN visit ON visit.id = (SELECT MIN(id) FROM visit WHERE run = host.run"  # noqa: S608
            f" AND state = 'waiting' AND host = host.name) WHERE host.run IN ({_marks(number)})"
            f" AND host.name NOT IN ({_marks(hosts)}) ORDER BY visit.id LIMIT 1"
        )
        return next((_visit(row) for row in self.file.read().query(sql, [*number, *hosts])), None)

    def has_waiting(self, runs: Iterable[int]) -> bool:
        """Tell whether an address of these runs has not been asked for."""
        number = list(runs)
        sql = f"SELECT 1 FROM visit WHERE run IN ({_marks(number)}) AND state = 'waiting' LIMIT 1"  # noqa: S608
        return any(True for _ in self.file.read().query(sql, number))

    def unread(self, run: int) -> Iterator[Visit]:
        """Yield the visits of a run that were received and not read: what a killed process had fetched."""
        sql = "SELECT * FROM visit WHERE run = ? AND state = 'received' ORDER BY id LIMIT 1"
        while row := next(iter(self.file.read().query(sql, [run])), None):
            yield _visit(row)

    def received(self, visit: Visit, kept: Archive, received: Received, known: Resource | None) -> Resource:
        """Archive the response to a visit, and mark it received. `known` is what a 304 says is still the same."""
        warc, offset = kept.write(received)
        same_as = known if received.status == 304 else None
        with self.file.write() as db:
            number = archive.index(db, received, visit.address, warc, offset, same_as)
            db.execute("UPDATE visit SET state = 'received', resource = ? WHERE id = ?", [number, visit.id])
        return kept.resource(number)

    def still_fresh(self, visit: Visit, resource: Resource) -> None:
        """Mark a visit received with what the archive holds already."""
        with self.file.write() as db:
            db.execute("UPDATE visit SET state = 'received', resource = ? WHERE id = ?", [resource.id, visit.id])

    def read(self, visit: Visit, links: Iterable[Link], candidates: int, passed_over: int) -> None:
        """Mark a visit done, with the addresses that its page leads to and what was found on it."""
        with self.file.write() as db:
            _add(db, visit.run, links)
            db.execute("UPDATE visit SET state = 'done' WHERE id = ?", [visit.id])
            db.execute(
                "UPDATE run SET candidates = candidates + ?, passed_over = passed_over + ? WHERE id = ?",
                [candidates, passed_over, visit.run],
            )

    def failed(self, visit: Visit, kind: str, message: str, *, grave: bool = False) -> None:
        """Mark a visit failed, and say why."""
        with self.file.write() as db:
            db.execute("UPDATE visit SET state = 'failed' WHERE id = ?", [visit.id])
            _note(db, Issue(visit.run, visit.address, kind, message, grave, now()))

    def note(self, run: int, address: str, kind: str, message: str, *, grave: bool) -> None:
        """Keep an issue of a run."""
        with self.file.write() as db:
            _note(db, Issue(run, address, kind, message, grave, now()))

    def issues(self, run: int) -> list[Issue]:
        """Return the issues of a run, oldest first."""
        sql = "SELECT run, address, kind, message, said, grave, at FROM issue WHERE run = ? ORDER BY id"
        return [_issue(row) for row in self.file.read().query(sql, [run])]

    def end(self, run: int) -> Run:
        """End a run: failed if one of its issues is grave."""
        with self.file.write() as db:
            db.execute(
                "UPDATE run SET ended_at = ?, outcome = CASE WHEN EXISTS (SELECT 1 FROM issue WHERE issue.run = run.id"
                " AND grave) THEN 'failed' ELSE 'ended' END WHERE id = ?",
                [now(), run],
            )
            return self._run(db, run)

    def read_again(self, run: int) -> None:
        """Open a run again with everything it received unread, so that it is read from the archive."""
        with self.file.write() as db:
            db.execute(
                "UPDATE visit SET state = 'received' WHERE run = ? AND resource IS NOT NULL AND state IN"
                " ('done', 'failed')",
                [run],
            )
            db.execute("DELETE FROM issue WHERE run = ? AND kind IN ('markup', 'field', 'count')", [run])
            db.execute(
                "UPDATE run SET outcome = 'running', ended_at = NULL, candidates = 0, passed_over = 0 WHERE id = ?",
                [run],
            )

    def _run(self, db: Database, number: int) -> Run:
        row = next(iter(db.query("SELECT * FROM run WHERE id = ?", [number])))
        counts = {
            found["state"]: found["n"]
            for found in db.query("SELECT state, COUNT(*) AS n FROM visit WHERE run = ? GROUP BY state", [number])
        }
        waiting = counts.get("waiting", 0) + counts.get("received", 0)
        return Run(**row, done=counts.get("done", 0), waiting=waiting, failed=counts.get("failed", 0))


def _add(db: Database, run: int, links: Iterable[Link]) -> None:
    hosts: set[str] = set()
    room = MAX_VISITS - next(iter(db.query("SELECT COUNT(*) AS n FROM visit WHERE run = ?", [run])))["n"]
    for link in links:
        if room <= 0:
            _note(db, Issue(run, link.address, "count", f"more than {MAX_VISITS} addresses", True, now()))
            break
        host = urlsplit(link.address).hostname or ""
        cursor = db.execute(
            "INSERT INTO visit (run, key, address, host, kind, told, state) VALUES (?, ?, ?, ?, ?, ?, 'waiting')"
            " ON CONFLICT DO NOTHING",
            [
                run,
                key_of(link.address),
                link.address,
                host,
                link.kind,
                json.dumps(dict(link.told), ensure_ascii=False),
            ],
        )
        room -= cursor.rowcount
        hosts.add(host)
    db.conn.executemany("INSERT OR IGNORE INTO host (run, name) VALUES (?, ?)", [(run, host) for host in hosts])


def _note(db: Database, issue: Issue) -> None:
    db.execute(
        "INSERT INTO issue (run, address, kind, message, said, grave, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [issue.run, issue.address, issue.kind, issue.message, _packed(issue.message), issue.grave, issue.at],
    )


def _packed(message: str) -> str | None:
    return json.dumps(packed(message)) if isinstance(message, Message) else None


def _issue(row: Mapping[str, Any]) -> Issue:
    message = unpacked(json.loads(row["said"])) if row["said"] else row["message"]
    return Issue(row["run"], row["address"], row["kind"], message, bool(row["grave"]), row["at"])


def _visit(row: Mapping[str, Any]) -> Visit:
    return Visit(
        row["id"], row["run"], row["address"], row["kind"], json.loads(row["told"]), row["state"], row["resource"]
    )


def _marks(values: list[Any]) -> str:
    return ", ".join("?" * len(values))
