"""Days whose question could not come: the group is told why, in one message however many they are."""

from __future__ import annotations

from datetime import timedelta

from commands.messenger import Messengers
from commands.reply import reply
from commands.request import Group
from commands.services import Services
from commands.steps import each
from commands.store import groups, skips
from commands.store.skips import Cause, Skipped
from commands.text import Text, numbered, say

_LEASE = timedelta(seconds=30)
_DOUBLINGS = 9
"""A group that can't be told is tried less and less often, at last every four hours."""


async def take_due(services: Services, messengers: Messengers) -> None:
    """Tells groups on these platforms of the days that were skipped."""
    async with services.store.begin() as transaction:
        untold = await skips.untold(transaction, messengers.keys(), services.now())
    await each(untold, lambda skipped: _tell(skipped, services, messengers))


async def _tell(skipped: Skipped, services: Services, messengers: Messengers) -> None:
    now = services.now()
    until = now + _LEASE * 2 ** min(skipped.attempts, _DOUBLINGS)
    async with services.store.begin() as transaction:
        if not await skips.lease(transaction, skipped, now, until):
            return
        group = await groups.get(transaction, skipped.group_id)
    if group.place is None:
        return
    messenger = messengers[group.place.platform]
    key = f"skipped-{skipped.cause}-{group.id}-{skipped.last_at:%Y%m%d}"
    if not skipped.attempts or await messenger.find(group.place, key, skipped.last_at) is None:
        kind = say("Nobody's streak breaks over it.")
        await messenger.post(group.place, reply(_told(skipped, group), kind), key=key)
    async with services.store.begin() as transaction:
        await skips.record_told(transaction, skipped)


def _told(skipped: Skipped, group: Group) -> Text:
    first, last = (group.moment(at, "day") for at in (skipped.first_at, skipped.last_at))
    if skipped.cause is Cause.AWAY:
        return numbered(
            skipped.questions,
            "I was away when the question of {first} was due, so it is skipped.",
            "I was away from {first} to {last}, so {number} questions are skipped.",
            first=first,
            last=last,
            locale=group.locale,
        )
    return numbered(
        skipped.questions,
        "The question of {first} could not be posted here, so it is skipped.",
        "From {first} to {last} I could not post here, so {number} questions are skipped.",
        first=first,
        last=last,
        locale=group.locale,
    )
