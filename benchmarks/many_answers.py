"""A database in which groups have answered for long, written by SQL in little time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from commands.quiz.periods import Period, span_of

_HERE = (
    "CREATE TEMP TABLE days (number INTEGER PRIMARY KEY, day TEXT)",
    "CREATE TEMP TABLE spans (day TEXT, period TEXT, begins TEXT, PRIMARY KEY (day, period))",
    "CREATE TEMP TABLE numbers (i INTEGER PRIMARY KEY)",
)

_OF_ALL = (
    """INSERT INTO groups (id, name, zone, days, open_minutes, late_minutes, feedback, level, created_at)
    SELECT i, 'group ' || i, 'UTC', '1234567', 720, 360, 'at_closing', 2, :noon FROM numbers
    WHERE i BETWEEN 1 AND :groups""",
    """INSERT INTO learners (id, group_id, platform, user, name, joined_at)
    SELECT g.id * :learners + i, g.id, 'bench', 'u' || i, 'Learner ' || i, :noon FROM groups g CROSS JOIN numbers
    WHERE i < :learners""",
    """INSERT INTO rounds (id, group_id, local_date, question_id, question_version, option_order, state, opens_at,
        closes_at, announced, revealed_at)
    SELECT g.id * :days + number, g.id, day, 'q', 'v', '[0, 1]', 'closed', :noon, :noon, 1, :noon
    FROM groups g CROSS JOIN days""",
    """INSERT INTO seasons (group_id, name, first_day, last_day, chosen)
    SELECT g.id, substr(begins, 1, 7), begins, date(begins, '+1 month', '-1 day'), 0
    FROM groups g CROSS JOIN (SELECT DISTINCT begins FROM spans WHERE period = 'season')""",
)

_OF_A_GROUP = (
    """INSERT INTO answers (group_id, round_id, learner_id, choice, changes, answered_at)
    SELECT r.group_id, r.id, l.id, '0', 0, :noon FROM rounds r JOIN learners l ON l.group_id = r.group_id
    WHERE r.group_id = :group""",
    """INSERT INTO score_events (group_id, learner_id, round_id, cause, points, created_at)
    SELECT group_id, learner_id, round_id, 'answer', (learner_id * 7 + round_id * 3) % 13, :noon FROM answers
    WHERE round_id IN (SELECT id FROM rounds WHERE group_id = :group)""",
    """INSERT INTO totals (group_id, period, begins, learner_id, points)
    SELECT e.group_id, s.period, s.begins, e.learner_id, sum(e.points) FROM rounds r
    JOIN score_events e ON e.round_id = r.id JOIN spans s ON s.day = r.local_date
    WHERE r.group_id = :group GROUP BY 1, 2, 3, 4""",
)


@dataclass(frozen=True, slots=True)
class Past:
    """How many groups of how many learners, each of whom answered every day up to and with `last`."""

    groups: int
    learners: int
    days: int
    last: date

    @property
    def answers(self) -> int:
        return self.groups * self.learners * self.days

    def dates(self) -> list[date]:
        """Returns the local dates on which there was a question."""
        return [self.last - timedelta(days=ago) for ago in reversed(range(self.days))]


def write(path: Path, past: Past) -> None:
    """Fills an empty up-to-date database that nobody has open: answers, score events, and totals that are their sums.

    Learner n of group g has the id g * learners + n.
    """
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "foreign_keys=OFF"):
        database.execute(f"PRAGMA {pragma}")
    for statement in _HERE:
        database.execute(statement)
    most = max(past.groups, past.learners) + 1
    database.executemany("INSERT INTO numbers VALUES (?)", ((number,) for number in range(most)))
    database.executemany("INSERT INTO days VALUES (?, ?)", enumerate(day.isoformat() for day in past.dates()))
    database.executemany("INSERT INTO spans VALUES (?, ?, ?)", _spans(past))
    given = {
        "noon": f"{past.last} 12:00:00.000000",
        **{name: getattr(past, name) for name in ("groups", "learners", "days")},
    }
    for statement in _OF_ALL:
        database.execute(statement, given)
    for group in range(1, past.groups + 1):
        for statement in _OF_A_GROUP:
            database.execute(statement, {**given, "group": group})
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def _spans(past: Past) -> Iterator[tuple[str, str, str]]:
    """Yields (date, period, begin of its span); seasons are months."""
    for day in past.dates():
        for period in (Period.WEEK, Period.MONTH, Period.SEASON, Period.ALL):
            begins = span_of(Period.MONTH if period is Period.SEASON else period, day).begins
            yield day.isoformat(), period.value, begins.isoformat()
