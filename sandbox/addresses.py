"""Which addresses and names lie inside: nothing a learner types may lead there.

Ranges come from IANA's special-purpose registries, through Python's `ipaddress`; what those call global but a
cloud answers on for its own machines is added by hand.
"""

from __future__ import annotations

import ipaddress
import socket

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_CLOUD_SERVICES = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Azure's platform service, reachable from every virtual machine under a public address."""

_INNER_NAMES = ("localhost", "internal", "local", "localdomain", "lan", "intranet", "corp", "home", "arpa", "onion")
"""Last labels of names that no public registry has (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`)."""

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_SMALLEST_NUMBER = 1 << 24
"""A bare number below this would be an address in 0.0.0.0/8, and may well be somebody's name."""


def is_inner(address: str) -> bool:
    """True unless the address (IPv4 or IPv6, numeric) is a public one of a single machine."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return any(_is_inner(each) for each in (parsed, *_embedded(parsed)))


def is_loopback(host: str) -> bool:
    """True for this machine's own names and addresses, as an operator would write them."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def names_inside(host: str) -> bool:
    """True if a host as written, with or without port and brackets, is an inner address, an inner name or dotless."""
    bare = _without_port(host).strip("[]").rstrip(".").lower()
    numeric = as_address(bare)
    if numeric is not None:
        return is_inner(numeric)
    _, dot, last = bare.rpartition(".")
    return host.startswith("[") or not dot or last in _INNER_NAMES


def as_address(host: str) -> str | None:
    """Reads a numeric address in any spelling that a resolver takes: `127.1`, `0x7f000001`, `[::1]`, `2130706433`."""
    bare = _without_port(host).strip("[]").partition("%")[0]
    if ":" in bare:
        return bare if _is_ipv6(bare) else None
    if bare.isdecimal() and int(bare[:11]) < _SMALLEST_NUMBER:
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and ":" not in name and (port.isdecimal() or not port) else host


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_inner(address: Address) -> bool:
    return not address.is_global or address.is_multicast or address in _CLOUD_SERVICES


def _embedded(address: Address) -> list[Address]:
    """IPv4 addresses that an IPv6 one carries (mapped, 6to4, Teredo, NAT64) and that a gateway would unwrap."""
    if not isinstance(address, ipaddress.IPv6Address):
        return []
    carried: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64):
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in carried if each is not None]
