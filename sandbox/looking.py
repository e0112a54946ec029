"""Looks into images and changes nothing: how one was made, and what two have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sandbox.comparing import Comparison, compare
from sandbox.history import neighbours, pulled_history, remote_history
from sandbox.policy import Policy
from sandbox.pool import Place
from sandbox.pulling import ask_registry
from sandbox.references import Reference
from sandbox.usage import GroupImage, UsageLedger
from sandbox.values import ImageHistory

_NEIGHBOURS = 50
"""A group's newest images that are looked at for shared layers; each costs one question to the engine."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Answers from the group's host if the group has pulled the image, else from the registry."""

    policy: Policy
    mirror: str | None
    usage: UsageLedger
    now: Callable[[], datetime]

    async def history(self, place: Place, reference: Reference, group: str) -> ImageHistory:
        kept = await self.usage.of_group(place.host, group)
        history = await self._own(place, reference, kept) or await self._remote(place, reference)
        others = [each for each in kept[:_NEIGHBOURS] if each.reference != reference.canonical]
        images = await asyncio.gather(*(place.engine.image(each.image_id) for each in others))
        return replace(history, neighbours=neighbours(history, zip(others, images, strict=True)))

    async def compare(self, place: Place, first: Reference, second: Reference, group: str) -> Comparison:
        """Compares what the engine has if the group pulled both, else what registries tell, so that sizes compare.

        An image of the group keeps its meaning: the registry is then asked for the digest that was pulled.
        """
        kept = await self.usage.of_group(place.host, group)
        own = [await self._own(place, each, kept) for each in (first, second)]
        if own[0] is not None and own[1] is not None:
            return compare(own[0], own[1])
        one, other = await asyncio.gather(
            self._remote(place, first, own[0].digest if own[0] else None),
            self._remote(place, second, own[1].digest if own[1] else None),
        )
        return compare(one, other)

    async def _own(self, place: Place, reference: Reference, kept: list[GroupImage]) -> ImageHistory | None:
        """Returns the history that the engine tells; None where the group hasn't pulled the image or it is gone."""
        own = next((each for each in kept if each.reference == reference.canonical), None)
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
