"""All that a group is owed unasked, in the order in which it is taken."""

from __future__ import annotations

from commands import housekeeping, reminding, troubles
from commands.live import steps as live
from commands.messenger import Messengers
from commands.quiz import board, challenging, counting, daily, finals
from commands.services import Services


async def take_due_steps(services: Services, messengers: Messengers) -> None:
    """Takes every step that is due on these platforms. One group's failure touches no other."""
    messengers = troubles.watched(services, messengers)
    await daily.take_due(services, messengers)
    await counting.take_due(services, messengers)
    await finals.take_due(services, messengers)
    await challenging.take_due(services, messengers)
    await board.take_due(services, messengers)
    await live.take_due(services, messengers)
    await troubles.take_due(services, messengers)
    await reminding.take_due(services, messengers)
    await housekeeping.take_due(services)
