"""Keeps images that are being pulled or read from being removed under the reader's feet."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Leases:
    """Readers and removers of one host's images, by image ID; for one process and one event loop.

    Any number may read an image at once. Removal happens only while nobody reads, and readers wait for its end.
    """

    def __init__(self) -> None:
        self._readers: Counter[str] = Counter()
        self._removing: set[str] = set()
        self._removed = asyncio.Condition()
        self._read_at: dict[str, float] = {}

    @asynccontextmanager
    async def reading(self, *images: str) -> AsyncIterator[None]:
        async with self._removed:
            await self._removed.wait_for(lambda: self._removing.isdisjoint(images))
            self._readers.update(images)
        try:
            yield
        finally:
            self._readers -= Counter(images)  # unlike subtract, this drops what nobody reads
            self._read_at.update(dict.fromkeys(images, time.monotonic()))

    @asynccontextmanager
    async def removing(self, image: str) -> AsyncIterator[bool]:
        """Yields False, and protects nothing, if somebody reads the image or removes it already."""
        if self.is_read(image) or image in self._removing:
            yield False
            return
        self._removing.add(image)
        self._read_at.pop(image, None)
        try:
            yield True
        finally:
            async with self._removed:
                self._removing.discard(image)
                self._removed.notify_all()

    def was_read_within(self, image: str, seconds: float) -> bool:
        """True if a reader has let go of the image so short a time ago, whatever has become of the clock since."""
        return image in self._read_at and time.monotonic() - self._read_at[image] < seconds

    def is_read(self, image: str) -> bool:
        return self._readers[image] > 0
