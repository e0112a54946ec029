"""Practices and tries: what learners answer by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, union, update
from sqlalchemy.engine import RowMapping

from commands.quiz.practice import Try
from commands.quiz.round import Chosen, RoundState
from commands.request import Group, Learner
from commands.store.answers import read_choice, write_choice
from commands.store.database import Transaction
from commands.store.tables import live_quizzes, live_rounds, practices, rounds, score_events, tries
from content.bank import Question


def _try(row: RowMapping) -> Try:
    return Try(
        id=row["id"],
        question_id=row["question_id"],
        order=tuple(row["option_order"]),
        key=None,
        learner_id=row["learner_id"],
        practice_id=row["practice_id"],
        question_version=row["question_version"],
        chosen=None if row["choice"] is None else read_choice(row["choice"]),
        percent=row["percent"],
        memory_before=row["memory_before"],
        answered_at=row["answered_at"],
    )


Asked = tuple[Question, Sequence[int]]
"""A question and the order in which its options are shown."""


async def start(
    transaction: Transaction, learner: Learner, topic: str | None, asked: Sequence[Asked], now: datetime
) -> int:
    """Starts a practice with these questions and returns its number; what was left of earlier ones goes."""
    await transaction.execute(
        delete(tries).where(
            tries.c.learner_id == learner.id, tries.c.practice_id.is_not(None), tries.c.answered_at.is_(None)
        )
    )
    own = {"group_id": learner.group_id, "learner_id": learner.id}
    made = insert(practices).values(**own, topic=topic, started_at=now)
    number = int(await transaction.scalar(made.returning(practices.c.id)) or 0)
    for question, order in asked:
        await transaction.execute(insert(tries).values(**own, practice_id=number, **_of(question, order)))
    return number


def _of(question: Question, order: Sequence[int]) -> dict[str, Any]:
    return {"question_id": question.id, "question_version": question.version, "option_order": list(order)}


async def topic(transaction: Transaction, learner: Learner, practice: int) -> str | None:
    """Returns the topic of a practice, None for one of all topics."""
    own = and_(practices.c.id == practice, practices.c.learner_id == learner.id)
    return await transaction.scalar(select(practices.c.topic).where(own))


async def get(transaction: Transaction, learner: Learner, number: int) -> Try | None:
    """Returns the learner's own try; nobody else's."""
    wanted = select(tries).where(tries.c.id == number, tries.c.learner_id == learner.id)
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    return _try(row) if row else None


async def of_practice(transaction: Transaction, learner: Learner, practice: int) -> list[Try]:
    """Returns the tries of the learner's own practice, first to last; empty where there is none of that number."""
    wanted = select(tries).where(tries.c.practice_id == practice, tries.c.learner_id == learner.id)
    return [_try(row) for row in (await transaction.execute(wanted.order_by(tries.c.id))).mappings()]


async def review(transaction: Transaction, learner: Learner, question: Question, order: Sequence[int]) -> Try:
    """Returns the try for a card that is reviewed: the one that waits for its answer already, else a new one."""
    waiting = and_(tries.c.learner_id == learner.id, tries.c.practice_id.is_(None), tries.c.answered_at.is_(None))
    this = and_(tries.c.question_id == question.id, tries.c.question_version == question.version)
    row = (await transaction.execute(select(tries).where(waiting, this))).mappings().first()
    if row is None:
        await transaction.execute(delete(tries).where(waiting))
        own = {"group_id": learner.group_id, "learner_id": learner.id}
        made = insert(tries).values(**own, **_of(question, order)).returning(tries)
        row = (await transaction.execute(made)).mappings().one()
    return _try(row)


async def answer(
    transaction: Transaction,
    given: Try,
    chosen: Chosen,
    percent: int,
    now: datetime,
    memory_before: Mapping[str, Any] | None = None,
) -> bool:
    """Keeps the answer; False where there is one already."""
    open_ = update(tries).where(tries.c.id == given.id, tries.c.answered_at.is_(None))
    values = {
        "choice": write_choice(chosen),
        "percent": percent,
        "answered_at": now,
        "memory_before": memory_before,
    }
    return (await transaction.execute(open_.values(**values))).rowcount == 1


async def results(transaction: Transaction, learner: Learner) -> list[tuple[str, int, datetime]]:
    """Returns question, percent and time of every try that the learner has answered."""
    wanted = select(tries.c.question_id, tries.c.percent, tries.c.answered_at)
    found = await transaction.execute(wanted.where(tries.c.learner_id == learner.id, tries.c.answered_at.is_not(None)))
    return [(row.question_id, row.percent, row.answered_at) for row in found]


async def daily_results(transaction: Transaction, learner: Learner) -> list[tuple[str, int, datetime]]:
    """Returns question, points and closing time of every daily round that gave the learner points or none."""
    summed = select(rounds.c.question_id, func.sum(score_events.c.points).label("points"), rounds.c.closes_at)
    summed = summed.join(rounds, rounds.c.id == score_events.c.round_id)
    mine = and_(score_events.c.learner_id == learner.id, rounds.c.state == RoundState.CLOSED)
    found = await transaction.execute(summed.where(mine).group_by(rounds.c.id))
    return [(row.question_id, int(row.points), row.closes_at) for row in found]


async def secret(transaction: Transaction, group: Group) -> set[str]:
    """Returns the questions that the group is asked, in a daily round or live, and whose key is still to come."""
    unclosed = rounds.c.state.in_([RoundState.SCHEDULED, RoundState.OPEN])
    daily = select(rounds.c.question_id).where(rounds.c.group_id == group.id, unclosed)
    going_on = live_rounds.join(live_quizzes, live_quizzes.c.id == live_rounds.c.quiz_id)
    live = select(live_rounds.c.question_id).select_from(going_on)
    live = live.where(live_rounds.c.group_id == group.id, live_rounds.c.closed_at.is_(None))
    live = live.where(live_quizzes.c.stage != "over")
    return set((await transaction.scalars(union(daily, live))).all())


async def corrected(transaction: Transaction, group: Group) -> set[str]:
    """Returns the questions that a captain of the group has withdrawn, or whose key they have corrected."""
    faulty = or_(rounds.c.state == RoundState.VOIDED, rounds.c.corrected_key.is_not(None))
    wanted = select(rounds.c.question_id).where(rounds.c.group_id == group.id, faulty)
    return set((await transaction.scalars(wanted)).all())
