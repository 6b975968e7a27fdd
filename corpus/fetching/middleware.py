"""What each request and response passes: guard of addresses, robots.txt, archive, repeats with growing pauses."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from OpenSSL import SSL
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.http.headers import Headers
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from corpus.fetching import archive
from corpus.fetching.addresses import AddressRefused, check_address
from corpus.fetching.archive import Received, Resource, decompressed, now
from corpus.fetching.connection import HeadTooLarge, refused_names
from corpus.fetching.requests import flight_of
from kb.errors import KbError
from kb.messages import Message

REPEATED_STATUS = {408, 429, 500, 502, 503, 504}
REPEATED_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
REPEATS = 3
HOPELESS = (AddressRefused, HeadTooLarge, SSL.Error)  # asking again would give the same
OWN_TROUBLE = (OSError, sqlite3.Error, KbError)  # a full disk, a folder that cannot be written
LONGEST_PAUSE = 120.0  # seconds
MAX_ROBOTS = 500 * 1024  # bytes of robots.txt that are read (RFC 9309, 2.5)
MAX_CRAWL_DELAY = 60.0  # seconds


class Refused(IgnoreRequest):
    """A request that is not made; the message says why."""


class Unreachable(Refused):
    """A request that is not made because its host does not even give a robots.txt."""


class Guard:
    """Lets only addresses through that may be asked for, redirects and robots.txt among them."""

    def __init__(self, crawler: Crawler) -> None:
        self._allowed = crawler.settings.getlist("ADDRESSES_ALLOWED")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Make one; called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """See Scrapy's downloader middleware."""
        try:
            check_address(request.url, self._allowed)
        except AddressRefused as error:
            raise Refused(error.message) from None


class Archiving:
    """Archives every response as it came, before anything reads it; gives what is still fresh from the archive."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Archiving:
        """Make one; called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """See Scrapy's downloader middleware."""
        known: Resource | None = request.meta.get("known")
        if request.method == "HEAD" or not known or known.fresh_until <= now() or "redirect_urls" in request.meta:
            return None
        flight_of(self._crawler.spider).ledger.still_fresh(request.meta["visit"], known)
        request.meta["resource"] = known
        return Response(known.final, status=200, request=request)

    def process_response(self, request: Request, response: Response) -> Response:
        """See Scrapy's downloader middleware."""
        if request.method == "HEAD" or request.meta.get("resource"):
            return response
        flight, visit = flight_of(self._crawler.spider), request.meta.get("visit")
        received = _received(request, response)
        if visit and response.status in (200, 304):
            known = request.meta["known"]
            request.meta["resource"] = flight.ledger.received(visit, flight.archive, received, known)
        else:
            warc, offset = flight.archive.write(received)
            with flight.ledger.file.write() as db:
                archive.index(db, received, request.url, warc, offset, None)
        return response


