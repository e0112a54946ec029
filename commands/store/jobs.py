"""Which sandbox jobs are at work, and until when their process has promised to be alive."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update

from commands.request import Learner, Place
from commands.store.database import Transaction
from commands.store.tables import jobs, learners

_PROMISE = timedelta(seconds=20)
"""How long a process may be silent about its jobs before they count as lost."""


@dataclass(frozen=True, slots=True)
class LostJob:
    """A job whose process is gone, with whom to tell and where."""

    number: int
    line: str
    place: Place
    user: str
    name: str
    alive_until: datetime


async def note(transaction: Transaction, learner: Learner, place: Place, line: str, now: datetime) -> int:
    """Puts a job on record and returns its number."""
    row = {
        "group_id": learner.group_id,
        "learner_id": learner.id,
        "platform": place.platform,
        "space": place.space,
        "channel": place.channel,
        "line": line,
        "alive_until": now + _PROMISE,
    }
    return int(await transaction.scalar(insert(jobs).values(row).returning(jobs.c.id)) or 0)


async def keep_alive(transaction: Transaction, numbers: Collection[int], now: datetime) -> None:
    """Renews the promise for the jobs of this process."""
    await transaction.execute(update(jobs).where(jobs.c.id.in_(numbers)).values(alive_until=now + _PROMISE))


async def forget(transaction: Transaction, number: int) -> None:
    """Takes a job that has ended off the record."""
    await transaction.execute(delete(jobs).where(jobs.c.id == number))


async def lost(transaction: Transaction, platforms: Collection[str], now: datetime) -> list[LostJob]:
    """Returns the jobs on these platforms whose process broke its promise; also those of a clock that ran ahead."""
    wanted = (
        select(jobs, learners.c.user, learners.c.name)
        .join(learners, learners.c.id == jobs.c.learner_id)
        .where(jobs.c.platform.in_(platforms))
        .where(or_(jobs.c.alive_until < now, jobs.c.alive_until > now + _PROMISE))
        .order_by(jobs.c.id)
    )
    return [
        LostJob(
            row["id"],
            row["line"],
            Place(row["platform"], row["space"], row["channel"]),
            row["user"],
            row["name"],
            row["alive_until"],
        )
        for row in (await transaction.execute(wanted)).mappings()
    ]


async def claim(transaction: Transaction, job: LostJob, now: datetime) -> bool:
    """Takes on the telling of a lost job; False where another process was quicker."""
    mine = update(jobs).where(jobs.c.id == job.number, jobs.c.alive_until == job.alive_until)
    return (await transaction.execute(mine.values(alive_until=now + _PROMISE))).rowcount == 1
