"""Small facts about the installation, by name."""

from __future__ import annotations

from sqlalchemy import select

from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import notes


async def get(transaction: Transaction, name: str) -> str | None:
    """Returns the note, or None where there is none."""
    value = await transaction.scalar(select(notes.c.value).where(notes.c.name == name))
    return None if value is None else str(value)


async def put(transaction: Transaction, name: str, value: str) -> None:
    """Writes the note over any earlier one."""
    await upsert(transaction, notes, {"name": name, "value": value})
