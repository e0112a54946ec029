"""One pull from the first question to the registry to the finished image, as a stream of progress."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.addresses import is_loopback
from sandbox.engine import Engine
from sandbox.engine.answers import EngineImage
from sandbox.errors import SandboxError, TimedOut, TooLarge, Unavailable
from sandbox.manifests import Blob, platform_of
from sandbox.marks import Space
from sandbox.policy import Policy, check_size, megabytes
from sandbox.references import Reference
from sandbox.sharing import ticking
from sandbox.values import LayerProgress, Phase, PullProgress

if TYPE_CHECKING:
    from sandbox.registry import RemoteImage

_LOOK_SECONDS = 0.05
"""Between two looks at the disk: some 20 MB are written meanwhile."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A finished pull, before it is any group's."""

    remote: RemoteImage
    image: EngineImage


class Board:
    """Where each layer stands; sizes are those of the manifest, so that every bar ends full."""

    def __init__(self, layers: tuple[Blob, ...]) -> None:
        self._sizes = {layer.short: layer.size for layer in layers}
        self._layers = {id_: LayerProgress(id_, Phase.WAITING, 0, size) for id_, size in self._sizes.items()}

    def note(self, step: LayerProgress) -> None:
        """Takes in what the engine said of a layer; layers that aren't in the manifest are left out."""
        size = self._sizes.get(step.id)
        if size is None:
            return
        # Without a figure the engine means a finished part: a whole download, a whole layer.
        done = 0 if step.phase is Phase.WAITING else step.done if step.total or step.done else size
        self._layers[step.id] = LayerProgress(step.id, step.phase, done, size)

    @property
    def unpacking(self) -> bool:
        """True once a layer has come whole; of what it does then the engine says little."""
        return any(
            layer.phase in (Phase.EXTRACTING, Phase.DONE)
            or (layer.phase is Phase.DOWNLOADING and layer.done >= (layer.total or 0))
            for layer in self._layers.values()
        )

    def finish(self) -> None:
        """The engine is done: what it did not mention was there already."""
        for layer in self._layers.values():
            if layer.phase not in (Phase.DONE, Phase.ALREADY_THERE):
                phase = Phase.ALREADY_THERE if layer.phase is Phase.WAITING else Phase.DONE
                self._layers[layer.id] = LayerProgress(layer.id, phase, self._sizes[layer.id], self._sizes[layer.id])

    def progress(self) -> PullProgress:
        layers = tuple(self._layers.values())
        return PullProgress(layers, sum(map(_downloaded, layers)), sum(self._sizes.values()))


async def ask_registry(
    engine: Engine, reference: Reference, policy: Policy, mirror: str | None, *, weigh: bool
) -> RemoteImage:
    """Asks about an image for this engine's platform; without a mirror of our own, through those the engine has.

    An engine of `shipmate sandbox up` has its mirror under the address that this machine has it under; what another
    machine's engine calls loopback is there, not here.
    """
    from sandbox.registry import Question, look_up  # loads aiohttp, which commands without docker don't need

    facts = await engine.facts()
    here = engine.address.startswith("unix://")
    mirrors = (mirror,) if mirror else tuple(each for each in facts.mirrors if here or not _is_on_loopback(each))
    platform = platform_of(facts.os, facts.architecture, facts.version)
    return await look_up(Question(reference, platform, policy, weigh), mirrors)


@dataclass(slots=True)
class Disk:
    """A host's disk while pulls fill it. `space` measures it, or answers None where that can't be done from here."""

    space: Callable[[], Space | None] = lambda: None
    filling: int = 0

    def free(self) -> int | None:
        """Returns the bytes that nothing takes yet."""
        space = self.space()
        return None if space is None else space.free

    @contextmanager
    def filled(self, policy: Policy) -> Iterator[Callable[[], str]]:
        """Lends a question for the time of one pull: the limit that it has passed, in words, or none.

        Nobody can tell one pull's part of the disk, so all that are under way together may hold what each may.
        """
        self.filling += 1
        before, most = self.free(), self.filling

        def limit_passed() -> str:
            nonlocal most
            most, now = max(most, self.filling), self.free()
            if before is None or now is None:
                return ""
            if before - now > most * policy.unpacked_bytes:
                return f"an image may have {megabytes(policy.unpacked_bytes)}"
            return f"{megabytes(policy.free_bytes)} of its disk have to stay free" if now < policy.free_bytes else ""

        try:
            yield limit_passed
        finally:
            self.filling -= 1


async def fetch(
    engine: Engine, remote: RemoteImage, policy: Policy, disk: Disk
) -> AsyncGenerator[PullProgress | Fetched, None]:
    """Has the engine fetch what was checked: by the manifest's digest, so that nothing else can come.

    Ends with one Fetched. Raises TooLarge, and leaves nothing behind, when more comes than was declared, or fills
    more of the disk than an image may: a small archive can unpack without end.
    """
    board = Board(remote.manifest.layers)
    try:
        async with asyncio.timeout(policy.pull_seconds):
            steps = engine.pull(remote.reference.name, remote.manifest_digest, stall=policy.stall_seconds)
            with disk.filled(policy) as limit_passed:
                async with aclosing(steps), aclosing(ticking(steps, _LOOK_SECONDS)) as ticks:
                    async for step in ticks:
                        if board.unpacking and (limit := limit_passed()):
                            raise _unpacks_too_far(remote, limit)
                        if step is not None:
                            board.note(step)
                            yield _within(board.progress(), policy)
    except TooLarge:
        await engine.remove(f"{remote.reference.name}@{remote.manifest_digest}")  # it may have been done just then
        raise
    except TimeoutError:
        raise TimedOut(
            f"The pull took longer than {policy.pull_seconds:.0f} seconds.", "Try a smaller image."
        ) from None
    board.finish()
    yield board.progress()
    yield Fetched(remote, await _take_in(engine, remote, policy))


async def _take_in(engine: Engine, remote: RemoteImage, policy: Policy) -> EngineImage:
    image = await engine.image(f"{remote.reference.name}@{remote.manifest_digest}")
    if image is None:
        raise Unavailable("The image went away right after it was pulled.", "Try again.")
    try:
        check_size(f"{remote.reference.familiar} (unpacked)", image.size, policy.unpacked_bytes)
    except SandboxError:
        await engine.remove(image.id)
        raise
    if remote.reference.digest is None and remote.reference.tag:
        await engine.tag(image.id, remote.reference.name, remote.reference.tag)
    return image


def _unpacks_too_far(remote: RemoteImage, limit: str) -> TooLarge:
    return TooLarge(
        f"{remote.reference.familiar} was unpacking to more than the sandbox has room for: {limit}. It was stopped and "
        "thrown away.",
        "Remove what your group doesn't need, or try a smaller image.",
    )


def _is_on_loopback(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname or "")


def _downloaded(layer: LayerProgress) -> int:
    return layer.done if layer.phase in (Phase.WAITING, Phase.DOWNLOADING) else layer.total or 0


def _within(progress: PullProgress, policy: Policy) -> PullProgress:
    if progress.done > policy.pull_bytes:
        raise TooLarge(
            f"More than {megabytes(policy.pull_bytes)} came, though the manifest said less; the pull was cut off.",
            "Try another image.",
        )
    return progress
