"""The one door to the learners' Docker hosts: pull, history and lists for a group; state and pruning for operators."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import datetime
from pathlib import Path

from sandbox.builds.door import Builds
from sandbox.comparing import Comparison
from sandbox.containers.door import Containers
from sandbox.containers.running import Runner
from sandbox.containers.site import Site
from sandbox.containers.values import Facts, ImageRemoval, Pruned, UsageRow
from sandbox.daemon import folder_of, free_space
from sandbox.engine import Engine
from sandbox.engine.answers import ListedImage
from sandbox.errors import SandboxError
from sandbox.fitness import unfit
from sandbox.janitor import Janitor
from sandbox.jobs import Jobs
from sandbox.looking import Looking
from sandbox.marks import Space, marks_of, unpacked
from sandbox.policy import Policy, admit, check_reference
from sandbox.pool import Place, Pool, PullVersion
from sandbox.pulling import Board, Disk, Fetched, ask_registry, fetch
from sandbox.queue import FairQueue, Queued
from sandbox.references import Reference, parse_reference
from sandbox.room import Room
from sandbox.sharing import Shared
from sandbox.shelf import Shelf
from sandbox.taken import usage_rows
from sandbox.upkeep import Upkeep
from sandbox.usage import GroupImage, UsageLedger
from sandbox.values import (
    Asker,
    HostStatus,
    ImageHistory,
    ImageSummary,
    PruneReport,
    Pulled,
    PullProgress,
    Recovered,
)
from sandbox.volumes import Volumes
from sandbox.watch import Watch
from sandbox.world import World, build_mark


class Sandbox:
    """Built once at start; connects to nothing until it is asked something.

    `hosts` are engine addresses, `mirror` the address of the operator's registry cache (trusted, may be inside),
    `certificates` a folder with ca.pem, cert.pem and key.pem for tcp hosts. `installation` marks what is made on
    the hosts, and must stay the same: lower-case letters and digits. Every method raises a SandboxError whose text
    can be shown to the learner, escaped.
    """

    def __init__(
        self,
        hosts: tuple[str, ...],
        mirror: str | None,
        policy: Policy,
        usage: UsageLedger,
        now: Callable[[], datetime],
        *,
        certificates: Path | None = None,
        installation: str = "local",
    ) -> None:
        self.jobs = Jobs(policy.jobs_per_learner)
        self._mirror = mirror
        self.policy = policy
        self._usage = usage
        self._now = now
        self._looking = Looking(policy, mirror, usage, now)
        self._pool = Pool(
            [
                Place(
                    Engine(host, certificates),
                    FairQueue(policy.pulls),
                    FairQueue(policy.runs),
                    disk=Disk(_space_of(host)),
                )
                for host in hosts
            ]
        )
        self._installation = installation
        self._shelf = Shelf(usage, now)
        self.process = secrets.token_hex(8)
        self.is_ready = False  # until a host has answered
        self.volumes = Volumes(self._pool, installation, policy, usage, now)
        runner = Runner(policy, self.process, self.volumes, self._wake)
        self.containers = Containers(self._pool, installation, policy, runner, self._shelf, self.pull)
        self.builds = Builds(
            self._pool,
            policy,
            self._shelf,
            self.pull,
            self._room,
            self._lost,
            build_mark(installation, self.process),
            now,
        )
        self._upkeeps = [
            Upkeep(place, installation, self.process, policy, self.volumes, self._shelf, now)
            for place in self._pool.places
        ]
        self._watches = {each.place.host: Watch(each, each.place.disk.free) for each in self._upkeeps}

    def reference(self, text: str) -> Reference:
        """Reads an image name as typed and asks the policy. Raises InvalidReference or Refused; sends no packet."""
        return admit(text, self.policy)

    async def pull(self, reference: Reference, who: Asker) -> AsyncGenerator[Queued | PullProgress | Pulled, None]:
        """Fetches an image for a group: yields the latest place in line or progress, and ends with exactly one Pulled.

        Several groups pulling one image at a time watch one pull, in the turn of the first who asked. Closing the
        generator (or cancelling its reader) leaves the pull; the engine's work stops with the last watcher.
        """
        check_reference(reference, self.policy)
        started = time.monotonic()
        place = await self._pool.place_of(who.group)
        async with aclosing(self._shared_pull(place, reference, who).watch()) as versions:
            async for version in versions:
                if not isinstance(version, Fetched):
                    yield version
                else:
                    image = GroupImage(reference.canonical, version.image.id, version.remote.digest, self._now())
                    async with place.leases.reading(version.image.id):  # until whoever runs it has a lease of its own
                        await self._usage.remember(place.host, who.group, image)
                        yield _pulled(version, time.monotonic() - started)

    async def history(self, reference: Reference, group: str) -> ImageHistory:
        """Returns an image's steps: from the engine if the group has pulled it, else from the registry unpulled.

        What the engine told once of an image is told again without it.
        """
        check_reference(reference, self.policy)
        for place in self._pool.ranked(group)[:1]:
            if (remembered := await self._looking.remembered(place, reference, group)) is not None:
                return remembered
        place = await self._pool.place_of(group)
        return await self._looking.history(place, reference, group)

    async def compare(self, first: Reference, second: Reference, group: str) -> Comparison:
        """Sets two images side by side: as the engine has them if the group has pulled both, else as registries do."""
        for each in (first, second):
            check_reference(each, self.policy)
        place = await self._pool.place_of(group)
        return await self._looking.compare(place, first, second, group)

    async def waste(self, reference: Reference, group: str) -> ImageHistory:
        """Returns the history of an image that the group has pulled, with the bytes that its layers hold for nothing."""
        check_reference(reference, self.policy)
        place = await self._pool.place_of(group)
        return await self._looking.waste(place, reference, group)

    async def images(self, group: str) -> list[ImageSummary]:
        """Returns what this group has pulled and its host still has, newest pull first; never another group's."""
        place = await self._pool.place_of(group)
        kept = await self._usage.of_group(place.host, group)
        present = await place.engine.images() if kept else {}
        return [_summary(each, present[each.image_id]) for each in kept if each.image_id in present]

    async def tag(self, source: str, target: Reference, group: str) -> None:
        """Gives an image of the group, by name or ID, another name, which nobody else sees."""
        await self._shelf.tag(await self._pool.place_of(group), source, target, group)

    async def remove_image(self, name: str, group: str, *, force: bool = False) -> ImageRemoval:
        """Takes a name of the group's away; the image goes with the last."""
        return await self._shelf.remove(await self._site(group), name, force=force)

    async def prune_images(self, group: str, *, all: bool = False) -> Pruned:  # noqa: A002 - docker's word
        """Removes the group's images that none of its containers uses; without `all` those without a name."""
        return await self._shelf.prune(await self._site(group), all=all)

    async def inspect_image(self, name: str, group: str) -> Facts:
        """Returns docker's own keys, chosen, of an image of the group."""
        return await self._shelf.inspect(await self._pool.place_of(group), name, group)

    async def usage(self, group: str) -> list[UsageRow]:
        """Returns what the group's things take on its host, as `docker system df` lists it."""
        site = await self._site(group)
        return usage_rows(
            site.world, await self._usage.of_group(site.place.host, group), await site.place.engine.store()
        )

    async def recover(self, living: Collection[str] = ()) -> list[Recovered]:
        """Puts away, on every host that answers, what lost processes left; `living` are the other processes' marks.

        To be called at start, and again for hosts with `trouble`.
        """
        recovered = list(await asyncio.gather(*(self._recover(each, living) for each in self._upkeeps)))
        self.is_ready = any(not each.trouble for each in recovered)
        return recovered

    async def status(self) -> list[HostStatus]:
        """Returns the state of every host, also of those that don't answer."""
        return list(await asyncio.gather(*(self._status(place) for place in self._pool.places)))

    async def prune(self, *, dry_run: bool = False) -> list[PruneReport]:
        """Brings every host's image store under its mark and says what went and why; with `dry_run`, what would.

        Containers and volumes that have had their time go too.
        """
        return [await self._prune(each, dry_run=dry_run) for each in self._upkeeps]

    async def close(self) -> None:
        """Stops running pulls and lets go of the engines."""
        for watch in self._watches.values():
            await watch.close()
        for place in self._pool.places:
            await asyncio.gather(*(pull.stop() for pull in place.pulls.values()))
            await place.engine.close()

    def _wake(self, site: Site, container: str) -> None:
        self._watches[site.place.host].wake(container)

    def _lost(self, place: Place) -> None:
        place.abandoned.add("a build")
        self._watches[place.host].wake()

    async def _site(self, group: str) -> Site:
        return Site(await self._pool.place_of(group), World(self._installation, group))

    async def _recover(self, upkeep: Upkeep, living: Collection[str]) -> Recovered:
        try:
            recovered = await upkeep.recover(living)
        except SandboxError as trouble:
            return Recovered(upkeep.place.host, trouble=str(trouble))
        self._watches[upkeep.place.host].wake()
        return recovered

    def _shared_pull(self, place: Place, reference: Reference, who: Asker) -> Shared[PullVersion]:
        place.pulls = {name: pull for name, pull in place.pulls.items() if pull.open}
        if reference.canonical not in place.pulls:
            place.pulls[reference.canonical] = Shared(self._pull(place, reference, who))
        return place.pulls[reference.canonical]

    async def _pull(self, place: Place, reference: Reference, who: Asker) -> AsyncGenerator[PullVersion, None]:
        remote = await ask_registry(place.engine, reference, self.policy, self._mirror, weigh=True)
        yield Board(remote.manifest.layers).progress()
        async with (
            place.leases.reading(remote.image_id, remote.manifest_digest),
            place.pull_line.ticket(who) as ticket,
        ):
            async for queued in ticket.waiting():
                yield queued
            async with (
                self._room(place, unpacked(remote.size)),
                aclosing(fetch(place.engine, remote, self.policy, place.disk)) as versions,
            ):
                async for version in versions:
                    if isinstance(version, Fetched):
                        await self._usage.touch(place.host, version.image.id, self._now())
                    yield version

    def _room(self, place: Place, size: int) -> AbstractAsyncContextManager[None]:
        upkeep = next(each for each in self._upkeeps if each.place is place)
        return Room(upkeep, self._janitor(place)).kept(size)

    async def _prune(self, upkeep: Upkeep, *, dry_run: bool) -> PruneReport:
        place = upkeep.place
        try:
            async with place.pruning:
                if not dry_run:
                    await upkeep.tidy()
                return await self._janitor(place).prune(dry_run=dry_run)
        except SandboxError as trouble:
            return PruneReport(place.host, dry_run, (), 0, 0, str(trouble))

    def _janitor(self, place: Place) -> Janitor:
        return Janitor(place.engine, place.leases, self._usage, self.policy, place.disk.space)

    async def _status(self, place: Place) -> HostStatus:
        try:
            facts = await place.engine.facts()
            store = await place.engine.store()
        except SandboxError as trouble:
            return HostStatus(place.host, str(trouble))
        marks = marks_of(self.policy, place.disk.space())
        return HostStatus(
            host=place.host,
            trouble=" ".join(unfit(facts.limits)),
            engine_version=facts.version,
            platform=f"{facts.os}/{facts.architecture}",
            images=len(store.images),
            used=store.used,
            high_mark=marks.high,
            low_mark=marks.low,
        )


def _space_of(host: str) -> Callable[[], Space | None]:
    """Measures the disk of a host that is set up on this machine, be it later."""

    def measure() -> Space | None:
        folder = folder_of(host)
        try:
            return Space(*free_space(folder)) if folder else None
        except OSError:
            return None

    return measure


def _pulled(fetched: Fetched, seconds: float) -> Pulled:
    remote = fetched.remote
    return Pulled(
        reference=remote.reference,
        digest=remote.digest,
        image_id=fetched.image.id,
        size=fetched.image.size,
        layers=len(remote.manifest.layers),
        seconds=seconds,
        command=f"docker pull {remote.reference.familiar}",
        pulls_left=remote.pulls_left,
    )


def _summary(kept: GroupImage, found: ListedImage) -> ImageSummary:
    return ImageSummary(
        parse_reference(kept.reference),
        kept.image_id,
        kept.digest,
        found.created,
        found.size,
        kept.pulled_at,
        found.labels,
    )
