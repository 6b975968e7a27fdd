"""Which addresses are asked for, and which are one."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching.addresses import AddressRefused, check_address, is_public, key_of

WITHIN = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32", "::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8", "3fff::/20",
]  # fmt: skip


@pytest.mark.parametrize("network", WITHIN)
def test_no_number_within_is_public(network: str) -> None:
    net = ipaddress.ip_network(network)
    for number in (net[0], net[-1], net[net.num_addresses // 2], net[min(1, net.num_addresses - 1)]):
        assert not is_public(number)


@given(st.ip_addresses(v=4))
def test_no_ipv6_form_of_an_ipv4_number_is_public(number: ipaddress.IPv4Address) -> None:
    low = int(number)
    for prefix in ("::", "::ffff:0:0", "64:ff9b::", "64:ff9b:1::"):
        assert not is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | low))
    assert not is_public(ipaddress.IPv6Address((0x2002 << 112) | (low << 80)))


@pytest.mark.parametrize("number", ["8.8.8.8", "103.28.12.1", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e"])
def test_public_numbers_are(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://LOCALHOST./", "http://2130706433/",
        "http://0x7f000001/", "http://0x7f.1/",
        "http://0177.0.0.1/", "http://127.1/", "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[fe80::1%25eth0]/", "http://10.0.0.1:80/",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/", "http://224.0.0.1/",
        "http://user:secret@example.org/", "http://example.org@127.0.0.1/",
        "http://example.org:22/", "http://example.org:99999/",
        "http://router/", "http://printer.local/", "http://db.internal/", "file:///etc/passwd", "ftp://example.org/",
        "gopher://x/",
        "data:text/html,x", "javascript:alert(1)", "//example.org/",
        "example.org", "", "http://", "http:///x", "http://exa mple.org/",
        "http://example.org/\nHost: x", "http://example.org\\@127.0.0.1/", "http://[::1",
        "http://example.org/" + "x" * 3000,
        "http://0/", "http://1.2.3.4.5/", "http://0x/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.issa.int/databases/gp?page=2",
        "http://8.8.8.8/",
        "https://example.org:8443/",
        "https://bücher.example/",
    ],
)
def test_addresses_that_are_asked_for(address: str) -> None:
    assert check_address(address).hostname


def test_only_the_port_that_a_test_names_is_let_through() -> None:
    assert check_address("http://127.0.0.1:8123/", ["127.0.0.1:8123"]).port == 8123
    with pytest.raises(AddressRefused):
        check_address("http://127.0.0.1:8124/", ["127.0.0.1:8123"])


@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    for address in (text, f"http://{text}", f"https://{text}/x", f"http://[{text}]/"):
        try:
            parts = check_address(address)
        except AddressRefused:
            continue
        assert parts.scheme in ("http", "https")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://Example.org/a", "https://example.org:443/a/"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2#part"),
        ("https://example.org/a?utm_source=x&id=1&fbclid=2", "https://example.org/a?id=1"),
        ("https://example.org/a.action;jsessionid=Ab!-1?id=7", "https://example.org/a.action?id=7"),
        ("https://example.org/%7Eani", "https://example.org/~ani"),
        ("https://example.org", "https://example.org/"),
    ],
)
def test_addresses_that_are_one(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a", "https://www.example.org/a"),
        ("https://example.org/a", "https://example.org:8443/a"),
        ("https://example.org/x?a=1&a=2", "https://example.org/x?a=1"),
    ],
)
def test_addresses_that_are_two(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@given(
    st.from_regex(
        r"https?://[a-z]{1,8}\.org(:80)?/[a-z/%0-9A-F]{0,20}(\?[a-z=&;%]{0,20})?(#[a-z]{0,5})?", fullmatch=True
    )
)
def test_the_key_of_a_key_is_itself(address: str) -> None:
    assert key_of(key_of(address)) == key_of(address)
