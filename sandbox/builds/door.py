"""The door to building: an order is checked, its bases fetched, and a builder watched until it has ended."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from sandbox.builds.checks import LONGEST_VARIABLE, bases, check_order, dockerfile
from sandbox.builds.values import Broken, Building, BuildOrder, Built
from sandbox.containers.tape import Tape
from sandbox.containers.values import Output, Reason
from sandbox.engine.answers import EngineImage
from sandbox.engine.building import BuilderWord
from sandbox.engine.connection import EngineRefusedError, NoSuchThingError
from sandbox.engine.streams import Following
from sandbox.errors import Refused, SandboxError, TimedOut, TooLarge, Unavailable
from sandbox.policy import Policy, check_size, megabytes
from sandbox.pool import Place, Pool
from sandbox.queue import Queued
from sandbox.references import Reference, shown
from sandbox.shelf import Shelf, find_image
from sandbox.usage import GroupImage
from sandbox.values import Asker, Pulled, PullProgress

BuildStep = Queued | PullProgress | Pulled | Building | Built | Broken
"""What a build yields: of pulls only where a base was missing; the last is Built or Broken."""

Pull = Callable[[Reference, Asker], AsyncGenerator[Queued | PullProgress | Pulled, None]]
Room = Callable[[Place, int], AbstractAsyncContextManager[None]]

_TELL_SECONDS = 0.3
"""Between two versions of what was printed; chats are edited no faster."""

_PERIOD = 100_000
_REFUSALS = {
    "max depth": "The image would have more layers than an engine can stack.",
    "no such file or directory": "Something that this step names isn't there.",
    "not found": "Something that this step names isn't there.",
    "unknown instruction": "The classic builder doesn't know this instruction.",
    "unknown flag": "The classic builder doesn't know this flag.",
}
_UNKNOWN = "The builder could not do this step."
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Log:
    """What a builder has said; written by the stream's thread. `bases` are the file's names of images, by ID."""

    tape: Tape
    bases: Mapping[str, str]
    step: int = 0
    containers: list[str] = field(default_factory=list)
    image_id: str = ""
    failure: str | None = None
    exit_code: int | None = None

    def take(self, word: BuilderWord) -> None:
        self.tape.write(self._as_written(word.printed).encode())
        self.step = word.step or self.step
        self.image_id = word.image_id or self.image_id
        self.failure = word.failure or self.failure
        self.exit_code = word.exit_code or self.exit_code
        if word.container is not None:
            self.containers.append(word.container)

    def _as_written(self, printed: str) -> str:
        """Names a base as the learner did: the builder was given its ID."""
        before, sign, image_id = printed.rstrip().partition(" : FROM ")
        id_, _, stage = image_id.partition(" ")
        return f"{before}{sign}{self.bases[id_]} {stage}".rstrip() + "\n" if sign and id_ in self.bases else printed

    def printed(self) -> Output:
        return Output(self.tape.end()[0], self.tape.head, self.tape.total, self.tape.head_cut)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a build has to be stopped from outside."""

    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class Builds:
    """Built with the sandbox. Raises a SandboxError whose text can be shown to the learner, escaped."""

    pool: Pool
    policy: Policy
    shelf: Shelf
    pull: Pull
    room: Room
    lost: Callable[[Place], None]
    """Called where an engine went away in the middle of a build, whose containers it may have kept."""
    mark: str
    """A name that the containers of builds find in their table of hosts: a builder gives them no label."""
    now: Callable[[], datetime]

    async def build(self, order: BuildOrder, who: Asker) -> AsyncGenerator[BuildStep, None]:
        """Builds an image for a group; only the group has its name. Closing the generator stops the build.

        Raises Refused or TooLarge, before anything is fetched, for what could leave the build's containers.
        """
        check_order(order, self.policy)
        wanted = bases(order, self.policy)
        place = await self.pool.place_of(who.group)
        image_ids: dict[str, str] = {}
        async with AsyncExitStack() as held:
            for written, reference in wanted.items():
                async with aclosing(self._base(held, place, reference, who)) as steps:
                    async for step in steps:
                        if not isinstance(step, EngineImage):
                            yield step
                            continue
                        await self._check_base(place, step, written)
                        image_ids[written] = step.id
            ticket = await held.enter_async_context(place.run_line.ticket(who))
            async for queued in ticket.waiting():
                yield queued
            await held.enter_async_context(self.room(place, self.policy.build_bytes))
            async with aclosing(self._built(place, order, image_ids, who)) as versions:
                async for version in versions:
                    yield version

    async def _base(
        self, held: AsyncExitStack, place: Place, reference: Reference, who: Asker
    ) -> AsyncGenerator[Queued | PullProgress | Pulled | EngineImage, None]:
        """Yields the steps of a pull, if one is needed, and last the image, under a lease that `held` keeps."""
        for _ in range(2):
            own = find_image(await self.shelf.usage.of_group(place.host, who.group), reference)
            if own is not None:
                await held.enter_async_context(place.leases.reading(own.image_id))
                image = await place.engine.image(own.image_id)
                if image is not None:
                    await self.shelf.usage.touch(place.host, image.id, self.now())
                    yield image
                    return
            async with aclosing(self.pull(reference, who)) as steps:
                async for step in steps:
                    yield step
        raise Unavailable("The base image went away right after it was pulled.", "Try again.")

    async def _check_base(self, place: Place, image: EngineImage, written: str) -> None:
        """What a base says of itself counts in a build: its triggers run, its variables are put in."""
        found = (await place.engine.inspect_image(image.id) or {}).get("Config") or {}
        if found.get("OnBuild"):
            raise Refused(f"{shown(written)} runs commands of its own in every build on it.", "Take another base.")
        if any(len(each) > LONGEST_VARIABLE for each in found.get("Env") or []):
            raise TooLarge(f"{shown(written)} has a variable that is too long to build on.", "Take another base.")

    async def _built(
        self, place: Place, order: BuildOrder, image_ids: Mapping[str, str], who: Asker
    ) -> AsyncGenerator[Building | Built | Broken, None]:
        bases = {image_id: written for written, image_id in image_ids.items()}
        log = _Log(Tape(self.policy.output_bytes, self.policy.shown_bytes), bases)
        began = time.monotonic()
        trouble: _Trouble | None = None
        guard = _Guard(place, log, self.policy)
        async with self._at_work(place, order, dockerfile(order, image_ids), log) as following:
            while not trouble and not await _ended(following, log):
                trouble = await guard.look()
                if time.monotonic() - began > self.policy.build_seconds:
                    trouble = _Trouble(
                        Reason.TIMED_OUT,
                        f"The build took longer than {self.policy.build_seconds:g} seconds and was stopped.",
                    )
                yield Building(log.tape.end()[0], log.step, len(order.instructions))
        if trouble or not log.image_id or log.failure:
            await guard.clear()
            yield _broken(log, trouble)
            return
        yield await self._taken_in(place, order, log, who, time.monotonic() - began)

    @asynccontextmanager
    async def _at_work(self, place: Place, order: BuildOrder, text: str, log: _Log) -> AsyncIterator[Following]:
        place.building += 1
        lost = False
        try:
            async with place.engine.builder.building(text, log.take, self._parameters(order)) as following:
                yield following
        except (Unavailable, TimedOut):
            lost = True
            raise
        finally:
            place.building -= 1
            if lost:
                self.lost(place)

    def _parameters(self, order: BuildOrder) -> dict[str, Any]:
        limits = {"nofile": self.policy.open_files, "core": 0, "fsize": self.policy.file_bytes}
        return {
            "memory": self.policy.memory,
            "memswap": self.policy.memory,
            "cpuperiod": _PERIOD,
            "cpuquota": int(self.policy.cpus * _PERIOD),
            "shmsize": self.policy.shared_memory,
            "ulimits": json.dumps([{"Name": name, "Soft": most, "Hard": most} for name, most in limits.items()]),
            "buildargs": json.dumps(dict(order.arguments)),
            "nocache": int(order.fresh),
            "extrahosts": f"{self.mark}:127.0.0.1",
            **({"target": order.stage} if order.stage else {}),
        }

    async def _taken_in(self, place: Place, order: BuildOrder, log: _Log, who: Asker, seconds: float) -> Built:
        async with place.leases.reading(log.image_id):
            image = await place.engine.image(log.image_id)
            if image is None:
                raise Unavailable("The image went away right after it was built.", "Try again.")
            try:
                check_size("The image", image.size, self.policy.unpacked_bytes)
            except SandboxError:
                await place.engine.remove(image.id)
                raise
            await self.shelf.put(place, who.group, GroupImage(order.name.canonical, image.id, "", self.now()))
        return Built(
            name=order.name,
            image_id=image.id,
            size=image.size,
            layers=len(image.layers),
            seconds=seconds,
            printed=log.printed(),
        )


