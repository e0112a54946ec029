"""Days of play on the group's calendar, with withdrawn and corrected questions: points, ranks, seasons and streaks are
what a slow and obvious model says."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quiz_days import PRESSED, latest, letters
from room import Room, open_room, sqlite_url

from commands.quiz.scoring import worth
from commands.reply import Table
from commands.store import groups

LEARNERS = ("ana", "ben", "caro", "dan")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Day:
    """A question of the group: who answered it, and whether right; what a captain did once it was revealed."""

    answers: dict[str, bool]
    correction: str


DAYS = st.lists(
    st.builds(
        Day,
        st.dictionaries(st.sampled_from(LEARNERS), st.booleans()),
        st.sampled_from(["", "", "", "void", "rekey"]),
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


async def play(room: Room, days: list[Day]) -> list[Played]:
    """Plays the days one after the other, each on the next date that the group has a question."""
    played = []
    for number, day in enumerate(days, 1):
        async with room.services.store.begin() as transaction:
            group = await groups.of_place(transaction, room.asker().place, room.clock())
        assert group.next_open_at is not None
        room.clock.at = group.next_open_at
        await room.steps()
        round_, question = await latest(room)
        assert round_.number == number
        right, wrong = await letters(room)
        for learner, is_right in day.answers.items():
            await room.ask(right if is_right else wrong, learner)
        room.clock.forward(hours=12)
        await room.steps()
        if day.correction:
            key = f" {wrong[-1]}" if day.correction == "rekey" else ""
            await room.ask(f"/ship admin {day.correction} {number}{key}", "zoe", captain=True)
        played.append(Played(day, round_.local_date, worth(question)))
    return played


async def check(url: str, weekdays: list[str], days: list[Day]) -> None:
    async with open_room(url) as opened:
        room = replace(opened, services=replace(opened.services, bank=PRESSED))
        await room.ask("/ship admin board rows:10", "zoe", captain=True)
        await room.ask(f"/ship setup time:09:00 zone:Europe/London days:{','.join(weekdays)}", "zoe", captain=True)
        played = await play(room, days)
        joined = list(dict.fromkeys(_in_order_of_joining(days)))
        assert await rows(room, "/ship rank all") == expected_rows(played, joined)
        for month in sorted({each.date.replace(day=1) for each in played}):
            of_month = [each for each in played if each.date.replace(day=1) == month]
            assert await rows(room, f"/ship rank season:{month:%Y-%m}") == expected_rows(of_month, joined)
        last = [each for each in played if each.date == played[-1].date]
        assert await rows(room, "/ship rank day") == expected_rows(last, joined)
        for learner in joined:
            assert await streak(room, learner) == expected_streak(played, learner)


def _in_order_of_joining(days: list[Day]) -> Iterator[str]:
    for day in days:
        yield from day.answers


@given(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True), DAYS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_points_ranks_seasons_and_streaks_are_what_the_model_says(weekdays: list[str], days: list[Day]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(sqlite_url(Path(folder)), weekdays, days))
