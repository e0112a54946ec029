"""Sums of score events, kept beside them in the same transaction, so that a leaderboard need not add up its past."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, delete, func, insert, or_, select, union
from sqlalchemy.dialects import postgresql, sqlite

from commands.quiz.periods import Period, Span, counted_spans, season_span, span_of
from commands.quiz.round import Round
from commands.quiz.scoring import Standing, ranked
from commands.request import Group
from commands.store import seasons
from commands.store.database import Transaction
from commands.store.tables import answers, groups, learners, rounds, score_events, totals

HIDDEN = "(hidden)"
"""What stands for the name of a learner who does not want to be named."""

_ROWS_AT_ONCE = 500
"""Rows a statement writes; SQLite takes 32,766 values (https://sqlite.org/limits.html)."""


async def add(transaction: Transaction, group_id: int, day: date, gained: Mapping[int, int]) -> None:
    """Adds points, by learner, of a round of this local date to every total that the date belongs to."""
    season = await seasons.on(transaction, group_id, day)
    rows = [
        _row(group_id, span, learner_id, points)
        for span in counted_spans(day, season)
        for learner_id, points in sorted(gained.items())
    ]
    kind = postgresql if transaction.dialect.name == "postgresql" else sqlite
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        added = kind.insert(totals).values(rows[start : start + _ROWS_AT_ONCE])
        summed = {"points": totals.c.points + added.excluded.points}
        await transaction.execute(added.on_conflict_do_update(index_elements=[*totals.primary_key], set_=summed))


def _row(group_id: int, span: Span, learner_id: int, points: int) -> dict[str, Any]:
    return {
        "group_id": group_id,
        "period": span.period.value,
        "begins": span.begins,
        "learner_id": learner_id,
        "points": points,
    }


async def best(transaction: Transaction, group: Group, span: Span, most: int) -> list[Standing]:
    """Returns the first places of a span, as others may see them."""
    found = of_everybody(group, span)
    wanted = _named(found).order_by(found.c.points.desc(), found.c.learner_id).limit(most)
    return ranked((row[0], row[1], int(row[2])) for row in await transaction.execute(wanted))


async def around(transaction: Transaction, group: Group, span: Span, learner_id: int) -> list[Standing]:
    """Returns a learner's place with the ones before and after it; empty for who has none yet."""
    found = of_everybody(group, span)
    mine = await transaction.scalar(select(found.c.points).where(found.c.learner_id == learner_id))
    if mine is None:
        return []
    tied = found.c.points == mine
    ahead = or_(found.c.points > mine, and_(tied, found.c.learner_id < learner_id))
    behind = or_(found.c.points < mine, and_(tied, found.c.learner_id > learner_id))
    falling, rising = (found.c.points.desc(), found.c.learner_id), (found.c.points, found.c.learner_id.desc())
    rows = [
        *await transaction.execute(_named(found).where(ahead).order_by(*rising).limit(1)),
        *await transaction.execute(_named(found).where(found.c.learner_id == learner_id)),
        *await transaction.execute(_named(found).where(behind).order_by(*falling).limit(1)),
    ]
    return [
        Standing(await _rank(transaction, found, int(points)), number, name, int(points))
        for number, name, points in rows
    ]


async def _rank(transaction: Transaction, found: FromClause, points: int) -> int:
    better = select(func.count()).select_from(found).where(found.c.points > points)
    return 1 + (await transaction.scalar(better) or 0)


def of_everybody(group: Group, span: Span) -> FromClause:
    """Returns learner_id and points of everybody who has a score in the span."""
    if span.period is not Period.DAY:
        return select(totals.c.learner_id, totals.c.points).where(*_same(group.id, span)).subquery()
    summed = select(score_events.c.learner_id, func.sum(score_events.c.points).label("points"))
    summed = summed.join(rounds, rounds.c.id == score_events.c.round_id)
    summed = summed.where(rounds.c.group_id == group.id, rounds.c.local_date == span.begins)
    return summed.group_by(score_events.c.learner_id).subquery()


def _same(group_id: int, span: Span) -> tuple[ColumnElement[bool], ...]:
    return (totals.c.group_id == group_id, totals.c.period == span.period.value, totals.c.begins == span.begins)


def _named(found: FromClause) -> Any:
    return select(found.c.learner_id, shown_name(), found.c.points).join(learners, learners.c.id == found.c.learner_id)


def shown_name() -> ColumnElement[str]:
    """The name under which others see a learner."""
    return case((learners.c.hidden, HIDDEN), else_=func.coalesce(learners.c.pseudonym, learners.c.name))


async def of_learner(transaction: Transaction, group: Group, span: Span, learner_id: int) -> int:
    """Returns a learner's points in a span."""
    found = of_everybody(group, span)
    return int(await transaction.scalar(select(found.c.points).where(found.c.learner_id == learner_id)) or 0)


async def taking_part(transaction: Transaction, group: Group, latest: Round, today: date) -> int:
    """Returns how many have a score of this week or the last, or have answered the latest round."""
    week = span_of(Period.WEEK, today).begins
    lately = totals.c.begins.in_([week, week - timedelta(days=7)])
    scored = select(totals.c.learner_id).where(totals.c.group_id == group.id, totals.c.period == Period.WEEK, lately)
    answered = select(answers.c.learner_id).where(answers.c.round_id == latest.id, answers.c.learner_id.is_not(None))
    return await transaction.scalar(select(func.count()).select_from(union(scored, answered).subquery())) or 0


async def course(
    transaction: Transaction, group: Group, first: date, last: date, learner_ids: Sequence[int]
) -> dict[int, list[tuple[date, int]]]:
    """Returns what each of these learners gained on each date of a span, by date."""
    wanted = (
        select(score_events.c.learner_id, rounds.c.local_date, func.sum(score_events.c.points))
        .join(rounds, rounds.c.id == score_events.c.round_id)
        .where(rounds.c.group_id == group.id, rounds.c.local_date.between(first, last))
        .where(score_events.c.learner_id.in_(learner_ids))
        .group_by(score_events.c.learner_id, rounds.c.local_date)
        .order_by(rounds.c.local_date)
    )
    gained: dict[int, list[tuple[date, int]]] = {learner_id: [] for learner_id in learner_ids}
    for learner_id, day, points in await transaction.execute(wanted):
        gained[learner_id].append((day, int(points)))
    return gained


async def sum_up_seasons(transaction: Transaction, group_id: int, since: date) -> None:
    """Sums up anew every season that reaches past a date, after seasons have moved."""
    mine = (totals.c.group_id == group_id, totals.c.period == Period.SEASON.value)
    await transaction.execute(delete(totals).where(*mine, totals.c.begins >= since))
    summed: Counter[tuple[Span, int]] = Counter()
    by_day: dict[date, Span] = {}
    async for learner_id, day, points in _events(transaction, group_id, since):
        if day not in by_day:
            by_day[day] = season_span(await seasons.on(transaction, group_id, day))
        summed[by_day[day], learner_id] += points
    rows = [_row(group_id, span, learner_id, points) for (span, learner_id), points in summed.items()]
    if rows:
        await transaction.execute(insert(totals), rows)


async def _events(
    transaction: Transaction, group_id: int, since: date = date.min
) -> AsyncIterator[tuple[int, date, int]]:
    """Yields (learner, local date, points) for each learner and date with a score."""
    summed = (
        select(score_events.c.learner_id, rounds.c.local_date, func.sum(score_events.c.points))
        .join(rounds, rounds.c.id == score_events.c.round_id)
        .where(rounds.c.group_id == group_id, rounds.c.local_date >= since)
        .group_by(score_events.c.learner_id, rounds.c.local_date)
    )
    for learner_id, day, points in await transaction.execute(summed):
        yield learner_id, day, int(points)


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not the sum of its events; None stands for a row that is missing."""

    group_id: int
    period: str
    begins: date
    learner_id: int
    kept: int | None
    summed: int | None


async def differences(transaction: Transaction) -> list[Difference]:
    """Adds up every event anew and returns the totals that say otherwise."""
    group_ids = (await transaction.scalars(select(groups.c.id).order_by(groups.c.id))).all()
    return [found for group_id in group_ids for found in await _differences(transaction, group_id)]


async def _differences(transaction: Transaction, group_id: int) -> list[Difference]:
    by_day = {}
    summed: Counter[tuple[str, date, int]] = Counter()
    async for learner_id, day, points in _events(transaction, group_id):
        if day not in by_day:
            by_day[day] = counted_spans(day, await seasons.on(transaction, group_id, day))
        for span in by_day[day]:
            summed[span.period.value, span.begins, learner_id] += points
    wanted = select(totals.c.period, totals.c.begins, totals.c.learner_id, totals.c.points)
    kept = {
        (row.period, row.begins, row.learner_id): row.points
        for row in await transaction.execute(wanted.where(totals.c.group_id == group_id))
    }
    keys = sorted(key for key in kept.keys() | summed.keys() if kept.get(key) != summed.get(key))
    return [
        Difference(group_id, period, begins, learner_id, kept.get(key), summed.get(key))
        for key in keys
        for period, begins, learner_id in [key]
    ]
