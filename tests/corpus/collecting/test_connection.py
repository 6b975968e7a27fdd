"""What is connected to is judged where it is known: by the resolver, and by the connection itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from corpus.fetching import connection
from corpus.fetching.addresses import AddressRefused
from corpus.fetching.connection import PublicResolver
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site


class Receiver:
    """Keeps what a resolver passes on."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - the interface's name
        assert not self.complete

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


class System:
    """A reactor whose names lead to the numbers that a test says."""

    def __init__(self, *numbers: str) -> None:
        self.nameResolver, self._numbers = self, numbers

    def resolveHostName(self, receiver: Any, name: str, port: int, *_: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(self)
        for number in self._numbers:
            kind = IPv6Address if ":" in number else IPv4Address
            receiver.addressResolved(kind("TCP", number, port))
        receiver.resolutionComplete()
        return self


def resolved(*numbers: str, port: int = 80) -> list[str]:
    receiver = Receiver()
    PublicResolver(System(*numbers)).resolveHostName(receiver, "name.example.org", port)
    assert receiver.complete
    return receiver.hosts


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    connection.allowed_peers.clear()
    connection.refused_names.clear()


def test_public_numbers_are_passed_on() -> None:
    assert resolved("8.8.8.8", "2606:4700:4700::1111") == ["8.8.8.8", "2606:4700:4700::1111"]


@pytest.mark.parametrize("number", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:8.8.8.8", "fe80::1"])
def test_one_number_within_spoils_the_name(number: str) -> None:
    assert resolved("8.8.8.8", number) == []
    assert connection.refused_names == {
        "name.example.org": f"name.example.org leads to {number} is not a public address"
    }


def test_a_test_is_let_through_by_number_and_port() -> None:
    connection.allowed_peers.add(("127.0.0.1", 8123))
    assert resolved("127.0.0.1", port=8123) == ["127.0.0.1"]
    assert resolved("127.0.0.1", port=80) == []


@pytest.mark.parametrize("number", ["10.0.0.1", "127.0.0.1", "::1"])
def test_the_other_end_is_looked_at_before_anything_is_sent(number: str) -> None:
    kind = IPv6Address if ":" in number else IPv4Address
    factory = connection._Factory(lambda protocol: None, "test")
    with pytest.raises(AddressRefused):
        factory.buildProtocol(kind("TCP", number, 80))
    assert factory.buildProtocol(IPv4Address("TCP", "8.8.8.8", 80))


def test_a_name_that_passes_the_guard_and_leads_within_reaches_nothing(collector: Collector, site: Site) -> None:
    """The name is allowed, the number is not: what counts is what is connected to."""
    name = "rebinding.example.org"
    done = collector.kb(
        "collect",
        "--address",
        f"http://{name}:{site.port}/secret",
        names=f"{name}=127.0.0.1",
        KB_COLLECT_ALLOW=f"{name}:{site.port}",
    )
    assert done.returncode == 1
    assert f"{name} leads to 127.0.0.1" in done.stderr
    assert site.asked == []
