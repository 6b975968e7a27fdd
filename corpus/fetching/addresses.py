"""Which addresses may be fetched, and when two of them are one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from kb.errors import KbError
from kb.messages import Message

LONGEST = 2000  # characters
PORTS = (80, 443, 8080, 8443)

_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|jsessionid|phpsessid)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)

# What the registries of special numbers hold beyond Python's own list, which differs from version to version: protocol
# assignments (RFC 6890), the relays of 6to4 (RFC 7526), and a cloud's own server under a public number.
_SPECIAL_4 = [ipaddress.IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")]

# Numbers of the public internet (RFC 4291), less protocol assignments with Teredo (RFC 2928, 4380), documentation
# (RFC 9637) and 6to4 (RFC 3056). Mapped, compatible and NAT64 numbers (RFC 6052, 8215) lie outside of it.
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_6 = [ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


class AddressRefused(KbError):
    """An address that is not fetched; the message says why."""


def check_address(address: str, allowed: Collection[str] = ()) -> SplitResult:
    """Return the parts of an address that may be asked for; raise `AddressRefused` otherwise.

    `allowed` names hosts with their port (`127.0.0.1:8123`) that are let through: tests use it. Names are not looked up
    here: what they lead to is judged when it is connected to.
    """
    if len(address) > LONGEST or re.search(r"[\x00-\x20\x7f\\]", address):
        raise AddressRefused(Message("the address is too long or has signs that no web address has"))
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_no_address(address)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressRefused(_no_address(address))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(
            Message("%(host)s: addresses with a user name or password are not fetched", host=parts.hostname)
        )
    port = port or (443 if parts.scheme == "https" else 80)
    if f"{parts.hostname}:{port}" in allowed:
        return parts
    if port not in PORTS:
        known = ", ".join(map(str, PORTS))
        raise AddressRefused(
            Message("%(host)s: port %(port)s is not one of %(known)s", host=parts.hostname, port=port, known=known)
        )
    _check_host(parts.hostname)
    return parts


def _check_host(host: str) -> None:
    if ":" in host:
        if "%" in host or not is_public(ipaddress.IPv6Address(host)):
            raise AddressRefused(not_public(host))
        return
    labels = host.rstrip(".").split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        try:
            public = is_public(ipaddress.IPv4Address(host))
        except ValueError:
            raise AddressRefused(Message("%(host)s is a number in disguise, not a name", host=host)) from None
        if not public:
            raise AddressRefused(not_public(host))
    elif len(labels) == 1 or labels[-1] in ("localhost", "local", "internal", "lan", "home", "intranet", "corp"):
        raise AddressRefused(Message("%(host)s is a name within a network, not a public one", host=host))


def not_public(host: str) -> Message:
    """Return what is said of a number or name that is not public."""
    return Message("%(host)s is not a public address", host=host)


def _no_address(text: str) -> Message:
    return Message("%(text)s is no web address; write one that begins with https://", text=text)


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether a number is reached over the public internet and leads nowhere else.

    Not public: private, shared (carrier-grade NAT), loopback, link-local, multicast, reserved, unspecified, and every
    form of IPv6 that holds an IPv4 number (mapped, compatible, NAT64, 6to4, Teredo).
    """
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local or ip.is_private:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.is_global and ip in _PUBLIC_6 and not any(ip in net for net in _SPECIAL_6)
    return ip.is_global and not any(ip in net for net in _SPECIAL_4)


def key_of(address: str) -> str:
    """Return the form in which two addresses of one page are equal.

    Without fragment, session and tracking parameters, with sorted parameters, the host in small letters, `https`, and
    no slash at the end.
    """
    parts = urlsplit(canonicalize_url(_SESSION.sub("", address.strip()), keep_fragments=False))
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.match(name)])
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return urlunsplit(("https", host + port, parts.path.rstrip("/") or "/", query, ""))
