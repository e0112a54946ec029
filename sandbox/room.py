"""Room on a host's disk for what is about to come: images go first, then what stopped containers wrote; else it waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from sandbox.errors import Unavailable
from sandbox.janitor import Janitor
from sandbox.marks import is_roomy, shortage
from sandbox.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Room:
    """Of one host. Where its disk can't be measured from here, only the policy's marks are kept."""

    upkeep: Upkeep
    janitor: Janitor

    @asynccontextmanager
    async def kept(self, size: int) -> AsyncIterator[None]:
        """Keeps so many bytes beside what is under way, and waits for that to end where both don't fit.

        Raises Unavailable where it would not fit alone either.
        """
        place = self.upkeep.place
        with ExitStack() as held:
            async with place.entering:
                while await self._is_short(size):
                    if place.reserved:
                        place.room_made.clear()
                        await place.room_made.wait()
                    elif await self._is_short_without_the_stopped(size):
                        raise Unavailable(
                            "There is no room for that on the sandbox's disk.",
                            "Remove what your group doesn't need, or try a smaller image.",
                        )
                held.enter_context(place.reserving(size))
            yield

    async def _is_short(self, size: int) -> bool:
        """Makes what room images can make; True if that isn't enough."""
        incoming = self.upkeep.place.reserved + size
        if is_roomy(self.upkeep.policy, self.upkeep.place.disk.space(), incoming):
            return False
        async with self.upkeep.place.pruning:
            await self.janitor.prune(incoming=incoming)
        return self._shortage(incoming) > 0

    async def _is_short_without_the_stopped(self, size: int) -> bool:
        """Takes from stopped containers what is missing; True if that isn't enough either."""
        await self.upkeep.make_room(self._shortage(size))
        return self._shortage(size) > 0

    def _shortage(self, incoming: int) -> int:
        return shortage(self.upkeep.policy, self.upkeep.place.disk.space(), incoming)
