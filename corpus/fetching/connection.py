"""Connections to public addresses only: judged on what a name resolves to, and again on what was connected to."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientProtocol
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import _HTTP11ClientFactory
from zope.interface import implementer, provider

from corpus.fetching.addresses import AddressRefused, is_public, not_public
from kb.messages import Message

MAX_HEAD = 64 * 1024  # bytes of status line and headers

# Of this process, as the reactor and its resolver are.
allowed_peers: set[tuple[str, int]] = set()  # numbers and ports that a test serves on
refused_names: dict[str, str] = {}  # why a name was taken to have no number


def require_public(host: str, port: int) -> None:
    """Raise `AddressRefused` unless the number `host` is public or allowed by a test."""
    if (host, port) not in allowed_peers and not is_public(ipaddress.ip_address(host.split("%")[0])):
        raise AddressRefused(not_public(host))


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves names by the system; a name of which one number is not public has none at all.

    What it passes on is what is connected to: there is no second look-up that could answer otherwise.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._system = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:
        """Make one; called by Scrapy."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Make the reactor use it; called by Scrapy."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 - the interface's name
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """See `IHostnameResolver`."""
        receiver = _OnlyPublic(resolutionReceiver, hostName, portNumber)
        resolution: IHostResolution = self._system.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@provider(IResolutionReceiver)
class _OnlyPublic:
    def __init__(self, receiver: Any, name: str, port: int) -> None:
        self._receiver, self._name, self._port = receiver, name, port
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        try:
            for address in self._addresses:
                require_public(address.host, self._port)
        except AddressRefused as error:
            refused_names[self._name] = Message("%(name)s leads to %(what)s", name=self._name, what=error.message)
            self._addresses = []
        for address in self._addresses:
            self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


class HeadTooLarge(Exception):
    """Headers that do not end."""


class _Protocol(_LenientHTTP11ClientProtocol):
    """Gives up when the headers exceed `MAX_HEAD`."""

    _head = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        reading_head = self._parser is not None and self._parser.state in (STATUS, HEADER)
        self._head = self._head + len(data) if reading_head else 0
        if self._head > MAX_HEAD:
            too_large = HeadTooLarge(Message("headers of more than %(most)s KiB", most=MAX_HEAD // 1024))
            self._giveUp(Failure(too_large))  # type: ignore[no-untyped-call]


class _Factory(_HTTP11ClientFactory):
    """Refuses a connection whose other end is not public, before anything is sent over it."""

    noisy = False

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802
        require_public(addr.host, addr.port)
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class PublicOnlyHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https with those connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
