"""What the steps of a posting share. One that has been tried before looks for the message of that try before it posts."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta

import structlog

from commands.messenger import CannotPost, MessageRef, Messengers
from commands.quiz.posting import Posting
from commands.quiz.round import Round
from commands.reply import Reply
from commands.request import Group
from commands.services import Services
from commands.store import groups, postings, rounds

_log = structlog.get_logger(__name__)

_LEASE = timedelta(seconds=30)
"""How long a step belongs to one process at first, longer than a step may take; what a killed process left is taken up after it."""

_DOUBLINGS = 5
"""A step that keeps failing is tried less and less often, at last every 16 minutes."""


def again(now: datetime, tries: int) -> datetime:
    """Returns until when a step that was tried so often before is left alone."""
    wait: timedelta = _LEASE * 2 ** min(tries, _DOUBLINGS)
    return now + wait


async def leased(posting: Posting, services: Services) -> tuple[Round, Group] | None:
    """Takes a posting for this process; returns its round and group as they are now, None where another has it."""
    now = services.now()
    until = again(now, posting.attempts)
    async with services.store.begin() as transaction:
        round_ = await rounds.hold(transaction, posting.round_id)
        if not await postings.lease(transaction, posting, now, until):
            return None
        return round_, await groups.get(transaction, posting.group_id)


async def find_card(posting: Posting, round_: Round, messengers: Messengers) -> MessageRef | None:
    """Returns the card, also where its posting was cut off before it was noted."""
    if posting.card is not None or not posting.attempts:
        return posting.card
    return await messengers[posting.place.platform].find(posting.place, f"round-{round_.id}", round_.opens_at)


async def post_once(
    posting: Posting, round_: Round, messengers: Messengers, message: Reply, key: str, under: MessageRef | None = None
) -> MessageRef:
    """Posts a message of a round unless an earlier try, cut off before it was noted, already did."""
    messenger = messengers[posting.place.platform]
    if posting.attempts:
        found = await messenger.find(posting.place, key, round_.opens_at, under)
        if found is not None:
            return found
    return await messenger.post(posting.place, message, key=key, under=under)


async def tolerated(step: Awaitable[None], item: Posting | Group) -> bool:
    """Takes a step that may fail without stopping the rest; says whether it worked."""
    try:
        await step
    except CannotPost as trouble:
        _log.warning("could not edit", item=repr(item), reason=trouble.reason)
        return False
    return True
