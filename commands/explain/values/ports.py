"""Published and exposed ports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from commands.explain.values.misfit import Misfit

_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_NUMBER = re.compile(r"0*\d{1,5}", re.ASCII)

Range = tuple[int, int]
"""The first and the last port, both included."""


class Port(NamedTuple):
    """One published port; `host_port` is empty where the engine picks a free one."""

    host_ip: str
    host_port: str
    container_port: str
    protocol: str


class Published(NamedTuple):
    """What one `-p` opens. `host` is None where the engine picks free ports."""

    host_ip: str
    host: Range | None
    container: Range
    protocol: str

    @property
    def amount(self) -> int:
        """Returns how many ports of the container are published."""
        return self.container[1] - self.container[0] + 1

    def ports(self) -> Iterator[Port]:
        """Yields every port by itself."""
        for step in range(self.amount):
            yield Port(self.host_ip, self._host_port(step), str(self.container[0] + step), self.protocol)

    def together(self) -> Port:
        """Returns all of them as one entry, ranges written as ranges."""
        return Port(self.host_ip, _written(self.host) if self.host else "", _written(self.container), self.protocol)

    def _host_port(self, step: int) -> str:
        if self.host is None:
            return ""
        return _written(self.host) if self.amount == 1 else str(self.host[0] + step)


class Exposed(NamedTuple):
    """Ports that one `--expose` notes."""

    ports: Range
    protocol: str


def read_published(value: str) -> Published:
    """Reads one `-p`: [[address:]host:]container[/protocol], ports or ranges of them; or the long form with `=`."""
    text = _from_long_form(value) if "=" in value else value
    address, host, rest = _three_parts(text)
    container, protocol = _with_protocol(rest)
    protocol = protocol.lower()
    address = _address(address)
    if not container:
        raise Misfit(f"“{value}” names no port of the container; write host:container, such as 8080:80.")
    if not address and host.count(".") == 3:
        raise Misfit(f"“{value}” lacks a port: behind an address both are needed, such as {host}:8080:{container}.")
    inner = _range(container, "the container")
    outer = _range(host, "the host") if host else None
    if outer and inner[0] != inner[1] and outer[1] - outer[0] != inner[1] - inner[0]:
        raise Misfit(f"The ranges {host} and {container} differ in length, so docker can't pair their ports.")
    if protocol not in _PROTOCOLS:
        raise Misfit(f"“{protocol}” is no protocol for a port: it is tcp, udp or sctp.")
    return Published(address, outer, inner, protocol)


def read_exposed(value: str) -> Exposed:
    """Reads one `--expose`: a port or a range, with or without a protocol."""
    if ":" in value:
        raise Misfit(f"“{value}” has a colon, but --expose takes the container's port alone; -p takes both.")
    ports, protocol = _with_protocol(value)
    return Exposed(_range(ports, "the container"), protocol)


def _from_long_form(value: str) -> str:
    fields = {"protocol": "tcp"}
    for field in value.split(","):
        name, equals, text = field.partition("=")
        if not equals or not name:
            raise Misfit(f"“{field}” is not of the form name=value, which the long form of -p is made of.")
        fields[name] = text
    return f"{fields.get('published', '')}:{fields.get('target', '')}/{fields['protocol']}"


def _three_parts(text: str) -> tuple[str, str, str]:
    parts = text.split(":")
    container = parts.pop()
    host = parts.pop() if parts else ""
    return ":".join(parts), host, container


def _with_protocol(text: str) -> tuple[str, str]:
    port, _, protocol = text.partition("/")
    return port, protocol.partition("/")[0] or "tcp"


def _address(text: str) -> str:
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if inner:
        check_address(inner)
    return inner


def check_address(text: str) -> None:
    """Raises Misfit where a text is no IP address."""
    try:
        _ = IPv6Address(text) if ":" in text and "%" not in text else IPv4Address(text)
    except ValueError:
        raise Misfit(f"“{text}” is no IP address.") from None


def _range(text: str, whose: str) -> Range:
    first, dash, last = text.partition("-")
    found = [int(each[-5:]) for each in ((first, last) if dash else (first, first)) if _NUMBER.fullmatch(each)]
    if len(found) != 2 or max(found) > 65535 or found[0] > found[1]:
        raise Misfit(f"“{text}” is no port of {whose}: a port is a whole number up to 65535, a range is 8000-8010.")
    return found[0], found[1]


def _written(ports: Range) -> str:
    return str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}-{ports[1]}"
