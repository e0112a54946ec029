"""Captains are told once, five questions ahead, that their group's own questions run out."""

from __future__ import annotations

import structlog

from commands.messenger import CannotPost, Messengers
from commands.owning.queue import SOON, queue_told
from commands.quiz.round import Round
from commands.reply import reply
from commands.request import Group
from commands.services import Services
from commands.store import captains, own
from commands.text import Code, say

_log = structlog.get_logger(__name__)


async def tell(round_: Round, group: Group, services: Services, messengers: Messengers) -> None:
    """Tells those who act as captains, where the round that was just posted leaves five in the queue.

    Who can't be told reads it in `/ship own`.
    """
    if round_.own is None or round_.place is None:
        return
    async with services.store.begin() as transaction:
        waiting = await own.queue(transaction, group)
        known = await captains.of_group(transaction, group.id, round_.place.platform)
    if len(waiting) != SOON:
        return
    more = say("The bank's questions go on after that. To add more of your own: {own}", own=Code("/ship own"))
    message = reply(queue_told(group, len(waiting), services.now()), more)
    for user in known:
        try:
            await messengers[round_.place.platform].tell(round_.place, user, message, key=f"own-{round_.id}-{user}")
        except CannotPost as silence:
            _log.warning("could not tell a captain", group=group.id, user=user, reason=silence.reason)
