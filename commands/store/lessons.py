"""Where learners stand in the lessons."""

from __future__ import annotations

from sqlalchemy import select

from commands.learning.place import LessonPlace
from commands.request import Learner
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import lesson_places


async def places(transaction: Transaction, learner: Learner) -> dict[str, LessonPlace]:
    """Returns the learner's places, by topic."""
    wanted = select(lesson_places).where(lesson_places.c.learner_id == learner.id)
    rows = (await transaction.execute(wanted)).mappings()
    return {row["topic"]: LessonPlace(row["topic"], row["card"], row["furthest"]) for row in rows}


async def move(transaction: Transaction, learner: Learner, topic: str, card: int) -> None:
    """Keeps the card that a learner has opened; how far they had come before stays."""
    known = (await places(transaction, learner)).get(topic)
    furthest = max(card, known.furthest) if known else card
    own = {"learner_id": learner.id, "group_id": learner.group_id, "topic": topic}
    await upsert(transaction, lesson_places, {**own, "card": card, "furthest": furthest})
