"""Score events and their sums."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, select

from commands.quiz.round import Round
from commands.request import Group, Learner
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import answers, learners, rounds, score_events

ANSWER = "answer"
"""The cause of points for a daily answer."""


async def give(
    transaction: Transaction, round_: Round, learner_id: int, points: int, now: datetime, *, cause: str = ANSWER
) -> None:
    """Appends a score event; a second one for the same round, learner and cause changes nothing."""
    row = {
        "group_id": round_.group_id,
        "learner_id": learner_id,
        "round_id": round_.id,
        "cause": cause,
        "points": points,
        "created_at": now,
    }
    await insert_if_new(transaction, score_events, row)


async def totals(transaction: Transaction, group: Group, since: datetime | None = None) -> list[tuple[int, str, int]]:
    """Returns (learner id, name, points) of everybody in the group who answered a round opened since then."""
    events = and_(score_events.c.learner_id == learners.c.id, score_events.c.round_id == answers.c.round_id)
    took_part = learners.join(answers, answers.c.learner_id == learners.c.id)
    took_part = took_part.join(rounds, rounds.c.id == answers.c.round_id).outerjoin(score_events, events)
    points = func.coalesce(func.sum(score_events.c.points), 0)
    wanted = select(learners.c.id, learners.c.name, points).select_from(took_part)
    wanted = wanted.where(learners.c.group_id == group.id).group_by(learners.c.id, learners.c.name)
    if since is not None:
        wanted = wanted.where(rounds.c.opens_at >= since)
    return [(row[0], row[1], int(row[2])) for row in await transaction.execute(wanted)]


async def of_learner(transaction: Transaction, learner: Learner) -> tuple[int, int, int]:
    """Returns the learner's points, scored answers and right answers (those that gave points)."""
    right = func.count().filter(score_events.c.points > 0)
    wanted = select(func.coalesce(func.sum(score_events.c.points), 0), func.count(), right)
    row = (await transaction.execute(wanted.where(score_events.c.learner_id == learner.id))).one()
    return int(row[0]), int(row[1]), int(row[2])
