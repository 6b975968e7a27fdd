"""Checks the addresses that published practices cite, and keeps what came of it in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from corpus.fetching.addresses import key_of
from corpus.fetching.archive import Archive
from corpus.fetching.checking import Answer
from corpus.fetching.ledger import Ledger, Link, Run, Visit
from kb import links
from kb.links import Check, Standing
from kb.model import Practice
from kb.sqlite import SqliteFile
from kb.store import now

SOURCE = "links"  # name of the runs in the ledger
TIMEOUT_S = 30.0

Report = Callable[[str, Answer], None]


@dataclass
class LinkCheck:
    """One run over addresses: writes each answer into the history of every address that leads to the same page."""

    file: SqliteFile
    ledger: Ledger
    archive: Archive
    addresses: Iterable[str]
    report: Report = lambda address, answer: None
    _of: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._of = {}
        for address in self.addresses:
            self._of.setdefault(key_of(address), []).append(address)

    def handle(self, visit: Visit, answer: Answer) -> None:
        """Keep an answer; a kill before the visit is marked repeats one request and counts no failure twice."""
        copy = self.archive.latest(visit.address)
        archived_at = copy.received_at if copy else ""
        with self.file.write() as db:
            for address in self._of.get(key_of(visit.address), [visit.address]):
                links.record(db, Check(address, answer.outcome, answer.status, answer.final, answer.message,
                                       archived_at, now()))  # fmt: skip
        if answer.outcome in ("ok", "moved"):
            self.ledger.read(visit, [], 0, 0)
        else:
            self.ledger.failed(visit, answer.outcome, answer.message)
        self.report(visit.address, answer)

    def finish(self, run: int) -> None:
        """End the run."""
        if self.ledger.is_running(run):
            self.ledger.end(run)


def begin(ledger: Ledger, chosen: Iterable[Standing]) -> Run:
    """Return the run that was broken off, to be gone on with, or begin one over the chosen addresses."""
    newest = ledger.newest(SOURCE)
    if newest and newest.outcome == "running":
        return newest
    return ledger.begin(SOURCE, "", [Link(one.address) for one in chosen])


def standings(file: SqliteFile, practices: Iterable[Practice]) -> list[Standing]:
    """Return where the address of every source stands, what was not checked for the longest time first."""
    return links.longest_unseen(links.standings(file.read(), links.cited_by(practices)).values())


def choose(known: Iterable[Standing], *, due: bool, limit: int | None) -> list[Standing]:
    """Return the addresses to check: all, or those that are due, at most `limit`."""
    at = datetime.now(UTC)
    return [one for one in known if not due or one.is_due(at)][:limit]
