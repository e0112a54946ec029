"""When a daily question opens. Wall time in the group's zone is what counts; instants are derived from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.request import Opening, Schedule

UNTIL_RESUMED = date.max
"""A pause without an end."""

_DAY = timedelta(days=1)
_FURTHEST = 3 * 366
"""Days that are looked through: a weekly question behind a year of holidays is found."""


def instant(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Returns the instant (UTC) of a wall time on a day.

    A time that a clock change leaves out moves forward to the first that exists; one that happens twice is
    taken the first time. The first that exists may lie behind midnight, as in Nuuk, whose clocks go forward at
    23:00. None where the zone skips the whole day, as Samoa did with 30 December 2011.
    """
    wall = datetime.combine(day, at, tzinfo=zone)
    found = wall.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        found = _end_of_gap(wall)
        last_before = (found - timedelta(seconds=1)).astimezone(zone).date()
        return found if day in {last_before, found.astimezone(zone).date()} else None
    return found


def _end_of_gap(wall: datetime) -> datetime:
    """Returns the instant of the clock change that leaves out `wall`, to the second."""
    before, after = sorted(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    assert wall.tzinfo is not None
    old = before.astimezone(wall.tzinfo).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(wall.tzinfo).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def opening_from(schedule: Schedule, day: date) -> Opening | None:
    """Returns the first opening of this local day or a later one; None where nothing is planned."""
    if schedule.paused_until is not None:
        day = max(day, schedule.paused_until)
    if day.year == UNTIL_RESUMED.year:
        return None
    for each in (day + ahead * _DAY for ahead in range(_FURTHEST)):
        if each.isoweekday() in schedule.days and each not in schedule.holidays:
            at = instant(each, schedule.at, schedule.zone)
            if at is not None:
                return Opening(each, at)
    return None


def next_opening(schedule: Schedule, after: datetime, asked: date | None = None) -> Opening | None:
    """Returns the first opening later than `after`, of a day later than `asked`, which had its question already."""
    day = after.astimezone(schedule.zone).date() - _DAY
    opening = opening_from(schedule, day if asked is None else max(day, asked + _DAY))
    while opening is not None and opening.at <= after:
        opening = following(schedule, opening)
    return opening


def following(schedule: Schedule, opening: Opening) -> Opening | None:
    """Returns the opening after another."""
    return opening_from(schedule, opening.day + _DAY)


def is_too_late(schedule: Schedule, opens: datetime, now: datetime) -> bool:
    """Says whether a question that was due at `opens` should be skipped rather than posted."""
    return now > opens + schedule.late_window


def without_late(schedule: Schedule, opening: Opening | None, now: datetime) -> tuple[list[Opening], Opening | None]:
    """Returns the openings from this one on that are too late by now, and the first that is not."""
    late = []
    while opening is not None and is_too_late(schedule, opening.at, now):
        late.append(opening)
        opening = following(schedule, opening)
    return late, opening
