"""Opening the database and running transactions on it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from commands.store import migrate
from commands.store.together import Together
from commands.store.transaction import Transaction, Unit

__all__ = ["Store", "StoreError", "Transaction", "Within"]

_Result = TypeVar("_Result")

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
"""FULL: what was acknowledged survives a power cut, not only a crash of the process."""

_PATIENCE = 30.0
"""Seconds to wait for one's turn to write; who waits longer has most likely forgotten that it is theirs."""


class StoreError(Exception):
    """The database can't be opened; the message says why, and what to look at."""


class Store:
    """The one database of an installation.

    Short work is a unit for `read` or `write`; what has to wait for anything else in between, or takes long, is a
    block of `begin`. PostgreSQL has many connections at work at once, so there each unit is a transaction of its own;
    on SQLite units share them.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        self._readers = self._writers = None
        if engine.dialect.name == "sqlite":
            self._turn = _Turns()
            self._readers = Together(_in_thread(engine.url, "query_only=ON"), "BEGIN", nullcontext())
            self._writers = Together(_in_thread(engine.url), "BEGIN IMMEDIATE", self._turn)

    @classmethod
    async def open(cls, url: str) -> Store:
        """Opens the database at an SQLAlchemy or plain `postgresql://`, `sqlite:///` URL and brings it up to date.

        Raises StoreError where it can't be reached.
        """
        try:
            engine = _engine(_async_url(url))
            async with engine.connect():
                pass
        except (DBAPIError, sqlite3.Error, OSError, ValueError) as trouble:
            reason = str(getattr(trouble, "orig", trouble)).partition("\n")[0].rstrip(".")
            told = f"The database can't be opened: {reason}. Check that it runs, and SHIPMATE_DATABASE_URL."
            raise StoreError(told) from trouble
        async with engine.begin() as connection:
            await connection.run_sync(migrate.upgrade)
        return cls(engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Runs a transaction: committed and durable at the end of the block, undone on an exception."""
        async with self._turn, self._engine.begin() as transaction:
            yield transaction

    async def write(self, unit: Unit[_Result]) -> _Result:
        """Carries out a unit: committed and durable when this returns, undone on an exception, and it alone."""
        if self._writers is not None:
            return await self._writers.carry_out(unit)
        async with self._engine.begin() as transaction:
            return await unit(transaction)

    async def read(self, unit: Unit[_Result]) -> _Result:
        """Carries out a unit that changes nothing, on what was committed when it began; it waits for no writer."""
        if self._readers is not None:
            return await self._readers.carry_out(unit)
        async with self._engine.connect() as connection:
            return await unit(await connection.execution_options(postgresql_readonly=True))

    async def close(self) -> None:
        for each in (self._readers, self._writers):
            if each is not None:
                await each.close()
        await self._engine.dispose()


class Within(Store):
    """The store as seen from within a unit: units that are given to it become part of that one."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        raise RuntimeError("a unit of work has no room for a block of its own")
        yield

    async def write(self, unit: Unit[_Result]) -> _Result:
        return await unit(self._transaction)

    async def read(self, unit: Unit[_Result]) -> _Result:
        return await unit(self._transaction)


class _Turns:
    """Who may write to SQLite, one after the other as they come: by itself it lets those who wait try by chance."""

    def __init__(self) -> None:
        self._taken = asyncio.Lock()

    async def __aenter__(self) -> None:
        async with asyncio.timeout(_PATIENCE) if self._taken.locked() else nullcontext():
            await self._taken.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._taken.release()


def _async_url(url: str) -> URL:
    """Returns the URL with the driver this project uses; the kind of database decides, not the spelling."""
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    try:
        parsed = make_url(url)
        return parsed.set(drivername=driver[parsed.drivername.partition("+")[0]])
    except (ArgumentError, KeyError):
        raise ValueError("write sqlite:////path/file.db or postgresql://user@host/name") from None


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file here: several transactions run at once")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Tried here first, since a thread that failed at it would outlive its loop.
    with closing(sqlite3.connect(url.database, timeout=10)) as tried:
        tried.execute("PRAGMA schema_version")
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    event.listen(engine.sync_engine, "invalidate", _let_go)
    return engine


def _in_thread(url: URL, *pragmas: str) -> Engine:
    """Returns an engine for whom carries out statements in a thread already, and so needs no other for each."""
    engine = create_engine(url.set(drivername="sqlite"))
    event.listen(engine, "connect", partial(_set_pragmas, pragmas=(*_PRAGMAS, *pragmas)))
    return engine


def _set_pragmas(connection: Any, _record: Any, *, pragmas: Sequence[str] = _PRAGMAS) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _let_go(connection: Any, _record: Any, _error: BaseException | None) -> None:
    """Undoes what a cancelled task had begun: SQLite closes a connection, and frees the write lock, only once
    every statement on it has been collected as garbage."""
    connection.rollback()


def _begin_immediately(connection: Connection) -> None:
    """Takes the write lock at once: a reader that turns writer later would fail instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
