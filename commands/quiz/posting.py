"""A round in one of its group's places."""

from __future__ import annotations

from dataclasses import dataclass

from commands.messenger import MessageRef
from commands.request import Place


@dataclass(frozen=True, slots=True)
class Posting:
    """What has become of a round in a place. `attempts` counts tries of the step under way.

    `over` ones are revealed or given up; of corrections the place has been told up to and with the id `told_of`.
    """

    id: int
    group_id: int
    round_id: int
    place: Place
    attempts: int
    message: str | None
    over: bool
    told_of: int

    @property
    def card(self) -> MessageRef | None:
        """The posted question, where there is one."""
        return MessageRef(self.place, self.message) if self.message else None
