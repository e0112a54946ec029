"""Where the daily question comes: to one main place, and to further ones beside it."""

from __future__ import annotations

from enum import StrEnum

from commands.errors import invalid, refused
from commands.request import Group, Place
from commands.store import Transaction, groups, postings, rounds, skips, troubles
from commands.text import Code

_MOST_FURTHER = 4


class Here(StrEnum):
    """What a captain wants of the place where they type: the main one, one beside it, none, or the only one."""

    YES = "yes"
    ALSO = "also"
    NO = "no"
    ONLY = "only"


async def change(transaction: Transaction, group: Group, place: Place, here: Here) -> None:
    """Stores where questions come from now on. What could not be posted yet is tried at once where it goes now."""
    match here:
        case Here.ALSO if place != group.place:
            await _add(transaction, group, place)
        case Here.NO:
            await _leave(transaction, group, place)
        case _:
            await _move(transaction, group, place)
            if here is Here.ONLY:
                await _leave_others(transaction, group)


async def _move(transaction: Transaction, group: Group, place: Place) -> None:
    """Has questions come to a place instead of the main one there was."""
    await groups.set_place(transaction, group, place)
    await rounds.move_unposted(transaction, group, place)
    if group.place is not None and group.place != place:
        await postings.move(transaction, group, group.place, place)
        await troubles.clear(transaction, group.place)
    await _retry(transaction, group, place)
    await skips.release(transaction, group)


async def _add(transaction: Transaction, group: Group, place: Place) -> None:
    further = (await groups.further_places(transaction, group)).values()
    if place not in further and len(further) >= _MOST_FURTHER:
        raise refused(
            "Questions come to {most} places already: type {line} in one of them first.",
            most=_MOST_FURTHER + 1,
            line=Code("/ship setup here:no"),
        )
    await groups.set_also(transaction, place, also=True)
    await _retry(transaction, group, place)


async def _retry(transaction: Transaction, group: Group, place: Place) -> None:
    """Forgets the troubles of a place, since whatever still holds shows itself again, and tries at once."""
    await postings.retry(transaction, group, place)
    await troubles.clear(transaction, place)


async def _leave(transaction: Transaction, group: Group, place: Place) -> None:
    if place == group.place:
        raise invalid(
            "This is the main place, where the leaderboard is: type {yes} in another one to move both there, or {pause} "
            "to have no questions at all.",
            yes=Code("/ship setup here:yes"),
            pause=Code("/ship setup pause:on"),
        )
    further = await groups.further_places(transaction, group)
    await _leave_all(transaction, group, {number: each for number, each in further.items() if each == place})


async def _leave_others(transaction: Transaction, group: Group) -> None:
    await _leave_all(transaction, group, await groups.further_places(transaction, group))


async def _leave_all(transaction: Transaction, group: Group, left: dict[int, Place]) -> None:
    """Has nothing more come to places; a question that stands there is still revealed."""
    await postings.drop(transaction, group, list(left))
    for place in left.values():
        await groups.set_also(transaction, place, also=False)
        await troubles.clear(transaction, place)
