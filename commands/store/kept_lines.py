"""Command lines kept for buttons that can't carry them whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from commands.request import Learner
from commands.store.database import Transaction
from commands.store.tables import kept_lines


async def keep(transaction: Transaction, learner: Learner, line: str, now: datetime) -> int:
    """Keeps a line and returns the number to ask for it again."""
    made = insert(kept_lines).values(group_id=learner.group_id, learner_id=learner.id, line=line, created_at=now)
    return int(await transaction.scalar(made.returning(kept_lines.c.id)) or 0)


async def get(transaction: Transaction, learner: Learner, number: int) -> str | None:
    """Returns the learner's own kept line; nobody else's."""
    wanted = select(kept_lines.c.line).where(kept_lines.c.id == number, kept_lines.c.learner_id == learner.id)
    return await transaction.scalar(wanted)
