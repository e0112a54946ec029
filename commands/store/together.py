"""Short units of work on SQLite, gathered into transactions that they share and that a thread carries out.

A statement through aiosqlite goes to a thread and back four times, and each transaction of its own waits for the disk.
Here a unit goes there as a whole, and all that come while the disk is busy are written with one wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.engine import Connection, Engine

from commands.store.prepared import Prepared, is_often
from commands.store.transaction import Unit

_Result = TypeVar("_Result")

_LONGEST = 0.005
"""Seconds for which a transaction takes in further units; who is left then goes into the next."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A unit, who waits for it, and how it ended."""

    unit: Unit[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        if self.future.done():  # whoever waited was cancelled
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Together:
    """Carries out units in the order in which they come. Nobody is told how a unit ended before it is committed."""

    def __init__(self, engine: Engine, begin: str, turn: AbstractAsyncContextManager[Any]) -> None:
        """`begin` is the statement that begins a transaction; each waits for its `turn` before."""
        self._engine, self._begin, self._turn = engine, begin, turn
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")  # we say BEGIN ourselves
        self._driver: Any = self._connection.connection.driver_connection
        self._transaction = _Direct(self._connection, self._driver)
        self._thread = ThreadPoolExecutor(1, "store")
        self._waiting: deque[_Waiting] = deque()
        self._at_work: asyncio.Task[None] | None = None

    async def carry_out(self, unit: Unit[_Result]) -> _Result:
        """Returns what the unit returns, or raises what it raises: then it alone is undone."""
        waiting = _Waiting(unit, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work_off())
        result: _Result = await waiting.future
        return result

    async def close(self) -> None:
        """Ends once nobody waits any more."""
        if self._at_work is not None:
            await asyncio.wait({self._at_work})
        self._thread.shutdown()
        self._connection.close()
        self._engine.dispose()

    async def _work_off(self) -> None:
        while self._waiting:
            taken = list(self._waiting)
            self._waiting.clear()
            ended = len(taken)
            try:
                async with self._turn:
                    ended = await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, taken)
            except Exception as error:  # noqa: BLE001 - nothing was kept, so all are told
                for each in taken:
                    each.error = error
            self._waiting.extendleft(reversed(taken[ended:]))
            for each in taken[:ended]:
                each.tell()

    def _transact(self, taken: Sequence[_Waiting]) -> int:
        """Carries out units in one transaction; returns for how many there was time."""
        driver = self._driver
        with driver:  # commits, or undoes all
            driver.execute(self._begin)
            last = time.monotonic() + _LONGEST
            for ended, each in enumerate(taken, 1):
                if not each.future.cancelled():
                    self._carry_out(driver, each)
                if time.monotonic() > last:
                    return ended
        return len(taken)

    def _carry_out(self, driver: Any, waiting: _Waiting) -> None:
        driver.execute("SAVEPOINT unit")
        try:
            waiting.result = _at_once(waiting.unit(self._transaction))
        except Exception as error:  # noqa: BLE001 - it is told to whoever waits
            waiting.error = error
            driver.execute("ROLLBACK TO unit")
        driver.execute("RELEASE unit")


def _at_once(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Carries out an async function that never has to wait."""
    try:
        work.send(None)
    except StopIteration as ended:
        result: _Result = ended.value
        return result
    work.close()
    raise RuntimeError("a unit of work may wait for nothing but its transaction")


@dataclass(frozen=True, slots=True)
class _Direct:
    """A transaction in the thread that carries out its statements: nothing of it waits for another."""

    connection: Connection
    driver: Any
    prepared: dict[tuple[Any, ...], Prepared] = field(default_factory=dict)

    @property
    def dialect(self) -> Dialect:
        return self.connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        if not is_often(statement):
            return self.connection.execute(statement, parameters)
        key = (statement, *parameters)
        if key not in self.prepared:
            self.prepared[key] = Prepared.of(statement, self.dialect, list(parameters))
        return self.prepared[key].execute(self.driver, parameters)

    async def scalar(self, statement: Any, parameters: Any = None) -> Any:
        return self.connection.scalar(statement, parameters)

    async def scalars(self, statement: Any, parameters: Any = None) -> Any:
        return self.connection.scalars(statement, parameters)