def _received(request: Request, response: Response) -> Received:
    return Received(
        request.url,
        response.status,
        "",
        _pairs(response.headers),
        response.body,
        [("Host", request.url.split("/")[2]), *_pairs(request.headers)],
        now(),
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), re.sub(r"[\r\n\0]+", " ", value.decode("latin-1")))
        for name, values in headers.items()
        for value in values or []
    ]


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt as RFC 9309 has it: none there is consent, a server in trouble is a refusal.

    A `Crawl-delay` slows the host down, to a minute at most.
    """

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """See Scrapy's downloader middleware."""
        try:
            await super().process_request(request)
        except Refused:
            raise
        except IgnoreRequest:
            raise Refused(Message("the site's robots.txt asks not to fetch this address")) from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = b""
        if response.status >= 500 or response.status == 429:
            body = b"User-agent: *\nDisallow: /"
        elif response.status == 200:
            try:
                body = decompressed(response.body, (response.headers.get("Content-Encoding") or b"").decode("latin-1"))
            except ValueError:
                body = b""
        await super()._parse_robots(response.replace(body=body[:MAX_ROBOTS]), netloc, request)
        parser = self._parsers[netloc]
        assert isinstance(parser, RobotParser)
        self._slow_down(request, parser)

    def _slow_down(self, request: Request, parser: Any) -> None:
        asked = parser.rp.crawl_delay(self._default_useragent)
        engine = self.crawler.engine
        if asked and engine:
            downloader = engine.downloader
            key = downloader.get_slot_key(request)
            own = downloader.per_slot_settings.setdefault(key, {})
            own["delay"] = max(float(own.get("delay", 0)), min(float(asked), MAX_CRAWL_DELAY))
            if key in downloader.slots:
                downloader.slots[key].delay = own["delay"]

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Take a robots.txt that cannot be had for a refusal, with the reason; trouble of our own stays an error."""
        if isinstance(exc, OWN_TROUBLE):
            raise exc
        waiting = cast("Deferred[RobotParser | None]", self._parsers[netloc])
        reason = told(exc, netloc)
        if isinstance(exc, IgnoreRequest):
            refusing = _Refusing(Refused(reason))
        else:
            refusing = _Refusing(Unreachable(Message("its robots.txt cannot be had: %(why)s", why=reason)))
        self._parsers[netloc] = refusing
        waiting.callback(refusing)


class _Refusing(RobotParser):
    def __init__(self, refusal: Refused) -> None:
        self._refusal = refusal

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> _Refusing:
        raise NotImplementedError

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        raise self._refusal


class Repeating:
    """Asks again after a pause that doubles, or that the server names, when a server or the network is in trouble."""

    def __init__(self, crawler: Crawler) -> None:
        self._pause = crawler.settings.getfloat("REPEAT_PAUSE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Repeating:
        """Make one; called by Scrapy."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """See Scrapy's downloader middleware."""
        if response.status not in REPEATED_STATUS:
            return response
        return await self._again(request, _asked_pause(response)) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """See Scrapy's downloader middleware."""
        if not isinstance(exception, REPEATED_ERRORS) or _hopeless(request, exception):
            return None
        return await self._again(request, 0.0)

    async def _again(self, request: Request, asked: float) -> Request | None:
        repeats = request.meta.get("repeats", 0)
        if repeats >= REPEATS:
            return None
        await asyncio.sleep(min(max(self._pause * 2**repeats, asked), LONGEST_PAUSE))
        return request.replace(meta={**request.meta, "repeats": repeats + 1}, dont_filter=True)


def _hopeless(request: Request, exception: Exception) -> bool:
    """Tell whether asking again would give the same: a name that leads within, a certificate that is not trusted."""
    host = request.url.split("/")[2].split(":")[0]
    return host in refused_names or _cause(exception, HOPELESS) is not None


def _cause(exception: BaseException, kinds: tuple[type[Exception], ...]) -> Exception | None:
    """Return an error of these kinds among those that led to `exception`, as Twisted nests them."""
    pending, seen = [exception], 0
    while pending and seen < 20:
        error, seen = pending.pop(), seen + 1
        if isinstance(error, kinds):
            return error
        pending += [failure.value for failure in getattr(error, "reasons", [])]
        pending += [cause for cause in (error.__cause__, error.__context__) if cause]
    return None


def _of_tls(error: SSL.Error) -> str:
    reasons = ", ".join(str(entry[-1]) for entry in error.args[0]) if error.args and error.args[0] else "it broke off"
    return Message("no secure connection: %(reasons)s", reasons=reasons)


def _asked_pause(response: Response) -> float:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3), 0 when there is none."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value[:6])
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def told(error: BaseException, host: str = "") -> str:
    """Return in one sentence why a request failed."""
    if isinstance(error, IgnoreRequest):
        said = _said(error)
        return said if said and said != "max redirections reached" else Message("more than 5 redirects")
    if host.split(":")[0] in refused_names:
        return refused_names[host.split(":")[0]]
    if cause := _cause(error, HOPELESS):
        return _of_tls(cause) if isinstance(cause, SSL.Error) else _said(cause)
    texts = {
        "CannotResolveHostError": Message("the name of the host is not known"),
        "DownloadConnectionRefusedError": Message("the host does not accept connections"),
        "DownloadTimeoutError": Message("it took too long"),
        "DownloadCancelledError": Message("it is larger than %(most)s MiB", most=archive.MAX_BODY >> 20),
        "ResponseDataLossError": Message("the answer broke off"),
        "DownloadFailedError": Message("the connection broke off"),
    }
    return texts.get(type(error).__name__, f"{type(error).__name__}: {error}")


def _said(error: BaseException) -> str:
    """Return the message of an error as it was given, still to be said in another language."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
