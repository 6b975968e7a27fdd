"""One crawl: Scrapy with the house's settings, over the runs of a ledger, in this process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from corpus.fetching import connection
from corpus.fetching.archive import MAX_BODY, Resource
from corpus.fetching.ledger import Visit
from corpus.fetching.middleware import OWN_TROUBLE, told
from corpus.fetching.requests import Flight
from kb.errors import KbError
from kb.messages import Message

HOSTS_AT_ONCE = 8
DELAY = 1.0  # seconds between two requests to a host that no source names

Handle = Callable[[Visit, Any], None]  # what a spider found for a visit; a `Resource` for `Collector`
Done = Callable[[int], None]


class Collector(scrapy.Spider):
    """Hands every archived response to `handle`, in a thread, and every failure to the ledger."""

    name = "kb"

    def __init__(self, flight: Flight, handle: Handle, done: Done) -> None:
        super().__init__()
        self.flight, self._handle, self._done = flight, handle, done
        self.trouble: list[str] = []
        flight.on_failure = self.failed

    async def start(self) -> AsyncIterator[Any]:
        """Begin with what an earlier process received and had no time to read."""
        with self._stopping():
            for run in self.flight.runs:
                for visit in self.flight.ledger.unread(run):
                    assert visit.resource is not None
                    await asyncio.to_thread(self._handle, visit, self.flight.archive.resource(visit.resource))
                self._finish(run)
        return
        yield

    async def parse(self, response: Response) -> Any:
        """Deal with an answer."""
        visit: Visit = response.meta["visit"]
        resource: Resource | None = response.meta.get("resource")
        with self._stopping():
            if resource is None or (resource.status == 304 and resource.same_as is None):
                self._fail(visit, "status", _status(response))
            else:
                await asyncio.to_thread(self._handle, visit, resource)
            self.flight.land(visit)
            self._finish(visit.run)

    def failed(self, failure: Failure) -> Any:
        """Deal with a request that was not made or got no answer."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        assert error is not None
        visit: Visit = request.meta["visit"]
        kind = "refused" if isinstance(error, IgnoreRequest) else "network"
        with self._stopping():
            if isinstance(error, OWN_TROUBLE):
                raise error
            self._fail(visit, kind, told(error, request.url.split("/")[2]))
            self.flight.land(visit)
            self._finish(visit.run)

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """End the crawl at the first trouble of our own, such as a full disk: what waits stays in the ledger."""
        try:
            yield
        except Exception as error:
            self.trouble.append(str(error) if isinstance(error, KbError) else repr(error))
            raise CloseSpider("trouble") from error

    def _fail(self, visit: Visit, kind: str, message: str) -> None:
        self.flight.ledger.failed(visit, kind, message, grave=visit.kind == "list")

    def _finish(self, run: int) -> None:
        if not self.flight.under_way(run):
            self._done(run)


def _status(response: Response) -> str:
    if 300 <= response.status < 400:
        to = (response.headers.get("Location") or b"").decode("latin-1")[:200]
        return Message(
            "status %(status)s: it leads to %(to)s, which is not followed", status=response.status, to=to or "nowhere"
        )
    return Message("status %(status)s", status=response.status)


def crawl(
    flight: Flight,
    handle: Handle,
    done: Done,
    delays: Mapping[str, float],
    allowed: Sequence[str],
    spider: type[Collector] = Collector,
) -> None:
    """Fetch everything that the runs of `flight` have to visit; return when it is done. Once for each process.

    `delays` are seconds between two requests by host; `allowed` names hosts with their port that may be asked though
    they are not public. Raises `KbError` when Scrapy itself fails.
    """
    connection.allowed_peers.update((host.rpartition(":")[0], int(host.rpartition(":")[2])) for host in allowed)
    process = AsyncCrawlerProcess(_settings(flight, delays, allowed))
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    crawler = process.create_crawler(spider)
    crawling = process.crawl(crawler, flight=flight, handle=handle, done=done)
    process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
    trouble: list[str] = getattr(crawler.spider, "trouble", [])
    if crawling.done() and not crawling.cancelled() and (error := crawling.exception()):
        trouble = [repr(error)]
    if trouble:
        raise KbError(f"collecting broke off: {trouble[0]}; what was fetched is kept, run the command again to go on")


def _settings(flight: Flight, delays: Mapping[str, float], allowed: Sequence[str]) -> dict[str, Any]:
    own = "corpus.fetching"
    slots = {host: {"delay": delay, "concurrency": 1, "jitter": 0} for host, delay in delays.items()}
    return {
        "ADDRESSES_ALLOWED": list(allowed),
        "USER_AGENT": flight.user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Encoding": "gzip"},
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": HOSTS_AT_ONCE,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": DELAY,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_SLOTS": slots,
        "DOWNLOAD_MAXSIZE": MAX_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REPEAT_PAUSE": max(delays.values(), default=DELAY),
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "RETRY_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "EXTENSIONS_BASE": {},
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "SCHEDULER": f"{own}.requests.LedgerScheduler",
        "TWISTED_DNS_RESOLVER": f"{own}.connection.PublicResolver",
        "DOWNLOAD_HANDLERS": {
            "http": f"{own}.connection.PublicOnlyHandler",
            "https": f"{own}.connection.PublicOnlyHandler",
            **dict.fromkeys(("file", "ftp", "s3", "data")),
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            f"{own}.middleware.Guard": 50,
            f"{own}.middleware.Robots": 100,
            f"{own}.middleware.Repeating": 550,
            f"{own}.middleware.Archiving": 950,
        },
    }
