"""Questions that a group wrote itself. No other group ever sees one.

To look one up: a `Round` brings its own question along (`round_.question(bank)`); anywhere else `bank_of` gives the
bank as the group has it, its own questions before the others, retired ones among them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from commands.request import Group
from commands.store import results
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import own_questions
from content.bank import Bank, Question
from content.exchange.draft import read_own
from content.markdown_form import to_markdown
from content.questions import OWN

MOST = 500
"""Questions a group may keep; reading them takes some milliseconds, once in each process."""

_DRAFT, _LIVE, _RETIRED, _REPLACED = "draft", "live", "retired", "replaced"
_DRAFTS_STAY = timedelta(days=1)


@lru_cache(maxsize=5000)
def read(text: str, question_id: str, topic: str) -> Question:
    """Returns a question from what the table holds of it."""
    return read_own(text, id=question_id, topic=topic, file=f"{question_id}.md")


def number_of(question: Question) -> int:
    """Returns the number of an own question within its group."""
    return int(question.id.rpartition("-")[2])


async def add_drafts(
    transaction: Transaction, group: Group, questions: Sequence[Question], now: datetime, *, number: int | None = None
) -> tuple[int, int]:
    """Keeps questions until a captain says yes to them; returns the first and last of their numbers.

    With a `number` the one question is a new version of that. Drafts of other days are thrown away.
    """
    mine = own_questions.c.group_id == group.id
    await _drop(transaction, and_(mine, own_questions.c.created_at < now - _DRAFTS_STAY))
    if number is not None:
        await _drop(transaction, and_(mine, own_questions.c.number == number))
    last = await transaction.scalar(select(func.max(own_questions.c.number)).where(mine)) or 0
    first = number or last + 1
    for place, question in enumerate(questions):
        row = _row(group, first + place, question, now)
        if not await insert_if_new(transaction, own_questions, row):  # an earlier version comes back
            same = and_(mine, own_questions.c.number == number, own_questions.c.version == row["version"])
            await transaction.execute(update(own_questions).where(same).values(state=_DRAFT, created_at=now))
    return first, first + len(questions) - 1


async def _drop(transaction: Transaction, which: ColumnElement[bool]) -> int:
    """Throws drafts away, but for versions that rounds may have asked; returns how many."""
    drafts = and_(which, own_questions.c.state == _DRAFT)
    other = own_questions.alias("other")
    same = (other.c.question_id == own_questions.c.question_id, other.c.id != own_questions.c.id)
    earlier = update(own_questions).where(drafts, select(other.c.id).where(*same).exists())
    replaced = (await transaction.execute(earlier.values(state=_REPLACED))).rowcount
    return replaced + (await transaction.execute(delete(own_questions).where(drafts))).rowcount


def _row(group: Group, number: int, question: Question, now: datetime) -> dict[str, Any]:
    name, text = f"{OWN}{group.id}-{number}", to_markdown(question)
    return {
        "group_id": group.id,
        "number": number,
        "question_id": name,
        "version": read(text, name, question.topic).version,
        "topic": question.topic,
        "text": text,
        "state": _DRAFT,
        "created_at": now,
    }


async def keep(transaction: Transaction, group: Group, first: int, last: int) -> int:
    """Puts drafts into the group's queue, in place of earlier versions; returns how many."""
    mine = and_(own_questions.c.group_id == group.id, own_questions.c.number.between(first, last))
    drafts = select(own_questions.c.number).where(mine, own_questions.c.state == _DRAFT)
    numbers = (await transaction.scalars(drafts)).all()
    shown = and_(mine, own_questions.c.number.in_(numbers), own_questions.c.state.in_([_LIVE, _RETIRED]))
    await transaction.execute(update(own_questions).where(shown).values(state=_REPLACED))
    kept = update(own_questions).where(mine, own_questions.c.state == _DRAFT)
    return (await transaction.execute(kept.values(state=_LIVE))).rowcount


async def discard(transaction: Transaction, group: Group, first: int, last: int) -> int:
    """Throws drafts away; returns how many."""
    return await _drop(
        transaction, and_(own_questions.c.group_id == group.id, own_questions.c.number.between(first, last))
    )


async def retire(transaction: Transaction, group: Group, number: int) -> bool:
    """Takes a question out of the queue and the rotation for good; False where there is none to take out."""
    mine = and_(own_questions.c.group_id == group.id, own_questions.c.number == number)
    retired = update(own_questions).where(mine, own_questions.c.state == _LIVE).values(state=_RETIRED)
    return (await transaction.execute(retired)).rowcount == 1


async def numbered(transaction: Transaction, group: Group, number: int) -> Question | None:
    """Returns a group's question as it is asked, or was until it retired."""
    mine = and_(own_questions.c.group_id == group.id, own_questions.c.number == number)
    wanted = select(own_questions).where(mine, own_questions.c.state.in_([_LIVE, _RETIRED]))
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    return read(row["text"], row["question_id"], row["topic"]) if row else None


async def of_group(transaction: Transaction, group: Group) -> tuple[list[Question], list[Question]]:
    """Returns the group's questions by number: those that may be asked, and the retired."""
    wanted = select(own_questions).where(own_questions.c.group_id == group.id)
    shown = own_questions.c.state.in_([_LIVE, _RETIRED])
    rows = (await transaction.execute(wanted.where(shown).order_by(own_questions.c.number))).mappings().all()
    live, retired = (
        [read(row["text"], row["question_id"], row["topic"]) for row in rows if row["state"] == state]
        for state in (_LIVE, _RETIRED)
    )
    return live, retired


async def bank_of(transaction: Transaction, bank: Bank, group: Group) -> Bank:
    """Returns the bank as the group has it: its own questions in their order, then all others."""
    live, retired = await of_group(transaction, group)
    return bank.with_own(live, retired)


async def queue(transaction: Transaction, group: Group) -> list[Question]:
    """Returns the group's questions that no round has asked yet, in their order."""
    live, _ = await of_group(transaction, group)
    return waiting(live, {each.question_id for each in await results.past(transaction, group)})


def waiting(live: Sequence[Question], asked: Collection[str]) -> list[Question]:
    """Returns the queue: own questions that have not been asked yet, in their order."""
    return [question for question in live if question.id not in asked]
