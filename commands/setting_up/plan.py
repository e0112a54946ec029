"""Changing the plan: what a captain wants of it, what it becomes, and when the next question comes by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.errors import invalid, refused
from commands.quiz.schedule import UNTIL_RESUMED, next_opening
from commands.request import Group, Request, Schedule
from commands.setting_up import where
from commands.setting_up.reading import NOT_PAUSED, Holidays
from commands.setting_up.where import Here
from commands.store import Transaction, groups, rounds
from commands.text import Code

NINE = time(9)
"""When a question comes unless a captain says otherwise."""

_FURTHEST = timedelta(days=2 * 366)
_MOST_HOLIDAYS = 200
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a captain wants of the plan; None leaves a setting as it is."""

    at: time | None = None
    zone: ZoneInfo | None = None
    days: frozenset[int] | None = None
    open_for: timedelta | None = None
    late: timedelta | None = None
    pause: date | None = None
    holidays: Holidays | None = None
    here: Here | None = None

    @property
    def are_any(self) -> bool:
        return self != Wishes()

    @property
    def set_up(self) -> bool:
        """Whether this is enough to set the daily question up."""
        return self.here in {Here.YES, Here.ONLY} or any(
            each is not None for each in (self.at, self.zone, self.days, self.open_for)
        )


async def change(transaction: Transaction, request: Request, wishes: Wishes, now: datetime) -> None:
    """Stores the plan that a captain wants, and when the next question comes by it. What is due stays due."""
    group = request.group
    schedule = _changed(group, wishes, now)
    since = now if group.next_open_at is None else min(now, group.next_open_at - _MOMENT)
    opening = next_opening(schedule, since, await rounds.last_asked(transaction, group))
    await groups.set_schedule(transaction, group, schedule, opening)
    here = Here.YES if wishes.here is None and group.place is None else wishes.here
    if here is not None:
        await where.change(transaction, group, request.place, here)


def _changed(group: Group, wishes: Wishes, now: datetime) -> Schedule:
    """Returns the group's schedule with what is wanted in place of what was."""
    if group.schedule is None and not wishes.set_up:
        raise refused("There is no daily question yet: {example} sets it up.", example=Code("/ship setup time:09:00"))
    old = group.schedule or Schedule(at=NINE, zone=group.zone)
    schedule = replace(
        old,
        at=old.at if wishes.at is None else wishes.at,
        zone=wishes.zone or old.zone,
        days=wishes.days or old.days,
        open_for=wishes.open_for or old.open_for,
        late_window=wishes.late or old.late_window,
    )
    today = now.astimezone(schedule.zone).date()
    return replace(schedule, paused_until=_paused(old, wishes, today), holidays=_holidays(old, wishes, today))


def _paused(old: Schedule, wishes: Wishes, today: date) -> date | None:
    until = wishes.pause
    if until is None:
        return old.paused_until if old.paused_until is not None and old.paused_until > today else None
    if until == NOT_PAUSED:
        return None
    if until != UNTIL_RESUMED and not today < until <= today + _FURTHEST:
        raise invalid(
            "A pause ends on a day to come, within two years: type the day on which questions come again, such as"
            " {example}, or {on} for no end.",
            example=Code(f"pause:{today + timedelta(days=7)}"),
            on=Code("pause:on"),
        )
    return until


def _holidays(old: Schedule, wishes: Wishes, today: date) -> frozenset[date]:
    """Returns the holidays still to come."""
    days = old.holidays if wishes.holidays is None else wishes.holidays.applied(old.holidays)
    if max(days, default=today) > today + _FURTHEST or len(days) > _MOST_HOLIDAYS:
        raise invalid("Holidays lie within two years from now, {most} days at most.", most=_MOST_HOLIDAYS)
    return frozenset(day for day in days if day >= today)
