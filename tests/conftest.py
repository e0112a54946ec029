"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from postgres import running_postgres
from room import Room, open_room, sqlite_url

pytest_plugins = ["engine.fixtures", "no_skips"]

hypothesis.settings.register_profile("unhurried", deadline=None)  # machines differ in speed, not in truth
hypothesis.settings.load_profile("unhurried")

_databases = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server, without a database name."""
    with running_postgres() as url:
        yield url


@pytest.fixture
def new_postgres(postgres_server: str) -> Callable[[], str]:
    """Makes an empty PostgreSQL database at each call and returns its URL."""

    def make() -> str:
        name = f"room{next(_databases)}"
        with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{postgres_server}/{name}"

    return make


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """The URL of an empty PostgreSQL database."""
    return new_postgres()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A study group on an empty SQLite database; no engine can be reached."""
    async with open_room(sqlite_url(tmp_path)) as opened:
        yield opened


@pytest.fixture
async def any_room(database_url: str) -> AsyncIterator[Room]:
    """A study group on each kind of database in turn."""
    async with open_room(database_url) as opened:
        yield opened
