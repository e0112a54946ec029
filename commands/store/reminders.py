"""Who wants to be told of due reviews, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import and_, delete, select, update

from commands.request import Learner, Place
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import groups, learners, places, reminders


@dataclass(frozen=True, slots=True)
class Reminder:
    """`at` is None where the learner goes by the group's question time. Who knows the token may end the reminder."""

    learner: Learner
    place: Place
    at: time | None
    next_at: datetime
    token: str


async def put(
    transaction: Transaction, learner: Learner, place_id: int, at: time | None, next_at: datetime, token: str
) -> None:
    """Keeps a learner's wish in the place of an earlier one."""
    row = {
        "learner_id": learner.id,
        "group_id": learner.group_id,
        "place_id": place_id,
        "wall_time": at,
        "next_at": next_at,
        "token": token,
    }
    await upsert(transaction, reminders, row)


async def exists(transaction: Transaction, learner: Learner) -> bool:
    """Says whether the learner wants to be told."""
    return await transaction.scalar(select(reminders.c.token).where(reminders.c.learner_id == learner.id)) is not None


async def drop(transaction: Transaction, learner: Learner) -> None:
    """Ends a learner's reminders."""
    await transaction.execute(delete(reminders).where(reminders.c.learner_id == learner.id))


async def drop_by(transaction: Transaction, token: str) -> bool:
    """Ends the reminders of whoever got the message with this token; False where there are none."""
    return (await transaction.execute(delete(reminders).where(reminders.c.token == token))).rowcount == 1


async def due(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Reminder]:
    """Returns the reminders on these platforms whose time has come."""
    joined = reminders.join(learners, learners.c.id == reminders.c.learner_id)
    joined = joined.join(groups, groups.c.id == reminders.c.group_id)
    joined = joined.join(places, places.c.id == reminders.c.place_id)
    wanted = select(reminders, learners, places.c.platform.label("where"), places.c.space, places.c.channel)
    wanted = wanted.select_from(joined).where(
        reminders.c.next_at <= now, places.c.platform.in_(platforms), groups.c.left_at.is_(None)
    )
    return [
        Reminder(
            learner=Learner(
                id=row["learner_id"],
                group_id=row["group_id"],
                platform=row["platform"],
                user=row["user"],
                name=row["name"],
                joined_on=row["joined_at"].date(),
            ),
            place=Place(row["where"], row["space"], row["channel"]),
            at=row["wall_time"],
            next_at=row["next_at"],
            token=row["token"],
        )
        for row in (await transaction.execute(wanted)).mappings()
    ]


async def move(transaction: Transaction, reminder: Reminder, next_at: datetime) -> bool:
    """Moves a reminder on; False where another process was quicker or the learner has changed it."""
    unmoved = and_(reminders.c.token == reminder.token, reminders.c.next_at == reminder.next_at)
    return (await transaction.execute(update(reminders).where(unmoved).values(next_at=next_at))).rowcount == 1
