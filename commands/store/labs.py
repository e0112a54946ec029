"""How far learners are in labs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from commands.request import Learner
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import lab_progress, learners


@dataclass(frozen=True, slots=True)
class Progress:
    """`part` counts the parts reached since the last reset, `hints` those seen; `done_at` is when it was first done."""

    part: int = 0
    hints: int = 0
    done_at: datetime | None = None


async def of_learner(transaction: Transaction, learner: Learner) -> dict[str, Progress]:
    """Returns the labs that a learner has begun, by name."""
    wanted = select(lab_progress).where(lab_progress.c.learner_id == learner.id)
    rows = (await transaction.execute(wanted)).mappings()
    return {row["lab"]: Progress(row["part"], row["hints"], row["done_at"]) for row in rows}


async def get(transaction: Transaction, learner: Learner, lab: str) -> Progress:
    """Returns how far a learner is in one lab; nowhere in one that was not begun."""
    return (await of_learner(transaction, learner)).get(lab, Progress())


async def put(transaction: Transaction, learner: Learner, lab: str, progress: Progress) -> None:
    """Keeps how far a learner is."""
    row = {"learner_id": learner.id, "group_id": learner.group_id, "lab": lab}
    told = {"part": progress.part, "hints": progress.hints, "done_at": progress.done_at}
    await upsert(transaction, lab_progress, row | told)


async def has_company(transaction: Transaction, learner: Learner) -> bool:
    """Says whether the learner's group has others, who may want the same names on the sandbox."""
    others = select(learners.c.id).where(learners.c.group_id == learner.group_id, learners.c.id != learner.id)
    return (await transaction.execute(others.limit(1))).first() is not None
