"""How the core speaks first: daily questions, reveals and leaderboards. Each adapter is one such messenger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from commands.reply import Reply
from commands.request import Place


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that was posted, by the platform's own id."""

    place: Place
    message: str


class CannotPost(Exception):
    """The platform will not take a message there; `reason` is one sentence that tells a captain how to mend it.

    `passing` says that the same may work later without anybody's doing.
    """

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing


class Messenger(Protocol):
    """Posts and edits messages on one platform.

    `key` makes posting repeatable: the same key never leads to two messages in one place, as far as the platform can
    tell them apart, and `find` looks for a message whose posting was cut off by a crash.
    """

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Posts a message, in the thread of `under` where given; raises CannotPost."""

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        """Tells one person of the place something that nobody else sees; raises CannotPost."""

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replaces a message; raises CannotPost if it is gone."""

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Returns the message posted with `key` since then, if the platform shows one; raises CannotPost."""


Messengers = Mapping[str, Messenger]
"""The messengers of the platforms that this process serves, by platform."""
