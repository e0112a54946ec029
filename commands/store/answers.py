"""What learners chose. One counted answer a learner and round."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from commands.quiz.round import Answer, Chosen, Round
from commands.request import Learner
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import answers

_TYPED = "="
"""What a typed answer begins with in the table; indexes never do."""

EMPTIED = ""
"""What stands for an answer that was given, and is kept no longer."""


def write_choice(chosen: Chosen) -> str:
    """Returns a choice as tables keep it."""
    return f"{_TYPED}{chosen}" if isinstance(chosen, str) else ",".join(map(str, chosen))


def read_choice(choice: str) -> Chosen:
    """Reads a choice from a table."""
    return choice.removeprefix(_TYPED) if choice.startswith(_TYPED) else tuple(map(int, choice.split(",")))


async def record(transaction: Transaction, round_: Round, learner: Learner, chosen: Chosen, now: datetime) -> bool:
    """Records a first answer; False where the learner has one."""
    row = {
        "group_id": learner.group_id,
        "round_id": round_.id,
        "learner_id": learner.id,
        "choice": write_choice(chosen),
        "changes": 0,
        "answered_at": now,
    }
    return await insert_if_new(transaction, answers, row)


async def change(
    transaction: Transaction, round_: Round, learner: Learner, chosen: Chosen, now: datetime, *, allowed: int
) -> bool:
    """Replaces an answer; False where all `allowed` changes of mind are used up."""
    mine = (answers.c.round_id == round_.id, answers.c.learner_id == learner.id, answers.c.changes < allowed)
    changed = update(answers).where(*mine)
    changed = changed.values(choice=write_choice(chosen), changes=answers.c.changes + 1, answered_at=now)
    return (await transaction.execute(changed)).rowcount == 1


async def of_learner(transaction: Transaction, round_: Round, learner: Learner) -> Answer | None:
    """Returns the learner's answer in a round."""
    wanted = select(answers).where(answers.c.round_id == round_.id, answers.c.learner_id == learner.id)
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    if row is None or row["choice"] == EMPTIED:
        return None
    return Answer(row["learner_id"], read_choice(row["choice"]), row["changes"], row["answered_at"])


async def of_round(transaction: Transaction, round_: Round) -> list[Answer]:
    """Returns every answer of a round, but for those that are kept no longer."""
    mine = (answers.c.round_id == round_.id, answers.c.choice != EMPTIED)
    wanted = select(answers).where(*mine).order_by(answers.c.id)
    found = (await transaction.execute(wanted)).mappings()
    return [Answer(row["learner_id"], read_choice(row["choice"]), row["changes"], row["answered_at"]) for row in found]


async def who(transaction: Transaction, round_: Round) -> list[int]:
    """Returns the ids of those who answered a round, also where what they chose is kept no longer."""
    return list((await transaction.scalars(select(answers.c.learner_id).where(answers.c.round_id == round_.id))).all())


async def count(transaction: Transaction, round_: Round) -> int:
    """Returns how many have answered."""
    return await transaction.scalar(select(func.count()).where(answers.c.round_id == round_.id)) or 0


async def answered_rounds(transaction: Transaction, learner: Learner) -> set[int]:
    """Returns the ids of the rounds that the learner answered."""
    wanted = select(answers.c.round_id).where(answers.c.learner_id == learner.id)
    return set((await transaction.scalars(wanted)).all())
