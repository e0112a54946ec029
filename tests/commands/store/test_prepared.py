"""A statement that is made ready once gives what SQLAlchemy's own execution gives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from databases import sqlite_url
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Executable,
    Integer,
    MetaData,
    String,
    Table,
    Time,
    bindparam,
    select,
)
from sqlalchemy.dialects import sqlite

from commands.store import Store, Transaction
from commands.store.prepared import often
from commands.store.tables.base import Instant

_THINGS = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String, unique=True),
    Column("is_open", Boolean),
    Column("day", Date),
    Column("at", Time),
    Column("seen", Instant),
    Column("left", Integer, server_default="7"),
)
_NAMED = select(_THINGS, (_THINGS.c.left + 1).label("more")).where(_THINGS.c.name == bindparam("name"))
_INSERTED = sqlite.insert(_THINGS).on_conflict_do_nothing().returning(_THINGS.c.id)
_ROWS = (
    {
        "name": "whole",
        "is_open": True,
        "day": date(2026, 2, 28),
        "at": time(9, 30),
        "seen": datetime(2026, 11, 1, 8, tzinfo=UTC),
    },
    {"name": "empty", "is_open": None, "day": None, "at": None, "seen": None},
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(sqlite_url(tmp_path))
    async with opened.begin() as transaction:
        await transaction.run_sync(_THINGS.metadata.create_all)
    yield opened
    await opened.close()


async def _rows(transaction: Transaction, statement: Executable, name: str) -> list[dict[str, object]]:
    found = (await transaction.execute(statement, {"name": name})).mappings()
    return [dict(each) for each in found]


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: str(row["name"]))
async def test_values_come_back_as_by_any_other_execution(store: Store, row: dict[str, object]) -> None:
    async def look(transaction: Transaction) -> tuple[list[dict[str, object]], ...]:
        statement, name = often(_INSERTED), str(row["name"])
        first = (await transaction.execute(statement, row)).scalar()
        again = (await transaction.execute(statement, row)).scalar()
        assert (first is None, again is None) == (False, True)
        return await _rows(transaction, often(_NAMED), name), await _rows(transaction, _NAMED, name)

    ready, plain = await store.write(look)
    assert ready == plain
    assert [{name: each[name] for name in row} for each in ready] == [row]


async def test_no_row_is_no_row(store: Store) -> None:
    assert await store.read(lambda transaction: _rows(transaction, often(_NAMED), "missing")) == []


async def test_columns_that_a_row_leaves_out_take_their_standing_values(store: Store) -> None:
    async def put_both_ways(transaction: Transaction) -> list[object]:
        statement = often(_INSERTED)
        await transaction.execute(statement, {"name": "a"})
        await transaction.execute(statement, {"name": "b", "left": 3})
        return [row["left"] for name in "ab" for row in await _rows(transaction, _NAMED, name)]

    assert await store.write(put_both_ways) == [7, 3]


async def test_a_value_with_no_zone_is_refused_as_ever(store: Store) -> None:
    async def put(transaction: Transaction) -> None:
        await transaction.execute(often(_INSERTED), {"name": "a", "seen": datetime(2026, 1, 1)})

    with pytest.raises(ValueError, match="needs a zone"):
        await store.write(put)


async def test_a_statement_that_is_written_anew_for_its_values_is_refused(store: Store) -> None:
    any_of = often(select(_THINGS).where(_THINGS.c.name.in_(bindparam("name", expanding=True))))
    with pytest.raises(TypeError, match="made ready"):
        await store.read(lambda transaction: _rows(transaction, any_of, "a"))
