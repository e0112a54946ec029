"""Looks into images and changes nothing: how one was made, and what two have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.archives import Limits, read_layers
from sandbox.comparing import Comparison, compare
from sandbox.errors import NotFound, SandboxError
from sandbox.history import neighbours, pulled_history, remote_history
from sandbox.policy import Policy, check_size
from sandbox.pool import Place
from sandbox.pulling import ask_registry
from sandbox.references import Reference
from sandbox.shelf import find_image
from sandbox.usage import GroupImage, UsageLedger
from sandbox.values import ImageHistory
from sandbox.waste import Waste, measure

_NEIGHBOURS = 50
"""A group's newest images that are looked at for shared layers; each costs one question to the engine."""

_WASTES = 500
"""Images whose waste is remembered; a few kilobytes each."""

_QUICKLY = Limits(files=20_000, bytes=200_000_000, seconds=2)


@dataclass(frozen=True, slots=True)
class Looking:
    """Answers from the group's host if the group has pulled the image, else from the registry."""

    policy: Policy
    mirror: str | None
    usage: UsageLedger
    now: Callable[[], datetime]
    _wastes: dict[str, Waste] = field(default_factory=dict)

    async def history(self, place: Place, reference: Reference, group: str) -> ImageHistory:
        kept = await self.usage.of_group(place.host, group)
        history = await self._own(place, reference, kept) or await self._remote(place, reference)
        others = [each for each in kept[:_NEIGHBOURS] if each.reference != reference.canonical]
        images = await asyncio.gather(*(place.engine.image(each.image_id) for each in others))
        history = replace(history, neighbours=neighbours(history, zip(others, images, strict=True)))
        return replace(history, waste=await self._waste_at_hand(place, history))

    async def compare(self, place: Place, first: Reference, second: Reference, group: str) -> Comparison:
        """Compares what the engine has if the group pulled both, else what registries tell, so that sizes compare.

        An image of the group keeps its meaning: the registry is then asked for the digest that was pulled.
        """
        kept = await self.usage.of_group(place.host, group)
        own = [await self._own(place, each, kept) for each in (first, second)]
        if own[0] is not None and own[1] is not None:
            return compare(own[0], own[1])
        for built, missing in ((own[0], second), (own[1], first)):
            if built is not None and not built.digest:
                raise _not_in_a_registry(built.reference, missing)
        one = await self._remote(place, first, own[0].digest if own[0] else None)
        other = await self._remote(place, second, own[1].digest if own[1] else None)
        return compare(one, other)

    async def waste(self, place: Place, reference: Reference, group: str) -> ImageHistory:
        """Returns the history with its waste, found by reading through the image. Raises NotFound for others' images."""
        history = await self._own(place, reference, await self.usage.of_group(place.host, group))
        if history is None:
            raise NotFound(
                f"{reference.familiar} is not on your group's sandbox, and only what is there can be looked through.",
                f"Type /docker pull {reference.familiar} first.",
            )
        check_size(f"{reference.familiar} (unpacked)", history.total, self.policy.waste_bytes)
        limits = Limits(bytes=2 * self.policy.waste_bytes, seconds=self.policy.waste_seconds)
        return replace(history, waste=await self._looked_through(place, history, limits))

    async def _waste_at_hand(self, place: Place, history: ImageHistory) -> Waste | None:
        """Returns the waste where it is known or quickly found; a history is told without it too."""
        if history.image_id in self._wastes:
            return self._wastes[history.image_id]
        if not history.pulled or history.total > self.policy.waste_at_once or place.saving.locked():
            return None
        with suppress(SandboxError):
            return await self._looked_through(place, history, _QUICKLY)
        return None

    async def _looked_through(self, place: Place, history: ImageHistory, limits: Limits) -> Waste:
        async with place.saving, place.leases.reading(history.image_id):
            if history.image_id not in self._wastes:
                with place.reserving(history.total):
                    self._remember(history, await _save(place, history, limits))
        return self._wastes[history.image_id]

    def _remember(self, history: ImageHistory, waste: Waste) -> None:
        if len(self._wastes) >= _WASTES:
            del self._wastes[next(iter(self._wastes))]
        self._wastes[history.image_id] = waste

    async def _own(self, place: Place, reference: Reference, kept: list[GroupImage]) -> ImageHistory | None:
        """Returns the history that the engine tells; None where the group hasn't pulled the image or it is gone."""
        own = find_image(kept, reference)
        if own is None:
            return None
        async with place.leases.reading(own.image_id):
            image = await place.engine.image(own.image_id)
            rows = await place.engine.history(own.image_id)
            if image is None or rows is None:
                return None
            await self.usage.touch(place.host, image.id, self.now())
            return pulled_history(own, image, rows)

    async def _remote(self, place: Place, reference: Reference, digest: str | None = None) -> ImageHistory:
        pinned = replace(reference, digest=digest or reference.digest)
        remote = await ask_registry(place.engine, pinned, self.policy, self.mirror, weigh=False)
        return replace(remote_history(remote), reference=reference)


def _not_in_a_registry(built: Reference, missing: Reference) -> NotFound:
    return NotFound(
        f"{built.familiar} was built here, so it can only be compared with what is on your group's sandbox.",
        f"Type /docker pull {missing.familiar} first.",
    )


async def _save(place: Place, history: ImageHistory, limits: Limits) -> Waste:
    found = await place.engine.saved(
        history.image_id, lambda chunks: measure(read_layers(chunks, limits)), seconds=limits.seconds
    )
    if found is None:
        raise NotFound(f"{history.reference.familiar} has just been removed.", "Pull it again.")
    return found
