"""Clears away what nobody needs on one host: what a lost process left, what has stood about for long.

A restart of the bot is to containers what a restart of the machine is to docker: what ran has been stopped, what was
stopped is still there. After a crash, what had been run in the foreground or with `--rm` is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from sandbox.containers.site import Site
from sandbox.engine.connection import EngineRefusedError, NoSuchThingError
from sandbox.engine.containers import EngineContainer
from sandbox.errors import SandboxError
from sandbox.foreign import listing, table
from sandbox.policy import Policy
from sandbox.pool import Place
from sandbox.shelf import Shelf
from sandbox.values import Recovered
from sandbox.volumes import Volumes, volume_key
from sandbox.world import GROUP, INSTALLATION, MODE, PROCESS, REMOVE, World, building_process, is_ours

_AT_A_TIME = 4
_BROKEN = ("dead", "removing")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Of what one installation has on one host; `process` is this one's mark."""

    place: Place
    installation: str
    process: str
    policy: Policy
    volumes: Volumes
    shelf: Shelf
    now: Callable[[], datetime]

    async def ours(self, *, running: bool = False, sizes: bool = False) -> list[EngineContainer]:
        """Returns the installation's containers, of all groups."""
        found = await self.place.engine.containers.list({INSTALLATION: self.installation}, running=running, sizes=sizes)
        return [each for each in found if is_ours(each, self.installation)]

    async def recover(self, living: Collection[str] = ()) -> Recovered:
        """Ends and removes what no process of the installation looks after; `living` are the marks of the others.

        Raises Unavailable or TimedOut where the engine does not answer.
        """
        removed, stopped = list[str](), list[str]()
        gate = asyncio.Semaphore(_AT_A_TIME)

        async def treat(container: EngineContainer) -> None:
            async with gate:
                if self._must_go(container, living):
                    await self.remove(container)
                    removed.append(container.id)
                elif container.running and self._is_lost(container, living):
                    await self.stop(container.id)
                    stopped.append(container.id)

        abandoned = set(self.place.abandoned)
        await asyncio.gather(*(treat(each) for each in await self.ours()))
        removed += await self._put_away_builds(living)
        self.place.abandoned -= abandoned
        for id_ in (*removed, *stopped):
            _log.info("orphan put away", host=self.place.host, container=id_)
        return Recovered(self.place.host, tuple(removed), tuple(stopped))

    async def _put_away_builds(self, living: Collection[str]) -> list[str]:
        """Removes what builds left whose process or engine was lost in the middle of them."""
        removed = []
        strangers = [
            each for each in await self.place.engine.containers.list({}) if not is_ours(each, self.installation)
        ]
        for each in strangers:
            with suppress(NoSuchThingError):
                found = table((await self.place.engine.containers.inspect(each.id)).get("HostConfig"))
                process = building_process(map(str, listing(found.get("ExtraHosts"))), self.installation)
                lost = process not in (None, self.process, *living)
                if lost or (process == self.process and not self.place.building):
                    await self.place.engine.containers.remove(each.id)
                    removed.append(each.id)
        return removed

    async def stop_own(self) -> None:
        """Stops what this process has running."""
        own = [each for each in await self.ours(running=True) if each.labels.get(PROCESS) == self.process]
        await asyncio.gather(*(self.stop(each.id) for each in own))
        await self.clear()

    async def clear(self) -> None:
        """Removes `--rm` containers that have ended and that nobody follows."""
        for each in await self.place.engine.containers.list({INSTALLATION: self.installation, REMOVE: "yes"}):
            ours = each.labels.get(PROCESS) == self.process or each.labels.get(MODE) == "detached"
            if is_ours(each, self.installation) and ours and each.state == "exited" and not self._attended(each):
                await self.remove(each)

    async def tidy(self) -> None:
        """Removes what has had its time: stopped containers, unused volumes, images that no group has a name for."""
        await self._tidy_containers()
        await self._tidy_volumes()
        await self._tidy_images()

    async def make_room(self, needed: int) -> None:
        """Removes stopped containers, the greatest writers first, until so many bytes have come free."""
        idle = [each for each in await self.ours(sizes=True) if not each.running and not self._attended(each)]
        for each in sorted(idle, key=lambda each: each.written or 0, reverse=True):
            if needed <= 0 or not each.written:
                return
            _log.info("stopped container makes room", host=self.place.host, container=each.id, written=each.written)
            await self.remove(each)
            needed -= each.written

    async def running_for(self, container: str) -> float:
        """Returns how many seconds ago a container was started, by the engine's own clock; 0 if that was set back."""
        with suppress(NoSuchThingError):
            state = await self.place.engine.containers.state(container)
            if state.started is not None:
                return max(0.0, (await self.place.engine.clock() - state.started).total_seconds())
        return 0.0

    async def stop(self, container: str) -> None:
        """Ends a container in the policy's way; one that has ended or gone is fine."""
        with suppress(NoSuchThingError, EngineRefusedError):
            await self.place.engine.containers.stop(container, self.policy.stop_seconds)

    async def kill(self, container: str) -> None:
        """Ends a container at once; one that has ended or gone is fine."""
        with suppress(NoSuchThingError, EngineRefusedError):
            await self.place.engine.containers.kill(container, "KILL")

    async def remove(self, container: EngineContainer) -> None:
        """Removes a container with its anonymous volumes; one that has gone, or is going, is fine."""
        site = Site(self.place, World(self.installation, container.labels.get(GROUP, "")))
        with suppress(NoSuchThingError, EngineRefusedError):
            await self.volumes.remove_container(site, container.id)

    def _must_go(self, container: EngineContainer, living: Collection[str]) -> bool:
        if self._attended(container):
            return False
        lost = self._is_lost(container, living)
        mine = container.labels.get(PROCESS) == self.process
        if container.state in _BROKEN:
            return lost or mine
        if container.labels.get(REMOVE) == "yes":
            return lost or (mine and not container.running)
        unfinished = container.running or container.state == "created"
        return lost and unfinished and container.labels.get(MODE) != "detached"

    def _is_lost(self, container: EngineContainer, living: Collection[str]) -> bool:
        return container.id in self.place.abandoned or container.labels.get(PROCESS) not in (self.process, *living)

    def _attended(self, container: EngineContainer) -> bool:
        return container.id in self.place.attended

    async def _tidy_containers(self) -> None:
        idle = [each for each in await self.ours() if not each.running and not self._attended(each)]
        clock = await self.place.engine.clock() if idle else None
        for each in idle:
            with suppress(NoSuchThingError):
                state = await self.place.engine.containers.state(each.id)
                since = state.finished or each.created
                if since and clock and clock - since > timedelta(seconds=self.policy.stopped_seconds):
                    await self.remove(each)

    async def _tidy_volumes(self) -> None:
        used = {mount.volume for each in await self.ours() for mount in each.mounts}
        last_used = await self.shelf.usage.last_used(self.place.host)
        for volume in await self.place.engine.volumes.list({INSTALLATION: self.installation}):
            since = last_used.get(volume_key(volume.name))
            if not is_ours(volume, self.installation):
                continue
            if since is None or volume.name in used:
                await self.shelf.usage.touch(self.place.host, volume_key(volume.name), self.now())
            elif self.now() - since > timedelta(seconds=self.policy.unused_volume_seconds):
                with suppress(NoSuchThingError, EngineRefusedError):
                    await self.place.engine.volumes.remove(volume.name)
                    await self.shelf.usage.forget(self.place.host, volume_key(volume.name))

    async def _tidy_images(self) -> None:
        for image_id, at in (await self.shelf.usage.last_used(self.place.host)).items():
            unused_for = self.now() - at
            if image_id.startswith("sha256:") and unused_for > timedelta(seconds=self.policy.nameless_seconds):
                with suppress(SandboxError):
                    await self.shelf.remove_unwanted(self.place, image_id)
