"""Asks whether addresses still answer: HEAD, and GET where that is not answered well."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from corpus.fetching.crawl import Collector
from corpus.fetching.ledger import Visit
from corpus.fetching.middleware import OWN_TROUBLE, Refused, Unreachable, told
from kb.links import Outcome

PERMANENT = {301, 308}
GONE = {404, 410}
BLOCKED = {401, 402, 403, 407, 429, 451, 999}  # 999 is LinkedIn's own


@dataclass(frozen=True)
class Answer:
    """What an address answered; `status` is 0 where it did not, `final` is the address that did."""

    outcome: Outcome
    status: int
    final: str
    message: str


class Checker(Collector):
    """Hands an `Answer` for every visit to `handle`, in a thread. Its flight asks by HEAD."""

    async def parse(self, response: Response) -> Any:
        """Deal with an answer; one that is not fine is asked for again by GET, since many servers know no HEAD."""
        request = response.request
        assert request is not None
        if request.method == "HEAD" and not _is_fine(response.status) and response.status != 429:
            return [self._by_get(request)]
        await asyncio.to_thread(self._settle, request.meta["visit"], _answer(request, response))
        return []

    def failed(self, failure: Failure) -> list[Request]:
        """Deal with a request that was not made or got no answer."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        assert error is not None
        if isinstance(error, OWN_TROUBLE):
            with self._stopping():
                raise error
        if request.method == "HEAD" and not isinstance(error, IgnoreRequest):
            return [self._by_get(request)]
        blocked = isinstance(error, Refused) and not isinstance(error, Unreachable)
        message = told(error, request.url.split("/")[2])
        self._settle(request.meta["visit"], Answer("blocked" if blocked else "trouble", 0, request.url, message))
        return []

    def _by_get(self, request: Request) -> Request:
        """Return the request for the whole page, from the address that was first asked for."""
        visit: Visit = request.meta["visit"]
        kept = {name: request.meta[name] for name in ("visit", "known", "download_timeout", "repeats")
                if name in request.meta}  # fmt: skip
        return request.replace(url=visit.address, method="GET", meta=kept, dont_filter=True)

    def _settle(self, visit: Visit, answer: Answer) -> None:
        with self._stopping():
            self._handle(visit, answer)
            self.flight.land(visit)
            self._finish(visit.run)


def _is_fine(status: int) -> bool:
    return 200 <= status < 300 or status == 304


def _answer(request: Request, response: Response) -> Answer:
    status, final = response.status, response.url
    if _is_fine(status):
        reasons = request.meta.get("redirect_reasons", [])
        moved = bool(reasons) and set(reasons) <= PERMANENT
        return Answer("moved" if moved else "ok", status, final, "")
    outcome: Outcome = "gone" if status in GONE else "blocked" if status in BLOCKED else "trouble"
    return Answer(outcome, status, final, f"status {status}")
