"""One group on the host where its containers live."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.engine.containers import EngineContainer, EngineContainers
from sandbox.pool import Place
from sandbox.world import World, resolve


@dataclass(frozen=True, slots=True)
class Site:
    """What is looked up here is of this group and this host only."""

    place: Place
    world: World

    @property
    def containers(self) -> EngineContainers:
        return self.place.engine.containers

    async def own(self, *, sizes: bool = False) -> dict[str, EngineContainer]:
        """Returns the group's containers by the names it knows, newest first."""
        return self.world.own(await self.containers.list(self.world.labels, sizes=sizes))

    async def find(self, typed: str) -> tuple[str, EngineContainer]:
        """Returns name and container for what was typed; raises NotFound or Conflict."""
        return resolve(typed, await self.own())
