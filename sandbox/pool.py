"""The sandbox hosts, and which group's jobs go where."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from weakref import WeakValueDictionary

from sandbox.containers.endings import Endings
from sandbox.engine import Engine
from sandbox.errors import SandboxError, Unavailable
from sandbox.fitness import check_limits
from sandbox.leases import Leases
from sandbox.pulling import Disk, Fetched
from sandbox.queue import FairQueue, Queued
from sandbox.sharing import Shared
from sandbox.values import PullProgress

PullVersion = Queued | PullProgress | Fetched
"""What a pull that several watch says of itself."""

_REST_SECONDS = 15.0
"""How long a host that did not answer is left out while another one does."""


@dataclass(slots=True)
class Place:
    """One host with what this process knows of it.

    `pulls` are by canonical reference; `reserved` are bytes of the disk that what is under way may
    take, and whoever wants more is `entering`; `attended`
    are the IDs of containers that a job of this process follows, `abandoned` of those that one had to leave while the
    engine did not answer; `building` counts builds at work; `making` is held by who adds to a group's things.
    """

    engine: Engine
    pull_line: FairQueue
    run_line: FairQueue
    leases: Leases = field(default_factory=Leases)
    pulls: dict[str, Shared[PullVersion]] = field(default_factory=dict)
    pruning: asyncio.Lock = field(default_factory=asyncio.Lock)
    saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    disk: Disk = field(default_factory=Disk)
    entering: asyncio.Lock = field(default_factory=asyncio.Lock)
    reserved: int = 0
    room_made: asyncio.Event = field(default_factory=asyncio.Event)
    attended: set[str] = field(default_factory=set)
    abandoned: set[str] = field(default_factory=set)
    building: int = 0
    endings: Endings = field(default_factory=Endings)
    making: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    resting_until: float = 0.0

    def making_for(self, group: str) -> asyncio.Lock:
        """The lock under which a group's containers and volumes are counted and made."""
        return self.making.setdefault(group, asyncio.Lock())

    @contextmanager
    def reserving(self, size: int) -> Iterator[None]:
        """Counts so many bytes of the disk as taken while the block runs."""
        self.reserved += size
        try:
            yield
        finally:
            self.reserved -= size
            self.room_made.set()

    @property
    def host(self) -> str:
        return self.engine.address


class Pool:
    """Chooses by rendezvous hashing: a group stays on its host, and only the groups of a lost host move."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places

    async def place_of(self, group: str) -> Place:
        """Returns the group's first host that answers and holds its limits. Raises Unavailable or TimedOut if none does."""
        trouble: SandboxError = Unavailable(
            "No Docker host is set up for learners.",
            "Start one with “shipmate sandbox up” and set SHIPMATE_DOCKER_HOSTS to the address it prints.",
        )
        for place in self.ranked(group):
            try:
                await place.engine.answers()
                check_limits((await place.engine.facts()).limits)
            except SandboxError as absent:
                trouble = absent
                place.resting_until = time.monotonic() + _REST_SECONDS
            else:
                place.resting_until = 0.0
                return place
        raise trouble

    def ranked(self, group: str) -> list[Place]:
        """Returns the hosts in the order in which the group would use them; asks none of them."""
        ranked = sorted(self.places, key=lambda place: _weight(place.host, group), reverse=True)
        return sorted(ranked, key=lambda place: place.resting_until > time.monotonic())


def _weight(host: str, group: str) -> bytes:
    return sha256(f"{host}\n{group}".encode()).digest()
