"""The one leaderboard message of each group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from commands.messenger import MessageRef
from commands.quiz.round import RoundState
from commands.request import Group, Place
from commands.store import groups as group_queries
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import answers, boards, places, rounds, score_events

_EVERY = timedelta(minutes=1)
"""How often a board may be edited: platforms allow few edits of one message, and nobody reads faster."""

_answers_open = (
    select(func.count())
    .select_from(answers.join(rounds, rounds.c.id == answers.c.round_id))
    .where(rounds.c.state == RoundState.OPEN, rounds.c.revealed_at.is_(None))
)
"""How many have answered open questions: an index alone tells it."""


async def get(transaction: Transaction, group: Group) -> MessageRef | None:
    """Returns the group's leaderboard message."""
    wanted = select(places.c.platform, places.c.space, places.c.channel, boards.c.message)
    wanted = wanted.join_from(boards, places, boards.c.place_id == places.c.id).where(boards.c.group_id == group.id)
    row = (await transaction.execute(wanted)).one_or_none()
    return MessageRef(Place(row[0], row[1], row[2]), row[3]) if row else None


async def count(transaction: Transaction, group_id: int) -> int:
    """Returns how many of a group have answered its open question."""
    return await transaction.scalar(_answers_open.where(rounds.c.group_id == group_id)) or 0


async def put(transaction: Transaction, group: Group, message: MessageRef, now: datetime, counted: int) -> None:
    """Notes the group's leaderboard message over any earlier one, with what it shows being of `now`."""
    place_id = await group_queries.place_id(transaction, message.place)
    row = {
        "group_id": group.id,
        "place_id": place_id,
        "message": message.message,
        "checked_at": now,
        "shown_at": now,
        "shown_count": counted,
    }
    await upsert(transaction, boards, row)


async def stale(transaction: Transaction, platforms: Collection[str], now: datetime) -> list[int]:
    """Returns the groups whose board misses answers or points, and was not in anybody's hands for a minute."""
    answered = _answers_open.where(rounds.c.group_id == boards.c.group_id).scalar_subquery()
    scored = select(score_events.c.id).where(score_events.c.group_id == boards.c.group_id)
    news = or_(
        boards.c.shown_at.is_(None),
        boards.c.shown_count != answered,
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


async def record_shown(transaction: Transaction, group_id: int, at: datetime, counted: int) -> None:
    """Notes that the message shows what was known then."""
    shown = update(boards).where(boards.c.group_id == group_id).values(shown_at=at, shown_count=counted)
    await transaction.execute(shown)


async def mark_stale(transaction: Transaction, group_id: int) -> None:
    """Has the board edited at the next look, though nobody has answered."""
    await transaction.execute(update(boards).where(boards.c.group_id == group_id).values(shown_at=None))
