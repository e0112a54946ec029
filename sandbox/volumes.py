"""A group's volumes: kept between containers, counted, and small."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sandbox.containers.orders import check_labels
from sandbox.containers.site import Site
from sandbox.containers.values import Facts, Pruned, VolumeMount, VolumeSummary
from sandbox.engine.connection import EngineRefusedError, NoSuchThingError
from sandbox.engine.containers import EngineContainer
from sandbox.engine.volumes import EngineVolume
from sandbox.errors import Conflict, NotFound, Refused, SandboxError
from sandbox.policy import Policy
from sandbox.pool import Pool
from sandbox.references import shown
from sandbox.usage import UsageLedger
from sandbox.values import Asker
from sandbox.world import ANONYMOUS, LEARNER, World, check_name, without_ours

_ANONYMOUS_BYTES = 32
"""docker's anonymous volumes have names of 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """The door to every group's volumes; each method looks at one group's only."""

    pool: Pool
    installation: str
    policy: Policy
    usage: UsageLedger
    now: Callable[[], datetime]

    async def create(self, name: str | None, who: Asker, *, labels: Mapping[str, str] | None = None) -> VolumeSummary:
        """Makes a volume, with a made-up name if it is given none; one that is there already stays as it is."""
        if name is not None:
            check_name(name, "volume")
        check_labels(labels or {})
        site = await self._site(who.group)
        async with site.place.making_for(who.group):
            there = await self._own(site)
            if name is not None and name in there:
                return _summary(name, there[name], 0)
            self._check_room(len(there), 1)
            name = name or secrets.token_hex(_ANONYMOUS_BYTES)
            return _summary(name, await self._make(site, name, who, anonymous=False, labels=labels or {}), 0)

    async def list(self, group: str, *, size: bool = False) -> list[VolumeSummary]:
        """Returns the group's volumes by name; their sizes, if asked for, take the engine a while."""
        site = await self._site(group)
        own, users = await self._own(site), await _users(site)
        sizes = (await site.place.engine.store()).volumes if size and own else {}
        return [
            replace(_summary(name, each, users.get(name, 0)), size=sizes.get(each.name) if size else None)
            for name, each in sorted(own.items())
        ]

    async def inspect(self, name: str, group: str) -> Facts:
        """Returns what docker tells of a volume, but for where it lies on the host."""
        site = await self._site(group)
        found = await self._find(site, name)
        return {
            "CreatedAt": found.created.isoformat() if found.created else "",
            "Driver": "local",
            "Labels": without_ours(found.labels) or None,
            "Name": name,
            "Options": None,
            "Scope": "local",
        }

    async def remove(self, name: str, group: str, *, force: bool = False) -> str:
        """Removes a volume and what is in it; `force` is content if there is none."""
        site = await self._site(group)
        try:
            found = await self._find(site, name)
        except NotFound:
            if force:
                return name
            raise
        await self._remove(found, name, site)
        return name

    async def prune(self, group: str, *, all: bool = False) -> Pruned:  # noqa: A002 - docker's word
        """Removes the volumes that no container has: the anonymous ones, or all."""
        unused = [each for each in await self.list(group, size=True) if not each.containers and (all or each.anonymous)]
        site = await self._site(group)
        gone = []
        for each in unused:
            with suppress(NotFound, Conflict):
                await self._remove(await self._find(site, each.name), each.name, site)
                gone.append(each)
        return Pruned(tuple(each.name for each in gone), sum(each.size or 0 for each in gone))

    async def provide(self, site: Site, mounts: tuple[VolumeMount, ...], who: Asker) -> tuple[VolumeMount, ...]:
        """Makes the volumes that a container needs and that aren't there; gives names to those that have none.

        To be called under the group's lock. Raises Refused where the group would have too many.
        """
        if not mounts:
            return ()
        own = await self._own(site)
        named = tuple(replace(mount, volume=mount.volume or secrets.token_hex(_ANONYMOUS_BYTES)) for mount in mounts)
        missing = {each.volume or "": mount.volume is None for each, mount in zip(named, mounts, strict=True)}
        missing = {name: anonymous for name, anonymous in missing.items() if name not in own}
        self._check_room(len(own), len(missing))
        for name, anonymous in missing.items():
            await self._make(site, name, who, anonymous=anonymous, labels={})
        for each in named:
            await self.touch(site, site.world.engine_name(each.volume or ""))
        return named

    async def touch(self, site: Site, volume: str) -> None:
        """Notes that a volume, by the engine's name, is in use."""
        await self.usage.touch(site.place.host, volume_key(volume), self.now())

    async def discard(self, site: Site, mounts: tuple[VolumeMount, ...]) -> None:
        """Removes the anonymous ones among the volumes that were made for a container."""
        await self._discard(site, {site.world.engine_name(mount.volume) for mount in mounts if mount.volume})

    async def remove_container(self, site: Site, container: str) -> None:
        """Removes a container, running or not, and the anonymous volumes that only it had."""
        try:
            found = (await site.containers.inspect(container)).get("Mounts") or []
        except NoSuchThingError:
            return
        await site.containers.remove(container)
        await self._discard(site, {str(mount.get("Name")) for mount in found if mount.get("Type") == "volume"})

    async def _discard(self, site: Site, volumes: set[str]) -> None:
        """By the engine's names; one that is in use, or gone, is left alone."""
        if not volumes:
            return
        for name, each in (await self._own(site)).items():
            if each.name in volumes and each.labels.get(ANONYMOUS) == "yes":
                with suppress(SandboxError):
                    await self._remove(each, name, site)

    async def _site(self, group: str) -> Site:
        return Site(await self.pool.place_of(group), World(self.installation, group))

    async def _own(self, site: Site) -> dict[str, EngineVolume]:
        return site.world.own(await site.place.engine.volumes.list(site.world.labels))

    async def _find(self, site: Site, name: str) -> EngineVolume:
        own = await self._own(site)
        if name not in own:
            raise _no_such_volume(name)
        return own[name]

    async def _make(
        self, site: Site, name: str, who: Asker, *, anonymous: bool, labels: Mapping[str, str]
    ) -> EngineVolume:
        ours = {**site.world.labels, LEARNER: who.learner, ANONYMOUS: "yes" if anonymous else "no"}
        made = await site.place.engine.volumes.create(site.world.engine_name(name), {**labels, **ours})
        await self.touch(site, made.name)
        return made

    async def _remove(self, volume: EngineVolume, name: str, site: Site) -> None:
        try:
            await site.place.engine.volumes.remove(volume.name)
        except NoSuchThingError:
            raise _no_such_volume(name) from None
        except EngineRefusedError as refusal:
            if refusal.status != 409:
                raise
            raise Conflict(
                f"The volume {shown(name)} is in use by a container.", "Remove that container first: docker ps --all"
            ) from None
        await self.usage.forget(site.place.host, volume_key(volume.name))

    def _check_room(self, there: int, more: int) -> None:
        if more and there + more > self.policy.volumes:
            raise Refused(
                f"Your group may have at most {self.policy.volumes} volumes: it has {there}, and this needs {more} more.",
                "Remove one that you don't need: docker volume ls, docker volume rm NAME",
            )


def volume_key(volume: str) -> str:
    """How the ledger calls a volume, by the engine's name of it: short enough for its column, and no image's ID."""
    return f"volume:{sha256(volume.encode()).hexdigest()}"


async def _users(site: Site) -> dict[str, int]:
    """Returns how many containers of the group have each of its volumes."""
    users: dict[str, int] = {}
    for container in (await site.own()).values():
        for name in volumes_of(site.world, container):
            users[name] = users.get(name, 0) + 1
    return users


def volumes_of(world: World, container: EngineContainer) -> set[str]:
    """Returns the group's names of the volumes that a container has."""
    names = (world.own_name(mount.volume) for mount in container.mounts)
    return {name for name in names if name}


def _summary(name: str, volume: EngineVolume, containers: int) -> VolumeSummary:
    return VolumeSummary(
        name=name,
        created=volume.created,
        labels=without_ours(volume.labels),
        anonymous=volume.labels.get(ANONYMOUS) == "yes",
        containers=containers,
        learner=volume.labels.get(LEARNER, ""),
    )


def _no_such_volume(name: str) -> NotFound:
    return NotFound(f"No such volume: {shown(name)}", "See which there are: docker volume ls")
