"""Looks into images and changes nothing: how one was made, and what two have in common."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.archives import Limits, read_layers
from sandbox.comparing import Comparison, compare
from sandbox.engine.answers import EngineImage
from sandbox.errors import NotFound, SandboxError
from sandbox.history import neighbours, pulled_history, remote_history
from sandbox.newest import Newest
from sandbox.policy import Policy, check_size
from sandbox.pool import Place
from sandbox.pulling import ask_registry
from sandbox.references import Reference
from sandbox.shelf import find_image
from sandbox.usage import GroupImage, UsageLedger
from sandbox.values import HistoryRow, ImageHistory
from sandbox.waste import Waste, measure

_NEIGHBOURS = 50
"""A group's newest images that are looked at for shared layers; each costs one question to the engine."""

_REMEMBERED = 500
"""Images of which what they are and what they waste is remembered; a few kilobytes each."""

_STEPS = 100
"""Images whose steps are remembered, and how many steps such an image has at most: 25 MB of hostile text altogether."""

_TOUCH_SECONDS = 60.0
"""Between two notes that an image is in use, where its history is told from memory."""

_QUICKLY = Limits(files=20_000, bytes=200_000_000, seconds=2)


@dataclass(frozen=True, slots=True)
class Looking:
    """Answers from the group's host if the group has pulled the image, else from the registry.

    What an image is made of never changes under its ID, so it is asked for once and remembered.
    """

    policy: Policy
    mirror: str | None
    usage: UsageLedger
    now: Callable[[], datetime]
    _wastes: Newest[Waste] = field(default_factory=lambda: Newest(_REMEMBERED))
    _images: Newest[EngineImage] = field(default_factory=lambda: Newest(_REMEMBERED))
    _rows: Newest[list[HistoryRow]] = field(default_factory=lambda: Newest(_STEPS))
    _touched: Newest[float] = field(default_factory=lambda: Newest(_REMEMBERED))

    async def remembered(self, place: Place, reference: Reference, group: str) -> ImageHistory | None:
        """Returns the history of an image of the group without asking the engine; None where that can't be done."""
        kept = await self.usage.of_group(place.host, group)
        own = find_image(kept, reference)
        if own is None:
            return None
        image, rows = self._images.get(own.image_id), self._rows.get(own.image_id)
        others = _others(kept, reference)
        images = [self._images.get(each.image_id) for each in others]
        if image is None or rows is None or None in images:
            return None
        await self._touch(place, image.id)
        history = pulled_history(own, image, rows)
        return replace(
            history,
            neighbours=neighbours(history, zip(others, images, strict=True)),
            waste=self._wastes.get(image.id),
        )

    async def history(self, place: Place, reference: Reference, group: str) -> ImageHistory:
        kept = await self.usage.of_group(place.host, group)
        history = await self._own(place, reference, kept) or await self._remote(place, reference)
        others = _others(kept, reference)
        images = await asyncio.gather(*(self._image(place, each.image_id) for each in others))
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
        if (known := self._wastes.get(history.image_id)) is not None:
            return known
        if not history.pulled or history.total > self.policy.waste_at_once or place.saving.locked():
            return None
        with suppress(SandboxError):
            return await self._looked_through(place, history, _QUICKLY)
        return None

    async def _looked_through(self, place: Place, history: ImageHistory, limits: Limits) -> Waste:
        async with place.saving, place.leases.reading(history.image_id):
            waste = self._wastes.get(history.image_id)
            if waste is None:
                with place.reserving(history.total):
                    waste = await _save(place, history, limits)
                self._wastes.put(history.image_id, waste)
        return waste

    async def _image(self, place: Place, image_id: str) -> EngineImage | None:
        image = await place.engine.image(image_id)
        if image is not None:
            self._images.put(image.id, image)
        return image

    async def _touch(self, place: Place, image_id: str) -> None:
        touched = self._touched.get(place.host + image_id)
        if touched is None or time.monotonic() - touched > _TOUCH_SECONDS:
            self._touched.put(place.host + image_id, time.monotonic())
            await self.usage.touch(place.host, image_id, self.now())

    async def _own(self, place: Place, reference: Reference, kept: list[GroupImage]) -> ImageHistory | None:
        """Returns the history that the engine tells; None where the group hasn't pulled the image or it is gone."""
        own = find_image(kept, reference)
        if own is None:
            return None
        async with place.leases.reading(own.image_id):
            image = await self._image(place, own.image_id)
            rows = await place.engine.history(own.image_id)
            if image is None or rows is None:
                return None
            if len(rows) <= _STEPS:
                self._rows.put(image.id, rows)
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


def _others(kept: list[GroupImage], reference: Reference) -> list[GroupImage]:
    return [each for each in kept[:_NEIGHBOURS] if each.reference != reference.canonical]


async def _save(place: Place, history: ImageHistory, limits: Limits) -> Waste:
    found = await place.engine.saved(
        history.image_id, lambda chunks: measure(read_layers(chunks, limits)), seconds=limits.seconds
    )
    if found is None:
        raise NotFound(f"{history.reference.familiar} has just been removed.", "Pull it again.")
    return found
