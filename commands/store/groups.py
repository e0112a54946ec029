"""Groups, the places they live in, and their learners."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, insert, select, update
from sqlalchemy.engine import RowMapping

from commands.request import Asker, Feedback, Group, Learner, Opening, Place, Schedule
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.prepared import often
from commands.store.tables import groups, learners, places, spaces
from commands.store.totals import shown_name

_DEFAULTS = {
    "zone": "UTC",
    "days": "1234567",
    "open_minutes": 12 * 60,
    "late_minutes": 6 * 60,
    "feedback": Feedback.AT_CLOSING.value,
    "level": 2,
}


async def of_place(transaction: Transaction, place: Place, now: datetime) -> Group:
    """Returns the group that lives in a place; a space nobody has used yet gets a group of its own."""
    group_id = await transaction.scalar(select(places.c.group_id).where(_same_place(place)))
    if group_id is None:
        group_id = await _of_space(transaction, place, now)
        await insert_if_new(
            transaction,
            places,
            {"group_id": group_id, "platform": place.platform, "space": place.space, "channel": place.channel},
        )
    return await get(transaction, group_id)


async def meet(transaction: Transaction, asker: Asker) -> tuple[Group, Learner] | None:
    """Returns the group that lives at the asker's place and the asker in it; None where `join` has to write first."""
    place = asker.place
    wanted = {"platform": place.platform, "space": place.space, "channel": place.channel, "user": asker.user}
    row = (await transaction.execute(_MET, wanted)).mappings().first()
    if row is None or row["left_at"] is not None or (asker.name and asker.name[:100] != row["learner_name"]):
        return None
    group = _group(row)
    return group, _learner(group, asker, row["learner_id"], row["learner_name"], row["joined_at"])


async def join(transaction: Transaction, asker: Asker, now: datetime) -> tuple[Group, Learner]:
    """Does as `meet`, and makes what is not there yet."""
    group = await of_place(transaction, asker.place, now)
    await transaction.execute(
        update(groups).where(groups.c.id == group.id, groups.c.left_at.is_not(None)).values(left_at=None)
    )
    return group, await learner(transaction, group, asker, now)


async def furnish_room(transaction: Transaction, place: Place, zone: ZoneInfo, now: datetime) -> None:
    """Makes a new terminal room a group in the machine's zone that tells learners at once whether they were right."""
    if await transaction.scalar(select(places.c.group_id).where(_same_place(place))) is None:
        group = await of_place(transaction, place, now)
        values = {"name": place.channel[:100], "zone": zone.key, "feedback": Feedback.AT_ONCE.value}
        await transaction.execute(update(groups).where(groups.c.id == group.id).values(**values))


async def _of_space(transaction: Transaction, place: Place, now: datetime) -> int:
    wanted = select(spaces.c.group_id).where(spaces.c.platform == place.platform, spaces.c.space == place.space)
    found = await transaction.scalar(wanted)
    if found is not None:
        return int(found)
    made = await transaction.scalar(
        insert(groups).values(name=place.space[:100], created_at=now, **_DEFAULTS).returning(groups.c.id)
    )
    row = {"group_id": made, "platform": place.platform, "space": place.space}
    if await insert_if_new(transaction, spaces, row):
        return int(made or 0)
    await transaction.execute(groups.delete().where(groups.c.id == made))  # another process was quicker
    return int(await transaction.scalar(wanted) or 0)


def _same_place(place: Place) -> ColumnElement[bool]:
    return and_(places.c.platform == place.platform, places.c.space == place.space, places.c.channel == place.channel)


async def get(transaction: Transaction, group_id: int) -> Group:
    """Returns a group that is known to exist."""
    row = (await transaction.execute(_with_place().where(groups.c.id == group_id))).mappings().one()
    return _group(row)


def _with_place() -> Any:
    joined = groups.outerjoin(places, groups.c.place_id == places.c.id)
    return select(groups, places.c.platform, places.c.space, places.c.channel).select_from(joined)


