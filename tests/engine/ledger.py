"""The smallest usage ledger that keeps its promises, for tests of the sandbox alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.host import Sandbox
from sandbox.usage import GroupImage

MakeSandbox = Callable[..., Sandbox]


class DictLedger:
    def __init__(self) -> None:
        self.uses: dict[tuple[str, str], datetime] = {}
        self.lists: dict[tuple[str, str], dict[str, GroupImage]] = {}

    async def touch(self, host: str, image_id: str, at: datetime) -> None:
        known = self.uses.get((host, image_id), datetime.min.replace(tzinfo=UTC))
        self.uses[host, image_id] = max(known, at)

    async def last_used(self, host: str) -> dict[str, datetime]:
        return {image: at for (on, image), at in self.uses.items() if on == host}

    async def forget(self, host: str, image_id: str) -> None:
        self.uses.pop((host, image_id), None)
        for (on, group), images in self.lists.items():
            if on == host:
                self.lists[on, group] = {name: each for name, each in images.items() if each.image_id != image_id}

    async def remember(self, host: str, group: str, image: GroupImage) -> None:
        self.lists.setdefault((host, group), {})[image.reference] = image

    async def of_group(self, host: str, group: str) -> list[GroupImage]:
        return sorted(self.lists.get((host, group), {}).values(), key=lambda each: each.pulled_at, reverse=True)

    async def drop(self, host: str, group: str, reference: str) -> None:
        self.lists.get((host, group), {}).pop(reference, None)

    async def is_wanted(self, host: str, image_id: str) -> bool:
        lists = [images for (on, _), images in self.lists.items() if on == host]
        return any(each.image_id == image_id for images in lists for each in images.values())