@dataclass(slots=True)
class _Guard:
    """Keeps the containers of one build within the policy; the builder itself has no cap on processes or on disk."""

    place: Place
    log: _Log
    policy: Policy
    limited: int = 0

    async def look(self) -> _Trouble | None:
        """Limits what runs now; returns why the build must stop, if it must."""
        try:
            while self.limited < len(self.log.containers):
                container = self.log.containers[self.limited]
                self.limited += 1
                await self.place.engine.containers.limit_processes(container, self.policy.processes)
            written = await self._written()
        except (NoSuchThingError, EngineRefusedError, TimedOut):
            return None  # the step has ended, or floods its engine: its time limit holds all the same
        if written > self.policy.build_bytes:
            sentence = f"A step wrote more than {megabytes(self.policy.build_bytes)} and was stopped."
            return _Trouble(Reason.DISK_FULL, sentence)
        return None

    async def clear(self) -> None:
        """Removes what a stopped build has left running."""
        for container in self.log.containers[-1:]:
            try:
                await self.place.engine.containers.remove(container)
            except SandboxError as trouble:
                _log.warning("could not clear up after a build", container=container, trouble=str(trouble))

    async def _written(self) -> int:
        if not self.log.containers:
            return 0
        return await self.place.engine.containers.written(self.log.containers[-1])


