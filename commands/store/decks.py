"""The cards of learners' reviews."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.engine import RowMapping

from commands.quiz.repetition import Card
from commands.request import Learner
from commands.store.database import Transaction
from commands.store.insert import insert_if_new, insert_those_new
from commands.store.tables import review_cards
from content.bank import Question


async def add(transaction: Transaction, learner: Learner, question: Question, today: date) -> bool:
    """Puts a question into a learner's reviews, new; False where it is there already."""
    return await insert_if_new(transaction, review_cards, _row(learner.group_id, learner.id, question, today))


async def add_to_each(
    transaction: Transaction, group_id: int, learner_ids: Collection[int], question: Question, today: date
) -> None:
    """Puts a question into the reviews of several learners of a group."""
    rows = [_row(group_id, learner_id, question, today) for learner_id in learner_ids]
    await insert_those_new(transaction, review_cards, rows)


def _row(group_id: int, learner_id: int, question: Question, today: date) -> dict[str, Any]:
    return {
        "group_id": group_id,
        "learner_id": learner_id,
        "question_id": question.id,
        "question_version": question.version,
        "due_on": today,
    }


async def of_learner(transaction: Transaction, learner: Learner) -> list[Card]:
    """Returns all of a learner's cards."""
    wanted = select(review_cards).where(review_cards.c.learner_id == learner.id)
    wanted = wanted.order_by(review_cards.c.due_on, review_cards.c.question_id)
    return [_card(row) for row in (await transaction.execute(wanted)).mappings()]


async def get(transaction: Transaction, learner: Learner, question: Question) -> Card | None:
    """Returns the learner's card of a question; held until the transaction ends."""
    wanted = select(review_cards).where(_card_of(learner, question.id)).with_for_update()
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    return _card(row) if row else None


def _card(row: RowMapping) -> Card:
    return Card(row["question_id"], row["question_version"], row["due_on"], row["memory"], row["first_on"])


def _card_of(learner: Learner, question_id: str) -> ColumnElement[bool]:
    return and_(review_cards.c.learner_id == learner.id, review_cards.c.question_id == question_id)


async def move(
    transaction: Transaction, learner: Learner, question_id: str, memory: Mapping[str, Any], due_on: date, today: date
) -> None:
    """Notes a review: what the scheduler knows now and when the card comes back."""
    own = _card_of(learner, question_id)
    await transaction.execute(update(review_cards).where(own).values(memory=dict(memory), due_on=due_on))
    first = and_(own, review_cards.c.first_on.is_(None))
    await transaction.execute(update(review_cards).where(first).values(first_on=today))


async def drop(transaction: Transaction, learner: Learner, question_ids: Collection[str]) -> None:
    """Takes cards out of a learner's reviews."""
    own = and_(review_cards.c.learner_id == learner.id, review_cards.c.question_id.in_(question_ids))
    await transaction.execute(delete(review_cards).where(own))
