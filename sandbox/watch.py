"""Looks after what runs on one host: nothing outlives its time, fills the disk, or is left behind by `--rm`.

It looks often, but only while something of this installation runs there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from sandbox.containers.endings import Ending
from sandbox.containers.following import time_is_up
from sandbox.containers.values import Reason
from sandbox.engine.containers import EngineContainer
from sandbox.errors import SandboxError
from sandbox.policy import MEBIBYTE, Policy, mebibytes
from sandbox.upkeep import Upkeep

_LOOK_SECONDS = 0.3
_VOLUMES_SECONDS = 1.0
"""The engine reads through a whole volume to measure it."""

_PATIENCE = 5.0
"""Over the time limit, in which whoever follows a container ends it and can say so."""

_QUIET_LOOKS = 3
"""With nothing running before the watch ends: what is being started is not listed yet."""

_ABSENT_SECONDS = 2.0
_CLOSE_SECONDS = 8.0
_CROWD = MEBIBYTE
"""Less than that fills no disk: then it is images, and stopping containers would not help."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a running container at one moment.

    `age` is seconds since it started; `volumes` are bytes by the engine's names.
    """

    container: EngineContainer
    age: float
    volumes: Mapping[str, int] = field(default_factory=dict)

    @property
    def written(self) -> int:
        """All that it may have written."""
        return (self.container.written or 0) + sum(self.volumes.values())


def verdict(sight: Sight, policy: Policy, *, attended: bool) -> Ending | None:
    """Says why a container must end, or None. Its follower sees to the time of an `attended` one, with words."""
    limit = policy.run_seconds if attended else policy.detached_seconds
    if sight.age > limit + (_PATIENCE if attended else 0):
        return time_is_up(limit)
    if (sight.container.written or 0) > policy.layer_bytes:
        return Ending(
            Reason.DISK_FULL,
            f"It wrote more than {mebibytes(policy.layer_bytes)} to its own file system, and was stopped.",
        )
    if any(size > policy.volume_bytes for size in sight.volumes.values()):
        return Ending(
            Reason.DISK_FULL, f"One of its volumes holds more than {mebibytes(policy.volume_bytes)}, so it was stopped."
        )
    return None


def greatest_writer(sights: Sequence[Sight]) -> Sight | None:
    """Returns the container that must go first when the host's own disk runs full."""
    return max((each for each in sights if each.written > _CROWD), key=lambda each: each.written, default=None)


class Watch:
    """Of one host. `free_space` measures its disk in bytes, or answers None where that can't be done from here."""

    def __init__(self, upkeep: Upkeep, free_space: Callable[[], int | None]) -> None:
        self._place = upkeep.place
        self._upkeep = upkeep
        self._policy = upkeep.policy
        self._free_space = free_space
        self._task: asyncio.Task[None] | None = None
        self._started: dict[str, float] = {}
        self._sizes: Mapping[str, int] = {}
        self._sized_at = 0.0
        self._quiet = 0

    def wake(self, container: str | None = None) -> None:
        """Something runs, or is about to; what is known of this container's earlier run is forgotten."""
        self._quiet = 0
        if container is not None:
            self._started.pop(container, None)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Stops what this process has running, since nobody would look after it any more."""
        if self._task is None:
            return
        watching = not self._task.done()
        self._task.cancel()
        await asyncio.wait([self._task])
        if watching:
            with suppress(SandboxError, TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._upkeep.stop_own()

    async def _watch(self) -> None:
        absent = False
        while self._quiet < _QUIET_LOOKS:
            try:
                if absent or self._place.abandoned:
                    await self._upkeep.recover()
                    absent = False
                self._quiet = 0 if await self._look() else self._quiet + 1
                await asyncio.sleep(_LOOK_SECONDS)
            except SandboxError as trouble:
                absent = True
                _log.warning("can't look after containers", host=self._place.host, trouble=str(trouble))
                await asyncio.sleep(_ABSENT_SECONDS)
            except Exception:  # noqa: BLE001 - whatever it is, containers must not run on unwatched
                _log.exception("watch failed", host=self._place.host)
                await asyncio.sleep(_ABSENT_SECONDS)

    async def _look(self) -> bool:
        """Looks once; True if anything runs."""
        running = await self._upkeep.ours(running=True, sizes=True)
        await self._upkeep.clear()
        sights = await self._sights(running)
        endings = {each.container.id: self._verdict(each) for each in sights}
        if not any(endings.values()) and (greatest := self._crowding(sights)) is not None:
            endings[greatest.container.id] = Ending(Reason.DISK_FULL, "The sandbox's disk ran full, so it was stopped.")
        await asyncio.gather(*(self._end(id_, ending) for id_, ending in endings.items() if ending is not None))
        if (short := self._shortage()) > 0:
            await self._upkeep.make_room(short)
        return bool(running)

    async def _sights(self, running: Sequence[EngineContainer]) -> list[Sight]:
        self._started = {each.id: await self._start_of(each) for each in running}
        sizes = await self._volume_sizes(running)
        return [
            Sight(
                each,
                time.monotonic() - self._started[each.id],
                {mount.volume: sizes[mount.volume] for mount in each.mounts if mount.volume in sizes},
            )
            for each in running
        ]

    async def _start_of(self, container: EngineContainer) -> float:
        """Returns when it was started, by a clock that nobody can set back; the engine's is asked once."""
        if container.id in self._started:
            return self._started[container.id]
        return time.monotonic() - await self._upkeep.running_for(container.id)

    async def _volume_sizes(self, running: Sequence[EngineContainer]) -> Mapping[str, int]:
        if not any(mount.volume for each in running for mount in each.mounts):
            return {}
        if time.monotonic() - self._sized_at > _VOLUMES_SECONDS:
            self._sizes = (await self._place.engine.store()).volumes
            self._sized_at = time.monotonic()
        return self._sizes

    def _verdict(self, sight: Sight) -> Ending | None:
        return verdict(sight, self._policy, attended=sight.container.id in self._place.attended)

    def _crowding(self, sights: Sequence[Sight]) -> Sight | None:
        return greatest_writer(sights) if self._shortage() > 0 else None

    def _shortage(self) -> int:
        free = self._free_space()
        return 0 if free is None else self._policy.free_bytes - free

    async def _end(self, container: str, ending: Ending) -> None:
        _log.info("container is ended", host=self._place.host, container=container, why=ending.reason)
        self._place.endings.note(container, ending)
        if ending.reason is Reason.DISK_FULL:
            await self._upkeep.kill(container)  # it would write on while it is asked
        else:
            await self._upkeep.stop(container)
