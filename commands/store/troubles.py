"""Why places take no messages, for captains to mend; a trouble is gone once a message has got through."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.engine import RowMapping

from commands.request import Group, Place
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import places, troubles

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Trouble:
    """A reason why a place takes no message. `passing` ones may end by themselves."""

    id: int
    group_id: int
    place: Place
    reason: str
    passing: bool
    since: datetime


async def note(transaction: Transaction, place: Place, reason: str, now: datetime, *, passing: bool) -> None:
    """Notes a trouble, unless it is known already; one of a place that no group lives in is nobody's."""
    lives = select(places.c.id, places.c.group_id).where(_is(place))
    row = (await transaction.execute(lives)).one_or_none()
    if row is not None:
        made = {"group_id": row.group_id, "place_id": row.id, "reason": reason[:_LONGEST], "passing": passing}
        await insert_if_new(transaction, troubles, {**made, "since": now})


def _is(place: Place) -> ColumnElement[bool]:
    return and_(places.c.platform == place.platform, places.c.space == place.space, places.c.channel == place.channel)


async def clear(transaction: Transaction, place: Place) -> None:
    """Notes that a place takes messages."""
    place_id = select(places.c.id).where(_is(place)).scalar_subquery()
    await transaction.execute(delete(troubles).where(troubles.c.place_id == place_id))


async def of_group(transaction: Transaction, group: Group) -> list[Trouble]:
    """Returns a group's troubles, the newest last."""
    wanted = _with_place().where(troubles.c.group_id == group.id).order_by(troubles.c.since)
    return [_trouble(row) for row in (await transaction.execute(wanted)).mappings()]


async def untold(transaction: Transaction, platforms: Collection[str], *, passing_since: datetime) -> list[Trouble]:
    """Returns troubles on these platforms that captains have not been told of: passing ones only as old as that."""
    lasting = or_(troubles.c.passing.is_(False), troubles.c.since <= passing_since)
    wanted = _with_place().where(troubles.c.told_at.is_(None), lasting, places.c.platform.in_(platforms))
    return [_trouble(row) for row in (await transaction.execute(wanted)).mappings()]


async def take(transaction: Transaction, trouble: Trouble, now: datetime) -> bool:
    """Takes a trouble to tell; False where it is gone or another process has it."""
    free = and_(troubles.c.id == trouble.id, troubles.c.told_at.is_(None))
    return (await transaction.execute(update(troubles).where(free).values(told_at=now))).rowcount == 1


def _with_place() -> Any:
    joined = troubles.join(places, places.c.id == troubles.c.place_id)
    return select(troubles, places.c.platform, places.c.space, places.c.channel).select_from(joined)


def _trouble(row: RowMapping) -> Trouble:
    return Trouble(
        id=row["id"],
        group_id=row["group_id"],
        place=Place(row["platform"], row["space"], row["channel"]),
        reason=row["reason"],
        passing=row["passing"],
        since=row["since"],
    )
