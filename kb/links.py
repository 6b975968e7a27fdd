"""The addresses of sources over time: what each check found, and what that makes of an address.

A server may be down for a day and a site may turn programs away, so nothing is dead at the first failure: an address is
dead after `FAILURES` of them, each at least `APART` after the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlite_utils import Database, Migrations

from kb.model import Practice

MIGRATIONS = Migrations("links")

FAILURES = 3
APART = timedelta(days=2)
PERIODS = {"alive": timedelta(days=30), "failing": timedelta(days=3)}  # until an address is due again

Outcome = Literal["ok", "moved", "blocked", "gone", "trouble"]
State = Literal["unchecked", "ok", "moved", "blocked", "failing", "dead"]


@MIGRATIONS()
def m001_checks(db: Database) -> None:
    """What each check of an address found."""
    db.execute(
        "CREATE TABLE link_check (id INTEGER PRIMARY KEY, address TEXT NOT NULL, outcome TEXT NOT NULL,"
        " status INTEGER NOT NULL, final TEXT NOT NULL, message TEXT NOT NULL, archived_at TEXT NOT NULL,"
        " at TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX link_check_address ON link_check (address, id)")


@dataclass(frozen=True)
class Check:
    """What one check found, with its time (ISO 8601, UTC).

    `moved`: the site says that the address has another one for good. `blocked`: the site turns programs away, which
    says nothing about the page. `gone`: 404 or 410. `trouble`: no answer, or one that says that the server failed.
    `status` is 0 without an answer. `archived_at` is when the copy in the archive was received, empty for none.
    """

    address: str
    outcome: Outcome
    status: int
    final: str
    message: str
    archived_at: str
    at: str


@dataclass(frozen=True)
class Standing:
    """What the checks make of an address. `failures` in a row count; `since` is when the first of them was."""

    address: str
    state: State = "unchecked"
    failures: int = 0
    since: str = ""
    last: Check | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time to check again: early while it fails, monthly otherwise."""
        if self.last is None:
            return True
        period = PERIODS["failing" if self.state == "failing" else "alive"]
        return datetime.fromisoformat(self.last.at) + period <= now


def record(db: Database, check: Check) -> None:
    """Add a check to the history of its address, within a write transaction."""
    db.execute(
        "INSERT INTO link_check (address, outcome, status, final, message, archived_at, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [check.address, check.outcome, check.status, check.final, check.message, check.archived_at, check.at],
    )


def history(db: Database, address: str) -> list[Check]:
    """Return the checks of an address, oldest first."""
    return _histories(db, [address]).get(address, [])


def standings(db: Database, addresses: Iterable[str]) -> dict[str, Standing]:
    """Return where each address stands."""
    wanted = list(dict.fromkeys(addresses))
    found = _histories(db, wanted)
    return {address: standing(address, found.get(address, [])) for address in wanted}


def standing(address: str, checks: Iterable[Check]) -> Standing:
    """Return what checks, oldest first, make of an address."""
    failures, since, counted, last = 0, "", datetime.now(UTC), None
    for last in checks:
        at = datetime.fromisoformat(last.at)
        if last.outcome in ("ok", "moved"):
            failures, since = 0, ""
        elif last.outcome != "blocked" and (not failures or at - counted >= APART):
            failures, since, counted = failures + 1, since or last.at, at
    if last is None:
        return Standing(address)
    return Standing(address, _state(last.outcome, failures), failures, since, last)


def cited_by(practices: Iterable[Practice]) -> Mapping[str, list[str]]:
    """Return the ids of the practices that cite each address of a source, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for practice in practices:
        for address in dict.fromkeys(source.url for source in practice.sources.values()):
            found.setdefault(address, []).append(practice.id)
    return found


def astray(db: Database) -> dict[str, Standing]:
    """Return the addresses that are dead or have moved."""
    sql = "SELECT address, outcome, MAX(id) FROM link_check GROUP BY address"  # outcome is that of the newest row
    wanted = [row["address"] for row in db.query(sql) if row["outcome"] not in ("ok", "blocked")]
    return {address: one for address, one in standings(db, wanted).items() if one.state in ("dead", "moved")}


def longest_unseen(standings: Iterable[Standing]) -> list[Standing]:
    """Return standings, what was never checked first, then what was not for the longest time."""
    return sorted(standings, key=lambda one: (one.last.at if one.last else "", one.address))


def _state(outcome: Outcome, failures: int) -> State:
    if outcome == "gone" or outcome == "trouble":
        return "dead" if failures >= FAILURES else "failing"
    return outcome


def _histories(db: Database, addresses: list[str]) -> dict[str, list[Check]]:
    sql = "SELECT address, outcome, status, final, message, archived_at, at FROM link_check"
    few = len(addresses) <= 100
    where = f" WHERE address IN ({', '.join('?' * len(addresses))})" if few else ""
    found: dict[str, list[Check]] = {}
    for row in db.query(f"{sql}{where} ORDER BY id", addresses if few else []):
        found.setdefault(row["address"], []).append(Check(**row))
    return found