def _with_asker() -> Any:
    """Returns the statement for the group at a place, with a learner of it: made once, as every command needs it."""
    here = places.alias("here")
    wanted = _with_place().add_columns(
        learners.c.id.label("learner_id"), learners.c.name.label("learner_name"), learners.c.joined_at
    )
    return (
        wanted.join(here, here.c.group_id == groups.c.id)
        .join(learners, learners.c.group_id == groups.c.id)
        .where(here.c.platform == bindparam("platform"), here.c.space == bindparam("space"))
        .where(here.c.channel == bindparam("channel"))
        .where(learners.c.platform == here.c.platform, learners.c.user == bindparam("user"))
    )


_MET = often(_with_asker())


def _group(row: RowMapping) -> Group:
    zone = ZoneInfo(row["zone"])
    schedule = None
    if row["wall_time"] is not None:
        schedule = Schedule(
            at=row["wall_time"],
            zone=zone,
            days=frozenset(map(int, row["days"])),
            open_for=timedelta(minutes=row["open_minutes"]),
            late_window=timedelta(minutes=row["late_minutes"]),
            paused_until=row["paused_until"],
            holidays=frozenset(map(date.fromisoformat, row["holidays"])),
        )
    return Group(
        id=row["id"],
        name=row["name"],
        zone=zone,
        schedule=schedule,
        place=Place(row["platform"], row["space"], row["channel"]) if row["platform"] else None,
        feedback=Feedback(row["feedback"]),
        level=row["level"],
        changes_of_mind=row["changes_of_mind"],
        board_rows=row["board_rows"],
        locale=row["locale"],
        keep_months=row["keep_months"],
        opening=Opening(row["next_open_on"], row["next_open_at"]) if row["next_open_at"] else None,
    )


async def set_schedule(transaction: Transaction, group: Group, schedule: Schedule, opening: Opening | None) -> None:
    """Stores when the daily question opens, and the next opening by that."""
    await transaction.execute(
        update(groups)
        .where(groups.c.id == group.id)
        .values(
            zone=schedule.zone.key,
            wall_time=schedule.at,
            days="".join(map(str, sorted(schedule.days))),
            open_minutes=schedule.open_for // timedelta(minutes=1),
            late_minutes=schedule.late_window // timedelta(minutes=1),
            paused_until=schedule.paused_until,
            holidays=[day.isoformat() for day in sorted(schedule.holidays)],
            **_next(opening),
        )
    )


def _next(opening: Opening | None) -> dict[str, Any]:
    return {
        "next_open_on": None if opening is None else opening.day,
        "next_open_at": None if opening is None else opening.at,
    }


async def set_place(transaction: Transaction, group: Group, place: Place) -> None:
    """Stores the main place where the daily question is posted."""
    moved = update(groups).where(groups.c.id == group.id).values(place_id=await place_id(transaction, place))
    await transaction.execute(moved)
    await set_also(transaction, place, also=False)


async def set_also(transaction: Transaction, place: Place, *, also: bool) -> None:
    """Stores whether the daily question is posted in a place besides the main one."""
    await transaction.execute(update(places).where(_same_place(place)).values(also=also))


async def further_places(transaction: Transaction, group: Group) -> dict[int, Place]:
    """Returns the places that get the daily question besides the main one, by their ids."""
    wanted = select(places).where(places.c.group_id == group.id, places.c.also).order_by(places.c.id)
    rows = (await transaction.execute(wanted)).mappings()
    return {row["id"]: Place(row["platform"], row["space"], row["channel"]) for row in rows}


async def set_feedback(transaction: Transaction, group: Group, feedback: Feedback) -> None:
    """Stores when learners are told whether they were right."""
    await transaction.execute(update(groups).where(groups.c.id == group.id).values(feedback=feedback.value))


