"""Short units of work share transactions, and nobody is told of what is not yet durable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import DBAPIError

from commands.store import Store, Transaction, notes


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


async def put(store: Store, name: str, value: str = "here") -> None:
    await store.write(lambda transaction: notes.put(transaction, name, value))


async def get(store: Store, name: str) -> str | None:
    return await store.read(lambda transaction: notes.get(transaction, name))


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


async def test_a_reading_unit_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.read(lambda transaction: notes.put(transaction, "a", "one"))
    await put(store, "a", "two")
    assert await get(store, "a") == "two"
