"""Feeds Scrapy from the ledger: an address is taken when its host is free, and stays there until it was dealt with."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from corpus.fetching.archive import Archive, Resource
from corpus.fetching.ledger import Ledger, Visit


@dataclass
class Flight:
    """What is under way in this process: one visit for each host."""

    ledger: Ledger
    archive: Archive
    runs: Sequence[int]
    user_agent: str
    timeouts: dict[int, float] = field(default_factory=dict)
    visits: dict[int, Visit] = field(default_factory=dict)
    on_failure: Callable[[Failure], Any] | None = None
    method: str = "GET"

    def take(self) -> Request | None:
        """Return a request for the next address whose host is free."""
        busy = {urlsplit(visit.address).hostname or "" for visit in self.visits.values()}
        visit = self.ledger.next_waiting(self.runs, busy)
        if visit is None:
            return None
        self.visits[visit.id] = visit
        known = self.archive.latest(visit.address)
        return Request(
            visit.address,
            method=self.method,
            headers=_conditions(known),
            meta={"visit": visit, "known": known, "download_timeout": self.timeouts.get(visit.run, 60.0)},
            errback=self.on_failure,
            dont_filter=True,
        )

    def land(self, visit: Visit) -> None:
        """Forget a visit that was dealt with."""
        self.visits.pop(visit.id, None)

    def under_way(self, run: int) -> bool:
        """Tell whether a run has an address to ask for or one that is being asked for."""
        return any(visit.run == run for visit in self.visits.values()) or self.ledger.has_waiting([run])


def _conditions(known: Resource | None) -> dict[str, str]:
    """Return the headers that spare a body that has not changed (RFC 9110, 13.1)."""
    conditions = {}
    if known and known.etag:
        conditions["If-None-Match"] = known.etag
    if known and known.last_modified:
        conditions["If-Modified-Since"] = known.last_modified
    return conditions


class LedgerScheduler(BaseScheduler):
    """Scrapy's scheduler over the ledger; only redirected and repeated requests wait in memory."""

    def __init__(self, flight: Flight) -> None:
        self._flight = flight
        self._handed_back: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LedgerScheduler:
        """Make one; called by Scrapy."""
        return cls(flight_of(crawler.spider))

    def has_pending_requests(self) -> bool:
        """See `BaseScheduler`."""
        return bool(self._handed_back) or self._flight.ledger.has_waiting(self._flight.runs)

    def enqueue_request(self, request: Request) -> bool:
        """See `BaseScheduler`."""
        self._handed_back.append(request)
        return True

    def next_request(self) -> Request | None:
        """See `BaseScheduler`."""
        return self._handed_back.popleft() if self._handed_back else self._flight.take()


def flight_of(spider: Spider | None) -> Flight:
    """Return what the spider's process has under way."""
    flight = getattr(spider, "flight", None)
    assert isinstance(flight, Flight)
    return flight
