"""The door to every group's containers: each method looks at one group's only, on the host where they live."""

from __future__ import annotations

import asyncio
import builtins
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from datetime import datetime

from sandbox.containers.endings import Ending
from sandbox.containers.executing import execute
from sandbox.containers.following import watch_along
from sandbox.containers.inspecting import container_facts
from sandbox.containers.orders import check_exec, check_order, check_signal
from sandbox.containers.refusals import in_words, name_in_use, never_began, not_running, why_not_begun
from sandbox.containers.running import Runner, check_running
from sandbox.containers.samples import read_changes, read_processes, read_stats
from sandbox.containers.site import Site
from sandbox.containers.tape import Tape
from sandbox.containers.values import (
    Change,
    ContainerSummary,
    Ended,
    ExecOrder,
    Facts,
    JobStep,
    Mount,
    Output,
    Printed,
    Processes,
    Pruned,
    Reason,
    RunOrder,
    Started,
    Stats,
)
from sandbox.engine.answers import EngineImage
from sandbox.engine.connection import EngineRefusedError
from sandbox.engine.containers import EngineContainer
from sandbox.errors import Conflict, Invalid, NotFound, TimedOut, Unavailable
from sandbox.policy import Policy
from sandbox.pool import Pool
from sandbox.queue import Queued
from sandbox.references import Reference, shown
from sandbox.shelf import Shelf, find_image
from sandbox.values import Asker, Pulled, PullProgress
from sandbox.world import IMAGE, LEARNER, World, check_name, without_ours

Pull = Callable[[Reference, Asker], AsyncGenerator[Queued | PullProgress | Pulled, None]]

_POLL_SECONDS = 0.2
_PULLS = 3
"""An image may have to make room for another pull in the moment in which its own is done."""

_LOGS_SECONDS = 10.0
_STOPPED = Ending(Reason.STOPPED)


