"""Who stands where in a group, over which span, and how far the group is together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commands.quiz.periods import Period, Season, Span, season_span, span_of
from commands.quiz.round import Round
from commands.quiz.scoring import Standing
from commands.quiz.teams import TeamStanding
from commands.request import Group
from commands.store import Transaction, answers, rounds, seasons, teams, totals


@dataclass(frozen=True, slots=True)
class Goal:
    """How many of those who take part have answered the latest question."""

    round: Round
    answered: int
    members: int


async def running(transaction: Transaction, group: Group, period: Period, now: datetime) -> Span:
    """Returns the span of this kind that the group is in."""
    today = local_date(group, now)
    if period is Period.SEASON:
        return season_span(await seasons.on(transaction, group.id, today))
    return span_of(period, today)


def local_date(group: Group, now: datetime) -> date:
    """Returns today's date in the group's zone."""
    return now.astimezone(group.zone).date()


async def of_group(transaction: Transaction, group: Group, span: Span) -> list[Standing]:
    """Returns the group's first places, as many as it wants to see."""
    return await totals.best(transaction, group, span, group.board_rows)


async def of_teams(transaction: Transaction, group: Group, span: Span) -> list[TeamStanding]:
    """Returns how the group's teams stand; a season whose winners were announced keeps the teams it had."""
    if span.season is not None and span.season.announced:
        return await teams.results(transaction, span.season)
    await teams.place_new(transaction, group.id)
    return await teams.standings(transaction, group, span)


async def goal(transaction: Transaction, group: Group, now: datetime) -> Goal | None:
    """Returns how far the group is with its latest question; None where nobody takes part yet."""
    latest = await rounds.latest(transaction, group)
    if latest is None:
        return None
    answered = await answers.count(transaction, latest)
    members = await totals.taking_part(transaction, group, latest, local_date(group, now))
    return Goal(latest, answered, members) if members else None


@dataclass(frozen=True, slots=True)
class Course:
    """A learner's points as they stood after each date of a season on which they changed."""

    standing: Standing
    steps: tuple[tuple[date, int], ...]


async def course(
    transaction: Transaction, group: Group, season: Season, best: Sequence[Standing]
) -> tuple[Course, ...]:
    """Returns how these learners came to where they stand in a season."""
    ids = [each.learner_id for each in best]
    gained = await totals.course(transaction, group, season.first_day, season.last_day, ids)
    return tuple(Course(each, _summed(gained[each.learner_id])) for each in best)


def _summed(gained: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    steps: list[tuple[date, int]] = []
    for day, points in gained:
        steps.append((day, points + (steps[-1][1] if steps else 0)))
    return tuple(steps)
