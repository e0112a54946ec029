"""Who plays in a simulated season, and when: the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

LATE_WINDOW = timedelta(hours=6)
"""A question that could not be asked for longer is skipped; so it is by default."""


@dataclass(frozen=True)
class Timetable:
    """When a group is asked, and for how long its question takes answers."""

    zone: str
    at: time
    days: str
    open_for: timedelta

    @property
    def options(self) -> str:
        return f"time:{self.at:%H:%M} zone:{self.zone} days:{self.days} open:{self.open_for // timedelta(minutes=1)}m"


TIMETABLES = (
    Timetable("Europe/London", time(9), "daily", timedelta(hours=12)),
    Timetable("America/New_York", time(8, 30), "daily", timedelta(hours=10)),
    Timetable("Asia/Kathmandu", time(18), "daily", timedelta(hours=4)),
    Timetable("Australia/Lord_Howe", time(7), "daily", timedelta(hours=12)),
    Timetable("Europe/Berlin", time(9), "mon-fri", timedelta(hours=24)),
    Timetable("Pacific/Chatham", time(12), "daily", timedelta(hours=8)),
    Timetable("America/Sao_Paulo", time(22), "daily", timedelta(hours=12)),
    Timetable("Asia/Tokyo", time(8), "sat,sun,wed", timedelta(hours=6)),
    Timetable("America/Los_Angeles", time(23, 45), "daily", timedelta(hours=2)),
    Timetable("UTC", time(0), "daily", timedelta(hours=12)),
)
"""Zones with clock changes in the season and without, with odd offsets, and days that end in another day of UTC."""


@dataclass(frozen=True)
class Member:
    """A learner: how likely to answer a question, to wait with it, and to change their mind."""

    user: str
    diligence: float
    lateness: float
    doubt: float


@dataclass(frozen=True)
class GroupPlan:
    """A group, its members and what its captain sets. Its main place goes by its name; some have another one."""

    name: str
    timetable: Timetable
    at_once: bool
    members: tuple[Member, ...]
    places: tuple[str, ...]

    @property
    def changes(self) -> int:
        """How often a member may change their mind; not after they have been told."""
        return 0 if self.at_once else 1

    def dues(self, begins: datetime, ends: datetime) -> Iterator[tuple[datetime, date]]:
        """Yields each opening within the season as an instant and a local date: day by day, by the wall clock."""
        zone = ZoneInfo(self.timetable.zone)
        day = begins.astimezone(zone).date()
        while (opens := datetime.combine(day, self.timetable.at, zone).astimezone(UTC)) < ends:
            if opens > begins and _is_on(day, self.timetable.days):
                yield opens, day
            day += timedelta(days=1)


def _is_on(day: date, days: str) -> bool:
    name = f"{day:%a}".lower()
    return days == "daily" or (name not in {"sat", "sun"} if days == "mon-fri" else name in days.split(","))


@dataclass(frozen=True)
class SeasonPlan:
    """A season. The process is killed `kills` times; it ends when the last question of the last day is revealed."""

    seed: int
    begins: datetime
    days: int
    kills: int
    groups: tuple[GroupPlan, ...]

    @property
    def by_name(self) -> dict[str, GroupPlan]:
        return {group.name: group for group in self.groups}

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(days=self.days)


def season_plan(*, seed: int, groups: int, learners: int, days: int, kills: int, begins: datetime) -> SeasonPlan:
    """Makes groups of about the same size, each with a timetable in turn; every fourth tells at once what was right.

    Every third has a second place.
    """
    rng = Random(seed)
    members = [_member(number, rng) for number in range(learners)]
    made = tuple(
        GroupPlan(
            name=f"g{number}",
            timetable=TIMETABLES[number % len(TIMETABLES)],
            at_once=number % 4 == 3,
            members=tuple(members[number::groups]),
            places=(f"g{number}", "evening") if number % 3 == 1 else (f"g{number}",),
        )
        for number in range(groups)
    )
    return SeasonPlan(seed, begins, days, kills, made)


def _member(number: int, rng: Random) -> Member:
    return Member(f"u{number}", rng.choice((1.0, 0.95, 0.8, 0.4)), rng.uniform(0, 0.7), rng.choice((0, 0.1, 0.3)))