@dataclass(frozen=True, slots=True)
class Containers:
    """Built with the sandbox. Names and IDs are as typed; what is another group's is not found, like what is nowhere.

    Every method raises a SandboxError whose text can be shown to the learner, escaped.
    """

    pool: Pool
    installation: str
    policy: Policy
    runner: Runner
    shelf: Shelf
    pull: Pull

    async def run(self, order: RunOrder, who: Asker) -> AsyncGenerator[JobStep, None]:
        """Yields what a pull tells where one is needed, its place in line, Started, and then, unless detached, what

        is printed and one Ended. A command that can't begin has no Started. Closing the generator stops a container
        that is not detached, and removes it with `--rm`.
        """
        check_order(order, self.policy)
        site = await self._site(who.group)
        async with AsyncExitStack() as held:
            async with aclosing(self._image(held, site, order, who)) as steps:
                async for step in steps:
                    if not isinstance(step, EngineImage):
                        yield step
                        continue
                    image = step
            async with site.place.run_line.ticket(who) as ticket:
                async for queued in ticket.waiting():
                    yield queued
                async with aclosing(self.runner.run(site, order, image, who)) as versions:
                    async for version in versions:
                        yield version

    async def list(
        self,
        group: str,
        *,
        all: bool = False,  # noqa: A002 - docker's word
        size: bool = False,
    ) -> list[ContainerSummary]:
        """Returns the group's running containers, or all of them, the newest first."""
        site = await self._site(group)
        own = await site.own(sizes=size)
        return [_summary(site.world, name, each) for name, each in own.items() if all or each.running]

    async def logs(
        self,
        name: str,
        group: str,
        *,
        tail: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        timestamps: bool = False,
    ) -> Output:
        """Returns what is kept of a container's output; of a long one only the later part is."""
        site, own, found = await self._found(name, group)
        parameters: dict[str, str | int] = {"timestamps": int(timestamps)}
        if tail is not None:
            parameters["tail"] = max(0, tail)
        for key, moment in (("since", since), ("until", until)):
            if moment is not None:
                parameters[key] = f"{moment.timestamp():.6f}"
        tape = Tape(self.policy.output_bytes, self.policy.shown_bytes)
        with in_words(own):
            async with site.containers.logged(found.id, tape.write, parameters) as following:
                if not await following.ended(_LOGS_SECONDS):
                    raise TimedOut("The learners' Docker host takes too long over this log.", "Ask for its --tail.")
        end, _ = tape.end()
        return Output(end, tape.head, tape.total, tape.head_cut)

    async def attach(self, name: str, group: str) -> AsyncGenerator[Printed | Ended, None]:
        """Follows a running container: what it has printed, what it prints, and its end.

        Leaving it, as after the policy's time for one run, lets the container go on; then there is no Ended.
        """
        site, own, found = await self._found(name, group)
        if not found.running:
            raise not_running(own)
        async with aclosing(watch_along(site, own, found.id, self.policy)) as versions:
            async for version in versions:
                yield version

    async def start(self, name: str, group: str) -> Started:
        """Starts a container again; it may run as long as a detached one. One that runs already is left alone."""
        site, own, found = await self._found(name, group)
        async with site.place.making_for(group):
            if not found.running:
                check_running(sum(each.running for each in (await site.own()).values()), self.policy)
                await self._start(site, own, found)
        return Started(found.id, own)

    async def stop(self, name: str, group: str, *, seconds: int | None = None) -> str:
        """Asks a container to end and kills it after so many seconds; returns its name. One that has ended is fine."""
        site, own, found = await self._found(name, group)
        await self._stop(site, own, found, seconds)
        return own

    async def restart(self, name: str, group: str, *, seconds: int | None = None) -> str:
        site, own, found = await self._found(name, group)
        await self._stop(site, own, found, seconds)
        return (await self.start(found.id, group)).name

    async def kill(self, name: str, group: str, *, signal: str = "KILL") -> str:
        """Sends a running container a signal."""
        check_signal(signal)
        site, own, found = await self._found(name, group)
        if not found.running:
            raise not_running(own)
        if signal.upper().removeprefix("SIG") in ("KILL", "TERM", "9", "15"):
            site.place.endings.note(found.id, _STOPPED)
        with in_words(own):
            await site.containers.kill(found.id, signal.upper())
        return own

    async def pause(self, name: str, group: str) -> str:
        """Freezes a running container; its time goes on."""
        site, own, found = await self._found(name, group)
        with in_words(own):
            await site.containers.pause(found.id)
        return own

    async def unpause(self, name: str, group: str) -> str:
        site, own, found = await self._found(name, group)
        with in_words(own):
            await site.containers.unpause(found.id)
        return own

    async def rename(self, name: str, new: str, group: str) -> str:
        """Gives a container another name and returns that."""
        new = new.removeprefix("/")
        check_name(new, "container")
        site, own, found = await self._found(name, group)
        try:
            with in_words(own):
                await site.containers.rename(found.id, site.world.engine_name(new))
        except Conflict:
            raise name_in_use(new) from None
        return new

    async def wait(self, name: str, group: str) -> int:
        """Returns the exit code once the container has ended; raises TimedOut after the policy's time for one run."""
        site, own, found = await self._found(name, group)
        limit = time.monotonic() + self.policy.run_seconds
        with in_words(own):
            while (state := await site.containers.state(found.id)).running:
                if time.monotonic() > limit:
                    raise TimedOut(
                        f"{shown(own)} still runs after {self.policy.run_seconds:g} seconds.", "See docker ps later."
                    )
                await asyncio.sleep(_POLL_SECONDS)
        return state.exit_code

    async def remove(self, name: str, group: str, *, force: bool = False, volumes: bool = False) -> str:
        """Removes a container, with `volumes` also those that nobody named; one that runs only by `force`."""
        site, own, found = await self._found(name, group)
        if found.running and not force:
            raise Conflict(
                f"The container {shown(own)} is running.",
                f"Stop it first: docker stop {shown(own)}, or remove it by force: docker rm --force {shown(own)}",
            )
        site.place.endings.note(found.id, Ending(Reason.GONE, "It was removed while it ran."))
        with in_words(own):
            if volumes:
                await self.runner.volumes.remove_container(site, found.id)
            else:
                await site.containers.remove(found.id)
        return own

    async def execute(self, name: str, order: ExecOrder, group: str) -> AsyncGenerator[Printed | Ended, None]:
        """Runs a command in a running container: yields what it prints and one Ended; a detached one yields nothing.

        docker can't end such a command alone, so leaving it, and the time limit, let it go on in its container.
        """
        check_exec(order, self.policy)
        site, own, found = await self._found(name, group)
        if not found.running:
            raise not_running(own)
        async with aclosing(execute(site, own, found.id, order, self.policy)) as versions:
            async for version in versions:
                yield version

    async def top(self, name: str, group: str) -> Processes:
        """Returns the container's processes as its host sees them."""
        site, own, found = await self._found(name, group)
        if not found.running:
            raise not_running(own)
        with in_words(own):
            return read_processes(await site.containers.top(found.id))

    async def stats(self, group: str, name: str | None = None) -> builtins.list[Stats]:
        """Returns one sample of a container, or of each that runs; takes one to two seconds."""
        site = await self._site(group)
        chosen = [await site.find(name)] if name else [*(await site.own()).items()]
        samples = (self._sample(site, own, each) for own, each in chosen if name or each.running)
        return [sample for sample in await asyncio.gather(*samples) if sample is not None]

    async def diff(self, name: str, group: str) -> builtins.list[tuple[Change, str]]:
        """Returns what a container has changed in its image's files, the first thousand paths."""
        site, own, found = await self._found(name, group)
        with in_words(own):
            return read_changes(await site.containers.changes(found.id))

    async def inspect(self, name: str, group: str) -> Facts:
        """Returns docker's own keys, chosen: nothing of the host's."""
        site, own, found = await self._found(name, group)
        with in_words(own):
            return container_facts(site.world, own, await site.containers.inspect(found.id))

    async def prune(self, group: str) -> Pruned:
        """Removes the group's containers that don't run and that no command is just making."""
        site = await self._site(group)
        own = await site.own(sizes=True)
        gone = []
        for name, each in own.items():
            if not each.running and each.id not in site.place.attended:
                with in_words(name):
                    await site.containers.remove(each.id)
                gone.append((each.id, each.written or 0))
        return Pruned(tuple(id_ for id_, _ in gone), sum(written for _, written in gone))

    async def _site(self, group: str) -> Site:
        return Site(await self.pool.place_of(group), World(self.installation, group))

    async def _found(self, name: str, group: str) -> tuple[Site, str, EngineContainer]:
        site = await self._site(group)
        own, found = await site.find(name)
        return site, own, found

    async def _image(
        self, held: AsyncExitStack, site: Site, order: RunOrder, who: Asker
    ) -> AsyncGenerator[Queued | PullProgress | Pulled | EngineImage, None]:
        """Yields the steps of a pull, if one is needed, and last the image, under a lease that `held` keeps."""
        image = None if order.pull == "always" else await self._held(held, site, order.image)
        if image is None:
            if order.pull == "never":
                familiar = order.image.familiar
                raise NotFound(f"No such image: {familiar}", f"Have it fetched: docker pull {familiar}")
            for _ in range(_PULLS):
                async with aclosing(self.pull(order.image, who)) as steps:
                    async for step in steps:
                        if isinstance(step, Pulled):
                            image = await self._held(held, site, order.image)
                        yield step
                if image is not None:
                    break
        if image is None:
            raise Unavailable("The image went away right after it was pulled.", "Try again.")
        yield image

    async def _held(self, held: AsyncExitStack, site: Site, reference: Reference) -> EngineImage | None:
        """Returns the group's image of this name, which then can't be pruned; None where the group has none."""
        shelf, place = self.shelf, site.place
        own = find_image(await shelf.usage.of_group(place.host, site.world.group), reference)
        if own is None:
            return None
        await held.enter_async_context(place.leases.reading(own.image_id))
        image = await place.engine.image(own.image_id)
        if image is not None:
            await shelf.usage.touch(place.host, image.id, shelf.now())
        return image

    async def _start(self, site: Site, name: str, container: EngineContainer) -> None:
        site.place.endings.take(container.id)
        try:
            with in_words(name):
                await site.containers.start(container.id)
        except Unavailable as refusal:
            reason = never_began(refusal.message) if isinstance(refusal, EngineRefusedError) else None
            if reason is None:
                raise
            raise Invalid(why_not_begun(reason, ""), "Run the image with another command.") from None
        finally:
            self.runner.woken(site, container.id)

    async def _stop(self, site: Site, name: str, container: EngineContainer, seconds: int | None) -> None:
        if container.running:
            site.place.endings.note(container.id, _STOPPED)
        patience = self.policy.stop_seconds if seconds is None else min(max(0, seconds), self.policy.longest_stop)
        with in_words(name):
            await site.containers.stop(container.id, patience)

    async def _sample(self, site: Site, name: str, container: EngineContainer) -> Stats | None:
        try:
            with in_words(name):
                return read_stats(container.id, name, await site.containers.stats(container.id))
        except NotFound:
            return None


def _summary(world: World, name: str, container: EngineContainer) -> ContainerSummary:
    mounts = (Mount(world.own_name(each.volume) or "", each.target, each.read_only) for each in container.mounts)
    return ContainerSummary(
        id=container.id,
        name=name,
        image=container.labels.get(IMAGE, ""),
        image_id=container.image_id,
        command=container.command,
        created=container.created,
        state=container.state,
        status=container.status,
        ports=container.ports,
        mounts=tuple(mounts),
        labels=without_ours(container.labels),
        learner=container.labels.get(LEARNER, ""),
        size=container.written,
    )
