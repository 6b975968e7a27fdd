"""Collecting: runs of sources from fetching to candidates, and the look at what a run gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from corpus.candidates import Candidates
from corpus.fetching.archive import Archive, NotArchived, Resource
from corpus.fetching.ledger import Ledger, Run, Visit
from corpus.sources.model import Adapter, Candidate, Fault, Page, Reading, Source
from corpus.sources.registry import adapter_of
from kb.errors import UsageError

INTERVALS = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=30)}
SLACK = timedelta(hours=1)  # by which a scheduler may be early

Report = Callable[[int], None]


@dataclass
class Collection:
    """Everything that collecting writes to; `report` is given the run of every page that was dealt with."""

    ledger: Ledger
    archive: Archive
    candidates: Candidates
    report: Report = lambda run: None

    def close(self) -> None:
        """Close files and connections."""
        self.archive.close()
        self.ledger.close()


class Reader:
    """Reads what the runs under way received: adapters make links and candidates of it."""

    def __init__(self, collection: Collection, sources: dict[int, Source]) -> None:
        self._of, self._sources = collection, sources
        self._adapters: dict[int, Adapter] = {run: adapter_of(source) for run, source in sources.items()}

    def handle(self, visit: Visit, resource: Resource) -> None:
        """Read one page; one that is not as its source is known to be makes the run fail, and stops no other page."""
        source, ledger = self._sources[visit.run], self._of.ledger
        try:
            page = Page(
                visit.address,
                resource.final,
                resource.media_type,
                self._of.archive.body(resource),
                resource.received_at,
                visit.kind,
                dict(visit.told),
            )
            reading = self._adapters[visit.run].read(source, page)
        except (Fault, NotArchived) as fault:
            ledger.failed(visit, "markup", fault.message, grave=True)
        except Exception as error:  # noqa: BLE001 - no page, however broken, may end the run of other sources
            ledger.failed(visit, "markup", f"the adapter failed: {error!r}", grave=True)
        else:
            self._keep(visit, resource, source, reading)
        self._of.report(visit.run)

    def _keep(self, visit: Visit, resource: Resource, source: Source, reading: Reading) -> None:
        """Keep candidates first and mark the visit after: a kill between the two repeats what changes nothing."""
        kept, passed = 0, 0
        for candidate in reading.candidates:
            if not source.speaks_of(candidate):
                passed += 1
            elif lacking := _lacking(source, candidate):
                text = f"{candidate.title}: nothing found for {', '.join(lacking)}"
                self._of.ledger.note(visit.run, candidate.address, "field", text, grave=True)
            else:
                self._of.candidates.put(candidate, source.id, visit.run, resource.id)
                kept += 1
        for identifier in reading.withdrawn:
            self._of.candidates.withdraw(source.id, identifier)
        for fault in reading.faults:
            self._of.ledger.note(visit.run, visit.address, "record", fault, grave=False)
        links = [link for link in reading.links if source.follows(link.address)]
        self._of.ledger.read(visit, links, kept, passed)

    def finish(self, number: int) -> None:
        """End a run after holding it to the counts that its source expects."""
        ledger, source = self._of.ledger, self._sources[number]
        run = ledger.run(number)
        if run.outcome != "running":
            return
        found = run.candidates + run.passed_over
        if not run.since and not source.expected.least <= found <= source.expected.most:
            text = f"{found} records found where {source.expected.least} to {source.expected.most} are expected"
            ledger.note(number, source.start[0], "count", text, grave=True)
        ledger.end(number)
        self._of.report(number)


def _lacking(source: Source, candidate: Candidate) -> list[str]:
    return [name for name in source.required if not candidate.first(name)]


def begin(ledger: Ledger, source: Source) -> Run:
    """Return the run of a source that was broken off, to be gone on with, or begin a new one."""
    newest = ledger.newest(source.id)
    if newest and newest.outcome == "running":
        return newest
    last = ledger.newest(source.id, "ended") if source.incremental else None
    since = last.started_at[:10] if last else ""
    return ledger.begin(source.id, since, adapter_of(source).start(source, since))


def due(ledger: Ledger, sources: Iterable[Source], now: datetime | None = None) -> list[Source]:
    """Return the sources whose schedule says that it is time: never run, broken off, or run long enough ago."""
    at = now or datetime.now(UTC)

    def is_due(source: Source) -> bool:
        newest = ledger.newest(source.id)
        if source.schedule not in INTERVALS:
            return False
        if newest is None or newest.outcome == "running":
            return True
        return datetime.fromisoformat(newest.started_at) + INTERVALS[source.schedule] - SLACK <= at

    return [source for source in sources if is_due(source)]


def read_again(collection: Collection, source: Source) -> Run:
    """Read the newest run of a source from the archive, without asking anybody; raise `UsageError` without one."""
    newest = collection.ledger.newest(source.id)
    if newest is None:
        raise UsageError(f"{source.id} has not been collected yet; run 'kb collect {source.id}'")
    collection.ledger.read_again(newest.id)
    reader = Reader(collection, {newest.id: source})
    for visit in collection.ledger.unread(newest.id):
        assert visit.resource is not None
        reader.handle(visit, collection.archive.resource(visit.resource))
    reader.finish(newest.id)
    return collection.ledger.run(newest.id)


def single(address: str) -> Source:
    """Return a source of one address: a page or a document that somebody pasted."""
    host = urlsplit(address).hostname or address
    return Source.model_validate(
        {
            "id": "address",
            "title": address,
            "publisher": host,
            "licence": "not known",
            "language": "en",
            "schedule": "by-hand",
            "adapter": "corpus.sources.document",
            "start": [address],
            "expected": {"least": 1, "most": 1},
            "required": [],
            "delay": 1,
        }
    )


def delays(sources: Sequence[Source]) -> dict[str, float]:
    """Return the seconds between two requests by host: the longest that a source of the host asks for."""
    found: dict[str, float] = {}
    for source in sources:
        for address in source.start:
            host = urlsplit(address).hostname or ""
            found[host] = max(found.get(host, 0.0), source.delay)
    return found


def folder_of(home: Path) -> Path:
    """Return the folder of the archive and the ledger in the folder of the base."""
    return home / "collected"
