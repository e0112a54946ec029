"""What an operator chose for a Docker host, kept in its folder so that a restart changes nothing."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self, TypedDict
from urllib.parse import urlsplit

from sandbox.addresses import is_loopback
from sandbox.errors import Unavailable

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30

HUB = "https://registry-1.docker.io"

LARGEST_DISK = 24 * GIBIBYTE
"""The default where there is room: pruning starts at 20 GB of images (Policy.high_mark)."""

SMALLEST_DISK = 512 * MEBIBYTE
SMALLEST_MEMORY = 128 * MEBIBYTE
LARGEST_MEMORY = 4 * GIBIBYTE
_UNITS = {"": 1, "k": 1 << 10, "m": MEBIBYTE, "g": GIBIBYTE, "t": 1 << 40}


@dataclass(frozen=True, slots=True)
class Plan:
    """`disk` in bytes (None: no cap), `memory` in bytes and `cpus` in cores, of all containers together.

    `mirror` is the operator's registry cache; without one, the host runs its own on `cache_port`, in front of
    `upstream`. `runtime` is another OCI runtime's program (such as runsc) to offer.
    """

    mirror: str | None
    disk: int | None
    memory: int
    cpus: float
    runtime: str | None = None
    upstream: str = HUB
    cache_port: int | None = None

    @property
    def source(self) -> str | None:
        """Where the engine's images come from, as it is called inside the engine's network and outside."""
        own = None if self.cache_port is None else f"http://127.0.0.1:{self.cache_port}"
        return self.mirror or own

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Returns the plan kept there, or None where none can be read."""
        try:
            kept: dict[str, Any] = json.loads(path.read_text())
            return cls(**{field.name: kept[field.name] for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1))


class Choices(TypedDict, total=False):
    """What an operator may choose of a Plan, besides the mirror."""

    disk: int | None
    memory: int
    cpus: float
    runtime: str | None
    upstream: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """A registry cache as the engine's own network shows it: under the very address that it has outside."""

    url: str
    host: str
    port: int

    @property
    def beyond_loopback(self) -> bool:
        return not is_loopback(self.host)


def default_plan(folder: Path) -> Plan:
    """Half of what the machine has, and no more than a study group needs."""
    free = shutil.disk_usage(next(each for each in (folder, *folder.parents) if each.exists())).free
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Plan(
        mirror=None,
        disk=min(LARGEST_DISK, free // 2 // MEBIBYTE * MEBIBYTE),
        memory=min(LARGEST_MEMORY, machine // 2 // MEBIBYTE * MEBIBYTE),
        cpus=max(1.0, (os.cpu_count() or 1) / 2),
    )


def check_plan(plan: Plan) -> None:
    """Raises Unavailable for what can't be set up, with what to write instead."""
    if plan.disk is not None and plan.disk < SMALLEST_DISK:
        raise Unavailable("The sandbox's disk would be too small.", "Give it at least 512M.")
    if plan.memory < SMALLEST_MEMORY:
        raise Unavailable("The containers' memory would be too small.", "Give them at least 128M.")
    if not 0.1 <= plan.cpus <= (os.cpu_count() or 1):
        raise Unavailable("There are not so many processors.", f"Write 0.1 to {os.cpu_count()}.")
    if plan.mirror is not None:
        read_mirror(plan.mirror)


def read_mirror(url: str) -> Mirror:
    """Raises Unavailable for what can't be shown inside: the engine's network has no names."""
    advice = "Write its address as a number, such as http://127.0.0.1:5000."
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        host = "127.0.0.1" if parts.hostname == "localhost" else str(ipaddress.ip_address(parts.hostname or ""))
    except (ValueError, KeyError):
        raise Unavailable(f"“{url}” can't be the registry mirror: the engine's network has no names.", advice) from None
    return Mirror(url, host, port)


def read_size(text: str) -> int:
    """Reads bytes as docker writes them: `512m`, `20G`, `1048576`. Raises ValueError."""
    found = re.fullmatch(r"(\d+)([kmgt]?)b?", text.strip().lower())
    if found is None:
        raise ValueError(f"{text} is no size: write 512M or 20G")
    return int(found[1]) * _UNITS[found[2]]
