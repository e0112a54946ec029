"""Which questions are out of the rotation, in the whole installation or in one group, and why.

Append-only: the newest word counts, a group's own before that of all. A new version of a question has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, or_, select

from commands.quiz.selection import Item
from commands.request import Group
from commands.store.database import Transaction
from commands.store.tables import question_verdicts


class Reason(StrEnum):
    """Why a question is out, or in again."""

    BACKWARDS = "backwards"
    BELOW_CHANCE = "below_chance"
    CORRECTED = "corrected"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word on a question: whether it is `out`, and why; `ours` where the group itself has said so."""

    out: bool
    reason: Reason
    ours: bool


async def add(
    transaction: Transaction, item: Item, reason: Reason, now: datetime, *, out: bool, group_id: int | None
) -> None:
    """Says that a question is out, or in again; for one group, or for all where there is none."""
    question_id, version = item
    row = {
        "group_id": group_id,
        "question_id": question_id,
        "question_version": version,
        "out": out,
        "reason": reason.value,
        "created_at": now,
    }
    await transaction.execute(insert(question_verdicts).values(**row))


async def standing(transaction: Transaction, group: Group | None) -> dict[Item, Verdict]:
    """Returns the word that counts in a group, or where a group has none of its own, for each question that has one."""
    everywhere = question_verdicts.c.group_id.is_(None)
    mine = everywhere if group is None else or_(everywhere, question_verdicts.c.group_id == group.id)
    ordered = select(question_verdicts).where(mine).order_by(~everywhere, question_verdicts.c.id)
    return {
        (row.question_id, row.question_version): Verdict(row.out, Reason(row.reason), row.group_id is not None)
        for row in await transaction.execute(ordered)
    }


async def out(transaction: Transaction, group: Group) -> set[Item]:
    """Returns what must not be asked in a group."""
    return {item for item, verdict in (await standing(transaction, group)).items() if verdict.out}


async def is_settled(transaction: Transaction, item: Item) -> bool:
    """Says whether there is a word for all groups already, be it that the question is in."""
    wanted = select(question_verdicts.c.id).where(
        question_verdicts.c.group_id.is_(None),
        question_verdicts.c.question_id == item[0],
        question_verdicts.c.question_version == item[1],
    )
    return await transaction.scalar(wanted.limit(1)) is not None
