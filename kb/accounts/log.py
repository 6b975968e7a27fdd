"""The log of accounts: who did what to whom, when and from where. It is only added to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from kb.accounts.clock import Clock, stamp
from kb.sqlite import SqliteFile

Action = Literal[
    "created", "invited", "joined", "signed-in", "sign-in-failed", "signed-out", "signed-out-everywhere",
    "reset-sent", "password-changed", "name-changed", "duties-changed", "deactivated", "activated",
    "second-factor-on", "second-factor-off", "recovery-code-used", "recovery-codes-made", "identity-linked",
]  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """Who does something: the number of an account (none for the command line and for strangers), and from where."""

    account: int | None
    place: str


COMMAND_LINE = Actor(None, "command line")


@dataclass(frozen=True)
class Entry:
    """One line of the log, with the names that the accounts have now; `at` is ISO 8601 in UTC."""

    at: str
    actor: str
    action: Action
    account: str
    detail: str
    place: str


class Log:
    """Reads the log."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def latest(self, number: int, before: int = 0) -> list[Entry]:
        """Return the newest entries, newest first, after leaving out the `before` newest."""
        sql = (
            "SELECT at, COALESCE(a.email, '') AS actor, action, COALESCE(s.email, '') AS account, detail, place"
            " FROM account_log AS l LEFT JOIN account AS a ON a.id = l.actor LEFT JOIN account AS s ON s.id = l.account"
            " ORDER BY l.id DESC LIMIT ? OFFSET ?"
        )
        return [Entry(**row) for row in self._file.read().query(sql, [number, before])]

    def count(self) -> int:
        """Return the number of entries."""
        return int(self._file.read().execute("SELECT COUNT(*) FROM account_log").fetchone()[0])


def record(db: Database, now: Clock, actor: Actor, action: Action, account: int | None, detail: str = "") -> None:
    """Add a line within the transaction of what it tells."""
    db.execute(
        "INSERT INTO account_log (at, actor, action, account, detail, place) VALUES (?, ?, ?, ?, ?, ?)",
        [stamp(now()), actor.account, action, account, detail, actor.place],
    )