async def set_locale(transaction: Transaction, group: Group, locale: str) -> None:
    """Stores the language in which dates and numbers are written."""
    await transaction.execute(update(groups).where(groups.c.id == group.id).values(locale=locale))


async def set_changes_of_mind(transaction: Transaction, group: Group, allowed: int) -> None:
    """Stores how often an answer may be replaced until its round closes."""
    await transaction.execute(update(groups).where(groups.c.id == group.id).values(changes_of_mind=allowed))


async def set_board_rows(transaction: Transaction, group: Group, rows: int) -> None:
    """Stores how many places the leaderboard shows."""
    await transaction.execute(update(groups).where(groups.c.id == group.id).values(board_rows=rows))


async def move_next_opening(transaction: Transaction, group: Group, to: Opening | None) -> bool:
    """Moves the group's next opening; False where another process has moved it since it was read."""
    unmoved = and_(groups.c.id == group.id, groups.c.next_open_at == group.next_open_at)
    return (await transaction.execute(update(groups).where(unmoved).values(**_next(to)))).rowcount == 1


async def due_to_open(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Group]:
    """Returns the groups on these platforms whose daily question is due."""
    due = _with_place().where(
        groups.c.next_open_at <= now, groups.c.left_at.is_(None), places.c.platform.in_(platforms)
    )
    return [_group(row) for row in (await transaction.execute(due)).mappings()]


async def waiting_to_open(transaction: Transaction, now: datetime) -> list[Group]:
    """Returns every group whose next question is still to come."""
    waiting = _with_place().where(groups.c.next_open_at > now, groups.c.wall_time.is_not(None))
    return [_group(row) for row in (await transaction.execute(waiting)).mappings()]


async def place_id(transaction: Transaction, place: Place) -> int:
    """Returns the id of a place that is known to exist."""
    return int(await transaction.scalar(select(places.c.id).where(_same_place(place))) or 0)


async def learner(transaction: Transaction, group: Group, asker: Asker, now: datetime) -> Learner:
    """Returns the asker as a learner of the group, joining them on first sight and following a change of name.

    An asker without a name (a pressed button on some platforms) keeps the name they had.
    """
    wanted = select(learners).where(
        learners.c.group_id == group.id,
        learners.c.platform == asker.place.platform,
        learners.c.user == asker.user,
    )
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    name = asker.name[:100] or (row["name"] if row else asker.user)
    if row is None:
        await insert_if_new(
            transaction,
            learners,
            {
                "group_id": group.id,
                "platform": asker.place.platform,
                "user": asker.user,
                "name": name,
                "joined_at": now,
            },
        )
        row = (await transaction.execute(wanted)).mappings().one()
    elif row["name"] != name:
        await transaction.execute(update(learners).where(learners.c.id == row["id"]).values(name=name))
    return _learner(group, asker, row["id"], name, row["joined_at"])


def _learner(group: Group, asker: Asker, learner_id: int, name: str, joined_at: datetime) -> Learner:
    return Learner(
        id=learner_id,
        group_id=group.id,
        platform=asker.place.platform,
        user=asker.user,
        name=name,
        joined_on=joined_at.astimezone(group.zone).date(),
    )


async def learner_names(transaction: Transaction, group: Group) -> dict[str, str]:
    """Returns the names of a group's learners, as others see them, by their id as text, as the sandbox knows them."""
    wanted = select(learners.c.id, shown_name()).where(learners.c.group_id == group.id)
    return {str(row[0]): row[1] for row in await transaction.execute(wanted)}


async def shown_as(transaction: Transaction, learner: Learner) -> str:
    """Returns the name under which others see a learner."""
    return str(await transaction.scalar(select(shown_name()).where(learners.c.id == learner.id)))


async def names(transaction: Transaction) -> dict[int, str]:
    """Returns the names of all groups by id: for operators, never for a group."""
    return {
        row["id"]: row["name"] for row in (await transaction.execute(select(groups.c.id, groups.c.name))).mappings()
    }
