"""Short units of work share transactions, and nobody is told of what is not yet durable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from sqlite3 import IntegrityError

import commits
import pytest
import sqlalchemy
from databases import sqlite_url
from sqlalchemy.exc import DBAPIError

from commands.store import Store, Transaction, notes


@pytest.fixture
async def store(room_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(room_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(sqlite_url(tmp_path))
    yield opened
    await opened.close()


async def put(store: Store, name: str, value: str = "here") -> None:
    await store.write(lambda transaction: notes.put(transaction, name, value))


async def get(store: Store, name: str) -> str | None:
    return await store.read(lambda transaction: notes.get(transaction, name))


async def break_commits(store: Store) -> None:
    await store.write(lambda transaction: commits.break_commits(transaction, "notes", "new.name = 'broken'"))


async def failing(transaction: Transaction) -> None:
    await notes.put(transaction, "half", "done")
    raise ZeroDivisionError


async def test_what_a_unit_wrote_is_there_for_whoever_reads_next(store: Store) -> None:
    await put(store, "a", "one")
    assert await get(store, "a") == "one"
    async with store.begin() as transaction:
        await notes.put(transaction, "a", "two")
    assert await get(store, "a") == "two"


async def test_a_unit_that_fails_is_undone_alone(store: Store) -> None:
    ended = await asyncio.gather(put(store, "a"), store.write(failing), put(store, "b"), return_exceptions=True)
    assert [type(each) for each in ended] == [type(None), ZeroDivisionError, type(None)]
    assert [await get(store, name) for name in ("a", "half", "b")] == ["here", None, "here"]


async def test_a_unit_whose_waiter_is_cancelled_harms_no_other(store: Store) -> None:
    for steps in range(20):
        names = [f"{steps}-{number}" for number in range(8)]
        puts = [asyncio.create_task(put(store, name)) for name in names]
        for _ in range(steps):
            await asyncio.sleep(0)
        puts[3].cancel()
        ended = await asyncio.gather(*puts, return_exceptions=True)
        assert [each for at, each in enumerate(ended) if at != 3] == [None] * 7
        assert [await get(store, name) for at, name in enumerate(names) if at != 3] == ["here"] * 7


async def test_nobody_is_told_of_what_could_not_be_committed(store: Store) -> None:
    await break_commits(store)
    ended = await asyncio.gather(put(store, "a"), put(store, "broken"), put(store, "b"), return_exceptions=True)
    kept = [await get(store, name) for name in ("a", "broken", "b")]
    assert [each is None for each in ended] == [value == "here" for value in kept]
    assert kept[1] is None
    await put(store, "a", "again")
    assert await get(store, "a") == "again"


async def test_units_at_once_share_a_commit(sqlite_store: Store) -> None:
    await break_commits(sqlite_store)
    for _ in range(100):  # a slow machine may leave the second for the next commit
        ended = await asyncio.gather(put(sqlite_store, "a"), put(sqlite_store, "broken"), return_exceptions=True)
        if all(isinstance(each, IntegrityError) for each in ended):
            return
    pytest.fail("no two were ever committed together")


async def test_a_unit_may_wait_for_nothing_but_its_transaction(sqlite_store: Store) -> None:
    async def dawdling(transaction: Transaction) -> None:
        await notes.put(transaction, "half", "done")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="wait for nothing"):
        await sqlite_store.write(dawdling)
    assert await get(sqlite_store, "half") is None


async def test_long_units_let_others_write_between_them(sqlite_store: Store) -> None:
    count = sqlalchemy.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT max(i) FROM n"
    )
    ended: list[str] = []

    async def work(name: str) -> None:
        await sqlite_store.write(lambda transaction: transaction.scalar(count))
        ended.append(name)

    async def block() -> None:
        async with sqlite_store.begin() as transaction:
            await notes.put(transaction, "block", "done")
        ended.append("block")

    await asyncio.gather(*(work("unit") for _ in range(50)), block())
    assert "block" in ended[:-10]


async def test_a_reading_unit_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.read(lambda transaction: notes.put(transaction, "a", "one"))
    await put(store, "a", "two")
    assert await get(store, "a") == "two"
