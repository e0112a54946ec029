"""When a daily question opens. Wall time in the group's zone is what counts; instants are derived from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.request import Schedule


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


def day_of(schedule: Schedule, opens: datetime) -> date:
    """Returns the local day whose question opens then: the day before where the clock change left out its last hour."""
    day = opens.astimezone(schedule.zone).date()
    eve = day - timedelta(days=1)
    moved = instant(day, schedule.at, schedule.zone) != opens and instant(eve, schedule.at, schedule.zone) == opens
    return eve if moved else day


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


def next_opening(schedule: Schedule, after: datetime) -> datetime | None:
    """Returns the first opening (UTC) later than `after`; None for a schedule without days."""
    day = after.astimezone(schedule.zone).date() - timedelta(days=1)
    for _ in range(16):  # a fortnight and more: even a weekly question beside a skipped day is found
        if day.isoweekday() in schedule.days:
            opens = instant(day, schedule.at, schedule.zone)
            if opens is not None and opens > after:
                return opens
        day += timedelta(days=1)
    return None


def is_too_late(schedule: Schedule, opens: datetime, now: datetime) -> bool:
    """Says whether a question that was due at `opens` should be skipped rather than posted."""
    return now > opens + schedule.late_window
