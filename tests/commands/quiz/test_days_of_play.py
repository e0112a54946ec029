"""Days of play on the group's calendar, with holidays, a pause, days that were missed, and questions withdrawn or
corrected: dates, points, ranks, seasons and streaks are what a slow and obvious model says."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from databases import sqlite_url
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quiz_days import PRESSED, latest, letters
from room import MONDAY, Room, open_room

from commands.quiz.scoring import worth
from commands.reply import Outcome, Table

LEARNERS = ("ana", "ben", "caro", "dan")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


FIRST = MONDAY.date()


@dataclass(frozen=True)
class Calendar:
    """When the group has a question: weekdays, without holidays, and from a date on."""

    weekdays: frozenset[str]
    holidays: frozenset[date]
    paused_until: date

    def next_day(self, after: date) -> date:
        """Returns the first date with a question behind another, looking at one after the other."""
        day = after + timedelta(days=1)
        while WEEKDAYS[day.weekday()] not in self.weekdays or day in self.holidays or day < self.paused_until:
            day += timedelta(days=1)
        return day


CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.sampled_from(WEEKDAYS), min_size=1),
    st.frozensets(st.integers(0, 20).map(lambda ahead: FIRST + timedelta(days=ahead)), max_size=6),
    st.integers(0, 9).map(lambda ahead: FIRST + timedelta(days=ahead)),
)


@dataclass(frozen=True)
class Day:
    """A day with a question: who answered it, and whether right; what a captain did once it was revealed.

    Where the bot was `away` until it was too late, the question never came.
    """

    answers: dict[str, bool]
    correction: str
    away: bool


DAYS = st.lists(
    st.builds(
        Day,
        st.dictionaries(st.sampled_from(LEARNERS), st.booleans()),
        st.sampled_from(["", "", "", "void", "rekey"]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=12,
)


@dataclass(frozen=True)
class Played:
    """A day as it was: its local date, and what a right answer to its question is worth."""

    day: Day
    date: date
    worth: int

    def points(self, learner: str) -> int:
        right = self.day.answers.get(learner)
        if right is None or self.day.correction == "void":
            return 0
        return self.worth if right is (self.day.correction != "rekey") else 0


def expected_rows(played: list[Played], joined: list[str]) -> list[tuple[str, str, str]]:
    """Returns the leaderboard: everybody who answered, by points, ties in the order of joining."""
    summed = {
        learner: sum(each.points(learner) for each in played)
        for learner in joined
        if any(learner in each.day.answers for each in played)
    }
    ordered = sorted(summed, key=lambda learner: -summed[learner])
    ranks = {learner: 1 + sum(other > summed[learner] for other in summed.values()) for learner in summed}
    return [(str(ranks[learner]), learner.capitalize(), str(summed[learner])) for learner in ordered]


def expected_streak(played: list[Played], learner: str) -> tuple[int, int, int]:
    """Returns streak, longest streak and freezes: withdrawn questions never were, days without one neither."""
    run = longest = freezes = 0
    for each in played:
        if each.day.correction == "void":
            continue
        if learner in each.day.answers:
            run += 1
            if run in {7, 14, 21} and freezes < 2:
                freezes += 1
        elif freezes > 0:
            freezes -= 1
        else:
            run = 0
        longest = max(longest, run)
    return run, longest, freezes


async def rows(room: Room, line: str) -> list[tuple[str, ...]]:
    tables = [part for part in (await room.ask(line, "zoe")).parts if isinstance(part, Table)]
    return [row for table in tables for row in table.rows]


async def streak(room: Room, learner: str) -> tuple[int, int, int]:
    said = await room.say("/ship me", learner)
    found = re.search(r"Streak: (\d+) questions? in a row, longest (\d+)\nFreezes: (\d)\.", said)
    assert found, said
    return int(found[1]), int(found[2]), int(found[3])


async def play(room: Room, calendar: Calendar, days: list[Day]) -> list[Played]:
    """Plays the days one after the other, each on the next date that the calendar has."""
    played: list[Played] = []
    due = FIRST - timedelta(days=1)
    for day in days:
        due = calendar.next_day(due)
        nine = datetime.combine(due, time(9), UTC)  # London's own time in winter
        if day.away:
            room.clock.at = nine + timedelta(hours=8)
            await room.steps()
            continue
        room.clock.at = nine
        await room.steps()
        round_, question = await latest(room)
        assert round_.local_date == due
        right, wrong = await letters(room)
        for learner, is_right in day.answers.items():
            await room.ask(right if is_right else wrong, learner)
        room.clock.forward(hours=12)
        await room.steps()
        if day.correction:
            key = f" {wrong[-1]}" if day.correction == "rekey" else ""
            await room.ask(f"/ship admin {day.correction} {round_.number}{key}", "zoe", captain=True)
        played.append(Played(day, due, worth(question)))
    return played


async def set_up(room: Room, calendar: Calendar) -> None:
    days = ",".join(sorted(calendar.weekdays))
    holidays = ",".join(sorted(map(str, calendar.holidays))) or "none"
    pause = calendar.paused_until if calendar.paused_until > FIRST else "off"
    line = f"time:09:00 zone:Europe/London days:{days} holidays:{holidays} pause:{pause}"
    assert await room.outcome(f"/ship setup {line}", "zoe", captain=True) is Outcome.OK
    assert await room.outcome("/ship admin board rows:10", "zoe", captain=True) is Outcome.OK


async def check(url: str, calendar: Calendar, days: list[Day]) -> None:
    async with open_room(url) as opened:
        room = replace(opened, services=replace(opened.services, bank=PRESSED))
        await set_up(room, calendar)
        played = await play(room, calendar, days)
        joined = list(dict.fromkeys(learner for each in played for learner in each.day.answers))
        assert await rows(room, "/ship rank all") == expected_rows(played, joined)
        for month in sorted({each.date.replace(day=1) for each in played}):
            of_month = [each for each in played if each.date.replace(day=1) == month]
            if any(each.day.answers for each in of_month):
                assert await rows(room, f"/ship rank season:{month:%Y-%m}") == expected_rows(of_month, joined)
        of_today = [each for each in played if each.date == room.clock().date()]
        assert await rows(room, "/ship rank day") == expected_rows(of_today, joined)
        for learner in joined:
            assert await streak(room, learner) == expected_streak(played, learner)


@given(CALENDARS, DAYS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_dates_points_ranks_seasons_and_streaks_are_what_the_model_says(calendar: Calendar, days: list[Day]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(sqlite_url(Path(folder)), calendar, days))
