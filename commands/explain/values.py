"""What the values of `run` and its like say: published ports, mounts and sizes, read as docker reads them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s?([bkmgtp]?)i?b?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Port:
    """One published port; `host_port` is empty where the engine picks a free one."""

    host_ip: str
    host_port: str
    container_port: str
    protocol: str


@dataclass(frozen=True, slots=True)
class Mount:
    """What appears in the container at `target`: `type` is bind, volume or tmpfs; a nameless volume has no source."""

    type: str
    source: str
    target: str
    readonly: bool = False


def read_ports(value: str) -> list[Port] | None:
    """Reads one `-p`: [[address:]host:]container[/protocol], each port a number or a range; None where it can't be."""
    if "=" in value:
        return _long_port(value)
    rest, _, protocol = value.partition("/")
    address, host, container = _split_port(rest)
    ports, hosts = _range(container), _range(host) if host else []
    if ports is None or hosts is None or (protocol or "tcp").lower() not in {"tcp", "udp", "sctp"}:
        return None
    if hosts and len(hosts) != len(ports):
        if len(ports) != 1:
            return None
        hosts = [host]  # one port, published at the first that is free in a range
    hosts = hosts or [""] * len(ports)
    return [Port(address, outer, inner, (protocol or "tcp").lower()) for outer, inner in zip(hosts, ports, strict=True)]


def _long_port(value: str) -> list[Port] | None:
    fields = dict(pair.partition("=")[::2] for pair in value.split(","))
    target = fields.get("target", "")
    if not target.isdigit():
        return None
    return [Port("", fields.get("published", ""), target, fields.get("protocol", "tcp"))]


def _split_port(text: str) -> tuple[str, str, str]:
    """Splits address, host port and container port; an IPv6 address stands in brackets."""
    if text.startswith("["):
        address, _, text = text[1:].partition("]")
        text = text.removeprefix(":")
        host, colon, container = text.rpartition(":")
        return address, host, container if colon else text
    pieces = text.rsplit(":", 2)
    return ("", "", pieces[0]) if len(pieces) == 1 else ("", *pieces) if len(pieces) == 2 else tuple(pieces)  # type: ignore[return-value]


def _range(text: str) -> list[str] | None:
    first, dash, last = text.partition("-")
    if not first.isdigit() or int(first) > 65535 or (dash and (not last.isdigit() or int(last) > 65535)):
        return None
    if not dash:
        return [first]
    return [str(port) for port in range(int(first), int(last) + 1)] if int(first) <= int(last) else None


def read_volume(value: str) -> Mount:
    """Reads one `-v`: a target alone, or source:target with options."""
    pieces = _split_paths(value)
    options = pieces[2].split(",") if len(pieces) > 2 else []
    readonly = "ro" in options or "readonly" in options
    if len(pieces) == 1:
        return Mount("volume", "", pieces[0])
    source, target = pieces[0], pieces[1]
    kind = (
        "bind" if source.startswith(("/", ".", "~", "{cwd}", "{home}", "\\", "$")) or _DRIVE.match(source) else "volume"
    )
    return Mount(kind, source, target, readonly)


def _split_paths(value: str) -> list[str]:
    """Splits at colons that do not belong to a drive letter."""
    pieces: list[str] = []
    for piece in value.split(":"):
        drive = pieces and len(pieces[-1]) == 1 and pieces[-1].isalpha() and piece[:1] in {"\\", "/"}
        if drive:
            pieces[-1] += f":{piece}"
        else:
            pieces.append(piece)
    return pieces


def read_mount(value: str) -> Mount:
    """Reads one `--mount`: fields between commas, in any order."""
    row = next(csv.reader([value]), []) if value else []
    fields: dict[str, str] = {}
    for piece in row:
        name, equals, rest = piece.partition("=")
        fields[name.strip().lower()] = rest if equals else "true"
    return Mount(
        fields.get("type", "volume"),
        fields.get("source", fields.get("src", "")),
        fields.get("target", fields.get("destination", fields.get("dst", ""))),
        fields.get("readonly", fields.get("ro", "false")) not in {"false", "0"},
    )


def read_tmpfs(value: str) -> Mount:
    """Reads one `--tmpfs`: a path, with options behind a colon."""
    path, _, options = value.partition(":")
    return Mount("tmpfs", "", path, "ro" in options.split(","))


def read_bytes(value: str) -> int | None:
    """Reads a size such as 512m; docker counts in powers of 1024. None where it is none."""
    found = _SIZE.fullmatch(value.strip())
    return int(float(found[1]) * _UNITS[found[2].lower()]) if found else None
