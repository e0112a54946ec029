"""The one door to the learners' Docker hosts: pull, history and lists for a group; state and pruning for operators."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from pathlib import Path

from sandbox.comparing import Comparison
from sandbox.engine import Engine
from sandbox.errors import SandboxError
from sandbox.janitor import Janitor
from sandbox.jobs import Jobs
from sandbox.looking import Looking
from sandbox.policy import Policy, admit, check_reference
from sandbox.pool import Place, Pool, PullVersion
from sandbox.pulling import Board, Fetched, ask_registry, fetch
from sandbox.queue import FairQueue, Queued
from sandbox.references import Reference, parse_reference
from sandbox.sharing import Shared
from sandbox.usage import GroupImage, UsageLedger
from sandbox.values import Asker, HostStatus, ImageHistory, ImageSummary, PruneReport, Pulled, PullProgress


class Sandbox:
    """Built once at start; connects to nothing until it is asked something.

    `hosts` are engine addresses, `mirror` the address of the operator's registry cache (trusted, may be inside),
    `certificates` a folder with ca.pem, cert.pem and key.pem for tcp hosts. Every method raises a SandboxError
    whose text can be shown to the learner, escaped.
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
    ) -> None:
        self.jobs = Jobs(policy.jobs_per_learner)
        self._mirror = mirror
        self._policy = policy
        self._usage = usage
        self._now = now
        self._looking = Looking(policy, mirror, usage, now)
        self._pool = Pool(
            [Place(Engine(host, certificates), FairQueue(policy.pulls), FairQueue(policy.runs)) for host in hosts]
        )

    def reference(self, text: str) -> Reference:
        """Reads an image name as typed and asks the policy. Raises InvalidReference or Refused; sends no packet."""
        return admit(text, self._policy)

    async def pull(self, reference: Reference, who: Asker) -> AsyncGenerator[Queued | PullProgress | Pulled, None]:
        """Fetches an image for a group: yields the latest place in line or progress, and ends with exactly one Pulled.

        Several groups pulling one image at a time watch one pull, in the turn of the first who asked. Closing the
        generator (or cancelling its reader) leaves the pull; the engine's work stops with the last watcher.
        """
        check_reference(reference, self._policy)
        started = time.monotonic()
        place = await self._pool.place_of(who.group)
        async with aclosing(self._shared_pull(place, reference, who).watch()) as versions:
            async for version in versions:
                if not isinstance(version, Fetched):
                    yield version
                else:
                    image = GroupImage(reference.canonical, version.image.id, version.remote.digest, self._now())
                    await self._usage.remember(place.host, who.group, image)
                    yield _pulled(version, time.monotonic() - started)

    async def history(self, reference: Reference, group: str) -> ImageHistory:
        """Returns an image's steps: from the engine if the group has pulled it, else from the registry unpulled."""
        check_reference(reference, self._policy)
        place = await self._pool.place_of(group)
        return await self._looking.history(place, reference, group)

    async def compare(self, first: Reference, second: Reference, group: str) -> Comparison:
        """Sets two images side by side: as the engine has them if the group has pulled both, else as registries do."""
        for each in (first, second):
            check_reference(each, self._policy)
        place = await self._pool.place_of(group)
        return await self._looking.compare(place, first, second, group)

    async def waste(self, reference: Reference, group: str) -> ImageHistory:
        """Returns the history of an image that the group has pulled, with the bytes that its layers hold for nothing."""
        check_reference(reference, self._policy)
        place = await self._pool.place_of(group)
        return await self._looking.waste(place, reference, group)

    async def images(self, group: str) -> list[ImageSummary]:
        """Returns what this group has pulled and its host still has, newest pull first; never another group's."""
        place = await self._pool.place_of(group)
        kept = await self._usage.of_group(place.host, group)
        present = await place.engine.sizes() if kept else {}
        return [_summary(each, *present[each.image_id]) for each in kept if each.image_id in present]

    async def status(self) -> list[HostStatus]:
        """Returns the state of every host, also of those that don't answer."""
        return list(await asyncio.gather(*(self._status(place) for place in self._pool.places)))

    async def prune(self, *, dry_run: bool = False) -> list[PruneReport]:
        """Brings every host's image store under its mark and says what went and why; with `dry_run`, what would."""
        return [await self._prune(place, dry_run=dry_run) for place in self._pool.places]

    async def close(self) -> None:
        """Stops running pulls and lets go of the engines."""
        for place in self._pool.places:
            await asyncio.gather(*(pull.stop() for pull in place.pulls.values()))
            await place.engine.close()

    def _shared_pull(self, place: Place, reference: Reference, who: Asker) -> Shared[PullVersion]:
        place.pulls = {name: pull for name, pull in place.pulls.items() if pull.open}
        if reference.canonical not in place.pulls:
            place.pulls[reference.canonical] = Shared(self._pull(place, reference, who))
        return place.pulls[reference.canonical]

    async def _pull(self, place: Place, reference: Reference, who: Asker) -> AsyncGenerator[PullVersion, None]:
        remote = await ask_registry(place.engine, reference, self._policy, self._mirror, weigh=True)
        yield Board(remote.manifest.layers).progress()
        async with (
            place.leases.reading(remote.image_id, remote.manifest_digest),
            place.pull_line.ticket(who) as ticket,
        ):
            async for queued in ticket.waiting():
                yield queued
            async with (
                self._room(place, remote.size),
                aclosing(fetch(place.engine, remote, self._policy)) as versions,
            ):
                async for version in versions:
                    if isinstance(version, Fetched):
                        await self._usage.touch(place.host, version.image.id, self._now())
                    yield version

    @asynccontextmanager
    async def _room(self, place: Place, size: int) -> AsyncIterator[None]:
        """Keeps room for a pull, beside those under way, by pruning where the high mark would be passed."""
        place.reserved += size
        try:
            async with place.pruning:
                await self._janitor(place).prune(incoming=place.reserved)
            yield
        finally:
            place.reserved -= size

    async def _prune(self, place: Place, *, dry_run: bool) -> PruneReport:
        try:
            async with place.pruning:
                return await self._janitor(place).prune(dry_run=dry_run)
        except SandboxError as trouble:
            return PruneReport(place.host, dry_run, (), 0, 0, str(trouble))

    def _janitor(self, place: Place) -> Janitor:
        return Janitor(place.engine, place.leases, self._usage, self._policy)

    async def _status(self, place: Place) -> HostStatus:
        try:
            facts = await place.engine.facts()
            store = await place.engine.store()
        except SandboxError as trouble:
            return HostStatus(place.host, str(trouble))
        return HostStatus(
            host=place.host,
            trouble="",
            engine_version=facts.version,
            platform=f"{facts.os}/{facts.architecture}",
            images=len(store.images),
            used=store.used,
            high_mark=self._policy.high_mark,
            low_mark=self._policy.low_mark,
        )


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


def _summary(kept: GroupImage, size: int, created: datetime | None) -> ImageSummary:
    return ImageSummary(parse_reference(kept.reference), kept.image_id, created, size, kept.pulled_at)