async def _ended(following: Following, log: _Log) -> bool:
    """Waits for news, not longer than a version may be old; True when nothing more will come."""
    known = len(log.containers)
    for _ in range(6):
        if await following.ended(_TELL_SECONDS / 6):
            return True
        if len(log.containers) > known:
            return False
    return False


def _broken(log: _Log, trouble: _Trouble | None) -> Broken:
    trouble = trouble or _why(log)
    exit_code = log.exit_code if trouble.reason is Reason.EXITED else None
    return Broken(trouble.reason, trouble.sentence, log.step, exit_code, log.printed())


def _why(log: _Log) -> _Trouble:
    """Says in our words why the builder stopped; its own go to the log, as they name paths of its host."""
    words = (log.failure or "").lower()
    _log.info("build broke", step=log.step, message=log.failure)
    if log.exit_code == 137:
        return _Trouble(
            Reason.OUT_OF_MEMORY, "The command was killed: most likely it wanted more memory than a build has here."
        )
    if log.exit_code is not None:
        return _Trouble(
            Reason.EXITED, f"The command ended with exit code {log.exit_code}, and a build goes on only after 0."
        )
    if "no space left" in words:
        return _Trouble(Reason.DISK_FULL, "The sandbox's disk is full.")
    return _Trouble(Reason.STOPPED, next((told for part, told in _REFUSALS.items() if part in words), _UNKNOWN))
