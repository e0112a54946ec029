"""The one leaderboard message of each group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update

from commands.messenger import MessageRef
from commands.request import Group, Place
from commands.store import groups as group_queries
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import answers, boards, places, rounds, score_events

_EVERY = timedelta(minutes=1)
"""How often a board may be edited: platforms allow few edits of one message, and nobody reads faster."""


async def get(transaction: Transaction, group: Group) -> MessageRef | None:
    """Returns the group's leaderboard message."""
    wanted = select(places.c.platform, places.c.space, places.c.channel, boards.c.message)
    wanted = wanted.join_from(boards, places, boards.c.place_id == places.c.id).where(boards.c.group_id == group.id)
    row = (await transaction.execute(wanted)).one_or_none()
    return MessageRef(Place(row[0], row[1], row[2]), row[3]) if row else None


async def put(transaction: Transaction, group: Group, message: MessageRef, now: datetime) -> None:
    """Notes the group's leaderboard message over any earlier one, with what it shows being of `now`."""
    place_id = await group_queries.place_id(transaction, message.place)
    row = {
        "group_id": group.id,
        "place_id": place_id,
        "message": message.message,
        "checked_at": now,
        "shown_at": now,
    }
    await upsert(transaction, boards, row)


async def stale(transaction: Transaction, platforms: Collection[str], now: datetime) -> list[int]:
    """Returns the groups whose board misses answers or points, and was not in anybody's hands for a minute."""
    of_group = rounds.c.group_id == boards.c.group_id
    open_rounds = and_(of_group, rounds.c.state == "open", rounds.c.revealed_at.is_(None))
    answered = select(answers.c.id).join(rounds, rounds.c.id == answers.c.round_id).where(open_rounds)
    scored = select(score_events.c.id).where(score_events.c.group_id == boards.c.group_id)
    news = or_(
        boards.c.shown_at.is_(None),
        answered.where(answers.c.answered_at > boards.c.shown_at).exists(),
        scored.where(score_events.c.created_at > boards.c.shown_at).exists(),
    )
    unchecked = or_(boards.c.checked_at.is_(None), boards.c.checked_at <= now - _EVERY)
    wanted = select(boards.c.group_id).join(places, places.c.id == boards.c.place_id)
    wanted = wanted.where(places.c.platform.in_(platforms), unchecked, news)
    return list((await transaction.scalars(wanted)).all())


async def take(transaction: Transaction, group_id: int, now: datetime) -> bool:
    """Takes a board in hand for a minute; False where another process has it."""
    unchecked = or_(boards.c.checked_at.is_(None), boards.c.checked_at <= now - _EVERY)
    taken = update(boards).where(boards.c.group_id == group_id, unchecked).values(checked_at=now)
    return (await transaction.execute(taken)).rowcount == 1


async def record_shown(transaction: Transaction, group_id: int, at: datetime) -> None:
    """Notes that the message shows what was known then."""
    await transaction.execute(update(boards).where(boards.c.group_id == group_id).values(shown_at=at))


async def mark_stale(transaction: Transaction, group_id: int) -> None:
    """Has the board edited at the next look, though nobody has answered."""
    await transaction.execute(update(boards).where(boards.c.group_id == group_id).values(shown_at=None))
