"""One run: from an order and an image to a container that has ended, or goes on by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog

from sandbox.containers.following import Followed, ended, follow
from sandbox.containers.orders import check_declared, check_made, container_body
from sandbox.containers.refusals import exit_code_of, in_words, name_in_use, never_began, refused, why_not_begun
from sandbox.containers.site import Site
from sandbox.containers.tape import Tape
from sandbox.containers.values import Ended, Printed, Reason, RunOrder, Started, VolumeMount
from sandbox.engine.answers import EngineImage
from sandbox.engine.connection import EngineRefusedError, NoSuchThingError
from sandbox.errors import NotFound, Refused, SandboxError, TimedOut, Unavailable
from sandbox.finishing import to_the_end
from sandbox.policy import Policy
from sandbox.values import Asker
from sandbox.volumes import Volumes
from sandbox.world import container_labels, no_such_container, random_name

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Made:
    """A container that was made for an order; `running` while its end is this run's business."""

    id: str
    name: str
    running: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Runner:
    """Makes and follows containers of one policy; `process` marks what this process has made."""

    policy: Policy
    process: str
    volumes: Volumes
    woken: Callable[[Site, str], None]
    """Called with a container that begins to run and must be watched."""

    async def run(
        self, site: Site, order: RunOrder, image: EngineImage, who: Asker
    ) -> AsyncGenerator[Started | Printed | Ended, None]:
        """Runs the order; the image must be held by a lease. Leaving stops a foreground container."""
        check_declared(image.config.volumes, self.policy)
        tape = Tape(self.policy.output_bytes, self.policy.shown_bytes)
        began = time.monotonic()
        async with AsyncExitStack() as held:
            async with site.place.making_for(who.group):
                made = await held.enter_async_context(self._made(site, order, image, who))
                following = None
                if not order.detached:
                    with in_words(made.name):
                        following = await held.enter_async_context(site.containers.attached(made.id, tape.write))
                failure = await self._start(site, made, order)
            if failure is not None:
                yield await self._never_began(site, made, order, image, failure)
                return
            yield Started(made.id, made.name)
            if following is None:
                return
            limit = began + self.policy.run_seconds
            async with aclosing(follow(site, made.id, tape, following, limit, self.policy)) as versions:
                async for version in versions:
                    if isinstance(version, Printed):
                        yield version
                    else:
                        made.running = False
                        await self._put_away(site, made, order)
                        yield ended(made.id, made.name, version, tape, time.monotonic() - began, removed=order.remove)

    @asynccontextmanager
    async def _made(self, site: Site, order: RunOrder, image: EngineImage, who: Asker) -> AsyncIterator[_Made]:
        """Makes the container; afterwards stops what must not go on and removes what must not stay."""
        making = asyncio.create_task(self._make(site, order, image, who))
        lost = False
        try:
            yield await asyncio.shield(making)
        except (TimedOut, Unavailable) as trouble:
            lost = not isinstance(trouble, EngineRefusedError)
            raise
        finally:
            await to_the_end(self._leave(site, making, order, lost=lost))

    async def _make(self, site: Site, order: RunOrder, image: EngineImage, who: Asker) -> _Made:
        own = await site.own()
        self._check_room(own.values())
        name = order.name or random_name(own)
        if name in own:
            raise name_in_use(name)
        order = replace(order, volumes=await self.volumes.provide(site, order.volumes, who))
        labels = container_labels(
            site.world,
            who,
            image=order.called or order.image.familiar,
            detached=order.detached,
            remove=order.remove,
            process=self.process,
        )
        body = container_body(
            order,
            image.id,
            self.policy,
            declared=image.config.volumes,
            labels=labels,
            volume_name=site.world.engine_name,
        )
        try:
            with in_words(name):
                made = await site.containers.create(site.world.engine_name(name), body)
            await self._check_made(site, made, order.volumes)
        except SandboxError:
            await self.volumes.discard(site, order.volumes)
            raise
        site.place.attended.add(made)
        return _Made(made, name)

    def _check_room(self, own: Any) -> None:
        containers = list(own)
        if len(containers) >= self.policy.containers:
            raise Refused(
                f"Your group has as many containers as it may have: {len(containers)}.",
                "Remove some that have ended: docker container prune",
            )
        check_running(sum(each.running for each in containers), self.policy)

    async def _check_made(self, site: Site, container: str, volumes: tuple[VolumeMount, ...]) -> None:
        """Looks at what the image has added to the order: mounts without a limit, and words without end."""
        ordered = {site.world.engine_name(mount.volume or "") for mount in volumes}
        try:
            with in_words(container[:12]):
                check_made(await site.containers.inspect(container), ordered, self.policy)
        except SandboxError:
            await self._remove(site, container)
            raise

    async def _start(self, site: Site, made: _Made, order: RunOrder) -> Reason | None:
        """Starts it; returns why it never began where that is the command's fault."""
        made.running = not order.detached
        try:
            await site.containers.start(made.id)
            made.kept = order.detached
        except NoSuchThingError:
            raise no_such_container(made.name) from None
        except EngineRefusedError as refusal:
            made.running = False
            reason = never_began(refusal.message)
            if reason is None:
                raise refused(refusal, made.name) from None
            return reason
        finally:
            self.woken(site, made.id)
        return None

    async def _never_began(
        self, site: Site, made: _Made, order: RunOrder, image: EngineImage, failure: Reason
    ) -> Ended:
        await self._put_away(site, made, order)
        program = next(iter(_words(order, image)), "")
        followed = Followed(exit_code_of(failure), failure, why_not_begun(failure, program))
        return ended(made.id, made.name, followed, Tape(0, 1), 0.0, removed=order.remove)

    async def _leave(self, site: Site, making: asyncio.Task[_Made], order: RunOrder, *, lost: bool) -> None:
        """Ends a run in any state, also one whose container is only just being made; `lost` if the engine is gone."""
        try:
            made = await making
        except SandboxError:
            return
        site.place.attended.discard(made.id)
        try:
            if made.running and not lost:
                with in_words(made.name):
                    await site.containers.stop(made.id, self.policy.stop_seconds)
            if not lost:
                await self._put_away(site, made, order)
        except SandboxError as trouble:
            _log.warning("could not put a container away", container=made.id, trouble=str(trouble))
            lost = not isinstance(trouble, NotFound)
        if lost and not made.kept:
            site.place.abandoned.add(made.id)
            self.woken(site, made.id)

    async def _put_away(self, site: Site, made: _Made, order: RunOrder) -> None:
        if order.remove and not made.kept:
            made.kept = True
            await self._remove(site, made.id)

    async def _remove(self, site: Site, container: str) -> None:
        await self.volumes.remove_container(site, container)


def check_running(running: int, policy: Policy) -> None:
    """Raises Refused where the group can't have another container run."""
    if running >= policy.running:
        raise Refused(
            f"Your group has as many containers running as it may have: {running}.",
            "Wait until one has ended, or stop one: docker ps, docker stop NAME",
        )


def _words(order: RunOrder, image: EngineImage) -> tuple[str, ...]:
    """What the container was to run: entrypoint and command, the order's before the image's."""
    if order.entrypoint is not None:
        return (*((order.entrypoint,) if order.entrypoint else ()), *order.command)
    return (*image.config.entrypoint, *(order.command or image.config.command))
