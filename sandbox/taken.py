"""What a group's things take on its host, as `docker system df` lists it; what others have is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.containers.values import UsageRow
from sandbox.engine.answers import Store
from sandbox.usage import GroupImage
from sandbox.world import World


def usage_rows(world: World, images: Sequence[GroupImage], store: Store) -> list[UsageRow]:
    """From the engine's `system df` and the group's list of images."""
    containers = world.own(store.containers)
    volumes = {name: size for name, size in store.volumes.items() if world.own_name(name)}
    return [
        _images({each.image_id for each in images}, {each.image_id for each in containers.values()}, store),
        UsageRow(
            "Containers",
            total=len(containers),
            active=sum(each.running for each in containers.values()),
            size=sum(each.written or 0 for each in containers.values()),
            reclaimable=sum(each.written or 0 for each in containers.values() if not each.running),
        ),
        _volumes(volumes, {mount.volume for each in containers.values() for mount in each.mounts}),
        UsageRow("Build Cache", total=0, active=0, size=0, reclaimable=0),
    ]


def _images(own: set[str], used: set[str], store: Store) -> UsageRow:
    # Layers that images share are counted with each, as the engine does not tell which share with which.
    there = [each for each in store.images if each.id in own]
    return UsageRow(
        "Images",
        total=len(there),
        active=sum(each.id in used for each in there),
        size=sum(each.size for each in there),
        reclaimable=sum(each.size for each in there if each.id not in used),
    )


def _volumes(sizes: dict[str, int], used: set[str]) -> UsageRow:
    return UsageRow(
        "Local Volumes",
        total=len(sizes),
        active=sum(name in used for name in sizes),
        size=sum(sizes.values()),
        reclaimable=sum(size for name, size in sizes.items() if name not in used),
    )
