"""The one leaderboard message of each group."""

from __future__ import annotations

from sqlalchemy import select

from commands.messenger import MessageRef
from commands.request import Group, Place
from commands.store import groups as group_queries
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import boards, places


async def get(transaction: Transaction, group: Group) -> MessageRef | None:
    """Returns the group's leaderboard message."""
    wanted = select(places.c.platform, places.c.space, places.c.channel, boards.c.message)
    wanted = wanted.join_from(boards, places, boards.c.place_id == places.c.id).where(boards.c.group_id == group.id)
    row = (await transaction.execute(wanted)).one_or_none()
    return MessageRef(Place(row[0], row[1], row[2]), row[3]) if row else None


async def put(transaction: Transaction, group: Group, message: MessageRef) -> None:
    """Notes the group's leaderboard message over any earlier one."""
    place_id = await group_queries.place_id(transaction, message.place)
    await upsert(transaction, boards, {"group_id": group.id, "place_id": place_id, "message": message.message})
