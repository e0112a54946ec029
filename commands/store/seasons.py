"""The seasons of each group. A date that no captain has given a season belongs to that of its month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import RowMapping

from commands.quiz.periods import Season, month_around, month_name
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import rounds, seasons

_DAY = timedelta(days=1)


def _season(row: RowMapping) -> Season:
    return Season(
        row["id"],
        row["group_id"],
        row["name"],
        row["first_day"],
        row["last_day"],
        row["chosen"],
        row["announced_at"] is not None,
    )


async def on(transaction: Transaction, group_id: int, day: date) -> Season:
    """Returns the season that a local date belongs to, opening that of its month where there is none."""
    found = await _on(transaction, group_id, day)
    if found is None:
        await _open_month(transaction, group_id, day)
        found = await _on(transaction, group_id, day)
    assert found is not None
    return found


async def _on(transaction: Transaction, group_id: int, day: date) -> Season | None:
    wanted = select(seasons).where(seasons.c.group_id == group_id, seasons.c.first_day <= day)
    held = wanted.where(seasons.c.last_day >= day).with_for_update(read=True)  # its dates stay while points are added
    row = (await transaction.execute(held)).mappings().one_or_none()
    return _season(row) if row else None


async def _open_month(transaction: Transaction, group_id: int, day: date) -> None:
    """Opens what is left of a month between the seasons that lie around the date."""
    own = seasons.c.group_id == group_id
    before = await transaction.scalar(select(func.max(seasons.c.last_day)).where(own, seasons.c.last_day < day))
    after = await transaction.scalar(select(func.min(seasons.c.first_day)).where(own, seasons.c.first_day > day))
    first, last = month_around(day)
    first, last = max(first, before + _DAY) if before else first, min(last, after - _DAY) if after else last
    name = month_name(day)
    if await named(transaction, group_id, name):
        name = first.isoformat()
    await _insert(transaction, group_id, name, first, last, chosen=False)


async def _insert(transaction: Transaction, group_id: int, name: str, first: date, last: date, *, chosen: bool) -> None:
    row = {"group_id": group_id, "name": name, "first_day": first, "last_day": last, "chosen": chosen}
    await insert_if_new(transaction, seasons, row)


async def of_group(transaction: Transaction, group_id: int) -> list[Season]:
    """Returns every season of a group, oldest first."""
    wanted = select(seasons).where(seasons.c.group_id == group_id).order_by(seasons.c.first_day)
    return [_season(row) for row in (await transaction.execute(wanted)).mappings()]


async def named(transaction: Transaction, group_id: int, name: str) -> Season | None:
    """Returns the season called so, whatever the case of its letters."""
    wanted = select(seasons).where(seasons.c.group_id == group_id, func.lower(seasons.c.name) == name.lower())
    row = (await transaction.execute(wanted)).mappings().first()
    return _season(row) if row else None


async def choose(transaction: Transaction, group_id: int, name: str, first: date, last: date) -> date:
    """Puts a season on these dates, which must be free of chosen and announced ones.

    Seasons of months make room: they end the day before, or go where nothing is left of them. Returns the date from
    which on totals of seasons have to be summed up anew.
    """
    since = first
    for each in await of_group(transaction, group_id):
        if each.last_day < first or each.first_day > last:
            continue
        since = min(since, each.first_day)
        its = seasons.c.id == each.id
        if each.first_day < first:
            await transaction.execute(update(seasons).where(its).values(last_day=first - _DAY))
        else:
            await transaction.execute(delete(seasons).where(its))
    await _insert(transaction, group_id, name, first, last, chosen=True)
    return since


async def ended(transaction: Transaction, before: date) -> list[Season]:
    """Returns seasons that ended before this date, are not announced and have no round that is still to be revealed."""
    unsettled = (
        select(rounds.c.id)
        .where(rounds.c.group_id == seasons.c.group_id)
        .where(rounds.c.local_date.between(seasons.c.first_day, seasons.c.last_day))
        .where(rounds.c.revealed_at.is_(None), rounds.c.state.in_(["scheduled", "open", "closed"]))
    )
    wanted = select(seasons).where(seasons.c.announced_at.is_(None), seasons.c.last_day < before)
    found = await transaction.execute(wanted.where(~unsettled.exists()).order_by(seasons.c.first_day))
    return [_season(row) for row in found.mappings()]


async def record_announced(transaction: Transaction, season: Season, now: datetime) -> None:
    """Notes that everybody has been told who won."""
    await transaction.execute(update(seasons).where(seasons.c.id == season.id).values(announced_at=now))
