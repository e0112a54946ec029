"""Command lines kept for buttons that can't carry them whole; what a file held may be part of one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from commands.request import Learner
from commands.store.database import Transaction
from commands.store.tables import kept_lines

MOST = 50
"""Lines that are kept for a learner, the newest ones: with files in them they are three megabytes at most."""


async def keep(transaction: Transaction, learner: Learner, line: str, now: datetime) -> int:
    """Keeps a line and returns the number to ask for it again; the learner's oldest one makes room for it."""
    made = insert(kept_lines).values(group_id=learner.group_id, learner_id=learner.id, line=line, created_at=now)
    number = int(await transaction.scalar(made.returning(kept_lines.c.id)) or 0)
    own = (kept_lines.c.group_id == learner.group_id) & (kept_lines.c.learner_id == learner.id)
    newest = select(kept_lines.c.id).where(own).order_by(kept_lines.c.id.desc()).limit(MOST)
    await transaction.execute(delete(kept_lines).where(own, kept_lines.c.id.not_in(newest)))
    return number


async def get(transaction: Transaction, learner: Learner, number: int) -> str | None:
    """Returns the learner's own kept line; nobody else's."""
    wanted = select(kept_lines.c.line).where(kept_lines.c.id == number, kept_lines.c.learner_id == learner.id)
    return await transaction.scalar(wanted)
