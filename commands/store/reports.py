"""What learners find wrong with questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from commands.live.quiz import LiveRound
from commands.quiz.round import Round
from commands.request import Group, Learner
from commands.store.database import Transaction
from commands.store.tables import live_rounds, question_reports, rounds

MOST_A_DAY = 10
"""Reports a learner may send within a day."""


@dataclass(frozen=True, slots=True)
class Report:
    """A learner's word on a question, in the version that the group had."""

    question_id: str
    question_version: str
    text: str
    created_at: datetime


async def add(transaction: Transaction, round_: Round | LiveRound, learner: Learner, text: str, now: datetime) -> None:
    """Keeps a report, with the version of the question that the round asked."""
    asked = live_rounds if isinstance(round_, LiveRound) else rounds
    version = select(asked.c.question_version).where(asked.c.id == round_.id).scalar_subquery()
    row = {
        "group_id": learner.group_id,
        "learner_id": learner.id,
        "question_id": round_.question_id,
        "question_version": version,
        "text": text,
        "created_at": now,
    }
    await transaction.execute(insert(question_reports).values(**row))


async def count_since(transaction: Transaction, learner: Learner, since: datetime) -> int:
    """Returns how many reports a learner has sent since then."""
    mine = (question_reports.c.learner_id == learner.id, question_reports.c.created_at > since)
    return await transaction.scalar(select(func.count()).where(*mine)) or 0


async def newest(transaction: Transaction, group: Group, most: int) -> list[Report]:
    """Returns the group's newest reports, newest first."""
    wanted = select(question_reports).where(question_reports.c.group_id == group.id)
    found = await transaction.execute(wanted.order_by(question_reports.c.id.desc()).limit(most))
    return [Report(row.question_id, row.question_version, row.text, row.created_at) for row in found]
