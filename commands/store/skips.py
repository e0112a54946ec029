"""Days that had no question through no wish of the group, until the group has been told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from commands.request import Group, Opening
from commands.store.database import Transaction
from commands.store.tables import groups, places, skips


class Cause(StrEnum):
    """Why a day was skipped."""

    AWAY = "away"
    UNPOSTED = "unposted"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Questions of one group, from the first that was due to the last; `attempts` counts tries to tell."""

    group_id: int
    cause: Cause
    first_at: datetime
    last_at: datetime
    questions: int
    attempts: int


async def add(transaction: Transaction, group: Group, cause: Cause, openings: Sequence[Opening]) -> None:
    """Notes skipped questions, with those that the group has not been told of yet."""
    if not openings:
        return
    same = and_(skips.c.group_id == group.id, skips.c.cause == cause)
    longer = {"last_at": openings[-1].at, "questions": skips.c.questions + len(openings), "attempts": 0}
    if (await transaction.execute(update(skips).where(same).values(**longer))).rowcount == 0:
        row = {"group_id": group.id, "cause": cause.value, "first_at": openings[0].at, "last_at": openings[-1].at}
        await transaction.execute(insert(skips).values(**row, questions=len(openings), attempts=0))


async def untold(transaction: Transaction, platforms: Collection[str], now: datetime) -> list[Skipped]:
    """Returns what groups on these platforms have to be told and nobody is telling them."""
    joined = skips.join(groups, groups.c.id == skips.c.group_id).join(places, places.c.id == groups.c.place_id)
    wanted = select(skips).select_from(joined).where(places.c.platform.in_(platforms), _unleased(now))
    return [
        Skipped(
            row["group_id"], Cause(row["cause"]), row["first_at"], row["last_at"], row["questions"], row["attempts"]
        )
        for row in (await transaction.execute(wanted)).mappings()
    ]


def _unleased(now: datetime) -> ColumnElement[bool]:
    return or_(skips.c.leased_until.is_(None), skips.c.leased_until <= now)


def _same(skipped: Skipped) -> ColumnElement[bool]:
    return and_(
        skips.c.group_id == skipped.group_id, skips.c.cause == skipped.cause, skips.c.last_at == skipped.last_at
    )


async def lease(transaction: Transaction, skipped: Skipped, now: datetime, until: datetime) -> bool:
    """Takes the telling for this process until then, unless another has it or there is more to tell by now."""
    taken = update(skips).where(_same(skipped), _unleased(now))
    taken = taken.values(leased_until=until, attempts=skips.c.attempts + 1)
    return (await transaction.execute(taken)).rowcount == 1


async def release(transaction: Transaction, group: Group) -> None:
    """Has the group told at the next step."""
    await transaction.execute(update(skips).where(skips.c.group_id == group.id).values(leased_until=None))


async def record_told(transaction: Transaction, skipped: Skipped) -> None:
    """Notes that the group knows."""
    await transaction.execute(delete(skips).where(_same(skipped)))
