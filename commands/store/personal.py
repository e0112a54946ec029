"""What is kept about one learner, in whichever table: to read, to hand out and to delete."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, delete, func, or_, select, update

from commands.request import Learner
from commands.store.database import Transaction
from commands.store.tables import answers, learners, metadata, rounds


def _tables() -> Iterator[Table]:
    """Yields every table with rows of learners: a new one can't be left out."""
    return (table for table in metadata.sorted_tables if "learner_id" in table.c)


async def everything(transaction: Transaction, learner: Learner) -> dict[str, list[dict[str, Any]]]:
    """Returns every row about a learner, by table."""
    own = await transaction.execute(select(learners).where(learners.c.id == learner.id))
    kept = {learners.name: [dict(row) for row in own.mappings()]}
    for table in _tables():
        found = await transaction.execute(select(table).where(table.c.learner_id == learner.id))
        kept[table.name] = [dict(row) for row in found.mappings()]
    return {name: rows for name, rows in kept.items() if rows}


async def names_taken(transaction: Transaction, learner: Learner, name: str) -> bool:
    """Says whether another learner of the group goes by this name."""
    same = or_(func.lower(learners.c.name) == name.lower(), func.lower(learners.c.pseudonym) == name.lower())
    others = select(learners.c.id).where(learners.c.group_id == learner.group_id, learners.c.id != learner.id, same)
    return (await transaction.execute(others.limit(1))).first() is not None


async def show_as(transaction: Transaction, learner: Learner, *, pseudonym: str | None = None, hidden: bool) -> None:
    """Stores under which name others see a learner, if under any."""
    own = update(learners).where(learners.c.id == learner.id)
    await transaction.execute(own.values(pseudonym=pseudonym, hidden=hidden))


async def forget(transaction: Transaction, learner: Learner) -> None:
    """Deletes a learner. Answers to closed rounds stay, under nobody's name and without their time, so that the shares
    that others have seen remain true."""
    closed = select(rounds.c.id).where(rounds.c.id == answers.c.round_id, rounds.c.state.in_(["closed", "voided"]))
    closing = select(rounds.c.closes_at).where(rounds.c.id == answers.c.round_id).scalar_subquery()
    own = answers.c.learner_id == learner.id
    await transaction.execute(delete(answers).where(own, ~closed.exists()))
    await transaction.execute(update(answers).where(own).values(answered_at=closing))
    for table in _tables():
        if table is not answers:
            await transaction.execute(delete(table).where(table.c.learner_id == learner.id))
    nobody = {"user": f"forgotten-{secrets.token_hex(8)}", "name": "somebody who left", "pseudonym": None}
    await transaction.execute(update(learners).where(learners.c.id == learner.id).values(**nobody, hidden=True))
