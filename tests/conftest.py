"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from databases import bring_up_to_date, sqlite_url
from postgres import running_postgres
from room import Room, open_room

pytest_plugins = ["engine.fixtures", "no_skips"]

hypothesis.settings.register_profile("unhurried", deadline=None)  # machines differ in speed, not in truth
hypothesis.settings.load_profile("unhurried")

_databases = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts in front what takes minutes to set up: one process does it, once, while the others go on with the rest."""
    items.sort(key=lambda item: item.get_closest_marker("costly_setup") is None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server, without a database name."""
    with running_postgres() as url:
        yield url


@pytest.fixture
def new_postgres(postgres_server: str) -> Callable[[], str]:
    """Makes an empty PostgreSQL database at each call and returns its URL."""
    return lambda: _create(postgres_server)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The name of a PostgreSQL database with all tables, to be copied."""
    url = _create(postgres_server)
    bring_up_to_date(url)
    return url.rpartition("/")[2]


def _create(server: str, template: str = "template1") -> str:
    name = f"room{next(_databases)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """The URL of an empty PostgreSQL database."""
    return new_postgres()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def room_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without groups, of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return _create(request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres"))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A study group on an empty SQLite database; no engine can be reached."""
    async with open_room(sqlite_url(tmp_path)) as opened:
        yield opened


@pytest.fixture
async def any_room(room_url: str) -> AsyncIterator[Room]:
    """A study group on each kind of database in turn."""
    async with open_room(room_url) as opened:
        yield opened
