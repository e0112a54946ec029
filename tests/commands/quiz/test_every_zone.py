"""In every zone of the world, over twelve years, each local day has one opening at the right wall time.

The model is slow and obvious, and goes the other way round: it reads the zone's clock at instants of UTC, finds to the
minute where it jumps, and looks along the clock for the first instant that shows the wall time, or jumps over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from commands.quiz.schedule import following, next_opening, opening_from
from commands.request import Opening, Schedule

ZONES = sorted(available_timezones())
SHARDS = 6
FIRST, LAST = date(2018, 1, 1), date(2029, 12, 31)
HOUR, DAY = 3600, 86400
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Stretch:
    """Seconds of UTC from `begins` to before `ends` in which a zone's clock runs `ahead` of it."""

    begins: int
    ends: int
    ahead: int


def ahead_of_utc(zone: ZoneInfo, at: int) -> int:
    """Returns by how many seconds the zone's clock is ahead at an instant."""
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


@cache
def stretches(zone: ZoneInfo, first: date = FIRST, last: date = LAST) -> list[Stretch]:
    """Reads the zone's clock once a day and, where it has jumped in between, finds the minute."""
    found = []
    begins = at = (first - EPOCH).days * DAY - 3 * DAY
    ahead = ahead_of_utc(zone, at)
    while at < (last - EPOCH).days * DAY + 3 * DAY:
        at += DAY
        if ahead_of_utc(zone, at) != ahead:
            jump = next(each for each in minutes_of_jump(zone, at - DAY, at) if ahead_of_utc(zone, each) != ahead)
            found.append(Stretch(begins, jump, ahead))
            begins, ahead = jump, ahead_of_utc(zone, jump)
    return [*found, Stretch(begins, at, ahead)]


def minutes_of_jump(zone: ZoneInfo, since: int, until: int) -> Iterator[int]:
    """Yields the minutes of the hour in which the clock first differs from how it stood."""
    stood = ahead_of_utc(zone, since)
    hour = next(each for each in range(since, until, HOUR) if ahead_of_utc(zone, each + HOUR) != stood)
    return iter(range(hour, hour + HOUR + 60, 60))


def expected(clock: list[Stretch], day: date, at: time) -> int | None:
    """Returns the instant of a wall time on a day; None for a day that the clock never shows."""
    midnight = (day - EPOCH).days * DAY
    wall = midnight + at.hour * HOUR + at.minute * 60
    if not any(each.begins + each.ahead < midnight + DAY and each.ends + each.ahead > midnight for each in clock):
        return None
    shows = next(each for each in clock if wall < each.ends + each.ahead)
    return max(wall - shows.ahead, shows.begins)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def openings(clock: list[Stretch], days: list[date], at: time) -> Iterator[tuple[date, int]]:
    """Yields the opening of every day that there is."""
    remaining = list(clock)
    for day in days:
        while len(remaining) > 1 and remaining[0].ends + 3 * DAY < (day - EPOCH).days * DAY:
            remaining.pop(0)
        instant = expected(remaining[:4], day, at)
        if instant is not None:
            yield day, instant


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_local_day_of_twelve_years_has_one_opening_at_its_wall_time(shard: int) -> None:
    days = days_between(FIRST, LAST)
    for name in ZONES[shard::SHARDS]:
        chance = Random(name)
        schedule = Schedule(time(chance.randrange(24), chance.choice([0, 15, 30, 45])), ZoneInfo(name))
        check_all(schedule, openings(stretches(schedule.zone), days, schedule.at))


@pytest.mark.parametrize("name", ["Pacific/Apia", "Pacific/Fakaofo"])
def test_a_day_that_a_zone_left_out_when_it_changed_sides_has_no_opening(name: str) -> None:
    days = days_between(date(2011, 12, 1), date(2012, 1, 31))
    for hour in range(24):
        schedule = Schedule(time(hour), ZoneInfo(name))
        wanted = list(openings(stretches(schedule.zone, days[0], days[-1]), days, schedule.at))
        assert len(wanted) == len(days) - 1
        check_all(schedule, wanted)


def check_all(schedule: Schedule, wanted: Iterable[tuple[date, int]]) -> None:
    opening: Opening | None = None
    for day, instant in wanted:
        opening = opening_from(schedule, day) if opening is None else following(schedule, opening)
        assert opening is not None
        assert (opening.day, opening.at.timestamp()) == (day, instant), (schedule.zone, schedule.at)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_wall_times_around_every_clock_change_open_at_the_first_instant_that_shows_them(shard: int) -> None:
    for name in ZONES[shard::SHARDS]:
        zone = ZoneInfo(name)
        for before, after in pairwise(stretches(zone)):
            change = datetime.fromtimestamp(before.ends + before.ahead, UTC)
            for quarters in range(-8, 9):
                at = (change + timedelta(minutes=15 * quarters)).time()
                for day in days_between(change.date() - timedelta(days=1), change.date() + timedelta(days=1)):
                    check(Schedule(at, zone), day, [before, after])


def check(schedule: Schedule, day: date, clock: list[Stretch]) -> None:
    wanted = expected(clock, day, schedule.at)
    assert wanted is not None
    opening = next_opening(schedule, datetime.fromtimestamp(wanted - 1, UTC))
    assert opening is not None
    assert (opening.day, opening.at.timestamp()) == (day, wanted), (schedule.zone, schedule.at)


def test_the_model_finds_what_is_known_of_famous_clocks() -> None:
    london = stretches(ZoneInfo("Europe/London"))
    assert len(london) == 25  # twelve years of summer time
    assert expected(london, date(2018, 7, 1), time(9)) == int(datetime(2018, 7, 1, 8, tzinfo=UTC).timestamp())
    assert expected(london, date(2018, 3, 25), time(1, 30)) == int(datetime(2018, 3, 25, 1, tzinfo=UTC).timestamp())
    assert len(stretches(ZoneInfo("Asia/Kathmandu"))) == 1
