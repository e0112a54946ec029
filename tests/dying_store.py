"""A process that is killed between two transactions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from commands.store import Store, Transaction
from commands.store.transaction import Unit

T = TypeVar("T")


class DyingStore:
    """A store whose process is killed before it begins one more transaction than it may."""

    def __init__(self, store: Store, transactions: int) -> None:
        self.store, self.left = store, transactions

    def _one_more(self) -> Store:
        if self.left == 0:
            raise RuntimeError("killed between two transactions")
        self.left -= 1
        return self.store

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        async with self._one_more().begin() as transaction:
            yield transaction

    async def read(self, unit: Unit[T]) -> T:
        return await self._one_more().read(unit)

    async def write(self, unit: Unit[T]) -> T:
        return await self._one_more().write(unit)
