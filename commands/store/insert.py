"""Inserting a row that may be there already, the same on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from commands.store.database import Transaction
from commands.store.prepared import often


async def insert_if_new(transaction: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts the row unless one with the same unique columns exists; says whether it was new."""
    made = _insert_if_new(table, transaction.dialect.name)
    return (await transaction.execute(made, dict(row))).first() is not None


@cache
def _insert_if_new(table: Table, dialect: str) -> Executable:
    """Returns the statement, made once for a table: making it takes longer than the insertion."""
    kind = postgresql if dialect == "postgresql" else sqlite
    statement: Executable = kind.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return often(statement)


async def insert_those_new(transaction: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows, all with the same columns, but for those that are there already."""
    kind = postgresql if transaction.dialect.name == "postgresql" else sqlite
    if rows:
        await transaction.execute(kind.insert(table).on_conflict_do_nothing(), [dict(row) for row in rows])


async def upsert(transaction: Transaction, table: Table, row: Mapping[str, Any]) -> None:
    """Inserts the row, or overwrites the one with the same primary key."""
    kind = postgresql if transaction.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    values = {name: value for name, value in row.items() if name not in keys}
    await transaction.execute(kind.insert(table).values(**row).on_conflict_do_update(index_elements=keys, set_=values))
