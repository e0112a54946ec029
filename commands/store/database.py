"""Opening the database and running transactions on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from commands.store import migrate

Transaction = AsyncConnection
"""What every query takes first: an open transaction."""

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
"""FULL: what was acknowledged survives a power cut, not only a crash of the process."""


class Store:
    """The one database of an installation."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, url: str) -> Store:
        """Opens the database at an SQLAlchemy or plain `postgresql://`, `sqlite:///` URL and brings it up to date."""
        engine = _engine(_async_url(url))
        async with engine.begin() as connection:
            await connection.run_sync(migrate.upgrade)
        return cls(engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """Runs a transaction: committed and durable at the end of the block, undone on an exception."""
        async with self._engine.begin() as transaction:
            yield transaction

    async def close(self) -> None:
        await self._engine.dispose()


def _async_url(url: str) -> URL:
    """Returns the URL with the driver this project uses; the kind of database decides, not the spelling."""
    parsed = make_url(url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    kind = parsed.get_backend_name() if parsed.drivername != "postgres" else "postgres"
    return parsed.set(drivername=driver[kind])


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file here: several transactions run at once")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    event.listen(engine.sync_engine, "invalidate", _let_go)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _let_go(connection: Any, _record: Any, _error: BaseException | None) -> None:
    """Undoes what a cancelled task had begun: SQLite closes a connection, and frees the write lock, only once
    every statement on it has been collected as garbage."""
    connection.rollback()


def _begin_immediately(connection: Connection) -> None:
    """Takes the write lock at once: a reader that turns writer later would fail instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
