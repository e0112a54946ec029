"""What must outlive a restart: when each image was last used, and which group pulled it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class GroupImage:
    """A group's own name for an image: `reference` is canonical; image and digest are what it meant when pulled.

    `digest` is the one the registry gave for the reference: an index's, where there is one for several platforms.
    """

    reference: str
    image_id: str
    digest: str
    pulled_at: datetime


class UsageLedger(Protocol):
    """Kept by the store. Times are aware; a host is its engine address, an image its ID (`sha256:…`).

    Uses of volumes are noted beside those of images, under a key that is no ID (see `sandbox.volumes.volume_key`).
    """

    async def touch(self, host: str, image_id: str, at: datetime) -> None:
        """Notes a use; an earlier time than the one noted changes nothing."""

    async def last_used(self, host: str) -> dict[str, datetime]:
        """Returns the last use of every image noted on a host."""
        ...

    async def forget(self, host: str, image_id: str) -> None:
        """Drops an image that left the host: its use, and its place on every group's list."""

    async def remember(self, host: str, group: str, image: GroupImage) -> None:
        """Puts an image on a group's list; a reference that the group had already now means this image."""

    async def of_group(self, host: str, group: str) -> list[GroupImage]:
        """Returns what the group has pulled to a host, newest first; never another group's."""
        ...

    async def drop(self, host: str, group: str, reference: str) -> None:
        """Takes one of its names off a group's list."""

    async def is_wanted(self, host: str, image_id: str) -> bool:
        """Says whether any group has a name for the image."""
        ...
