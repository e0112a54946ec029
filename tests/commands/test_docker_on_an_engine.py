"""`/docker` on a real engine with a real registry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from engine.local import LocalEngine
from room import Room, open_room, sqlite_url

from commands.plain import plain
from commands.reply import Outcome, Progress, Table


@pytest.fixture
async def room(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests."""
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        yield opened


def table(reply: object) -> list[tuple[str, ...]]:
    (found,) = [part for part in getattr(reply, "parts", ()) if isinstance(part, Table)]
    return list(found.rows)


async def test_a_pull_shows_progress_per_layer_and_ends_with_what_was_pulled(room: Room) -> None:
    versions = await room.versions("/docker pull node:20")
    bars = [[part for part in version.parts if isinstance(part, Progress)] for version in versions[:-1]]
    assert any(len(each) > 1 for each in bars)
    last = plain(versions[-1])
    assert last.startswith("Pulled node:20.\n\nRan: docker pull node:20\nDigest: sha256:")
    assert versions[-1].outcome is Outcome.OK


async def test_history_lists_the_steps_newest_first_with_bars_for_their_sizes(room: Room) -> None:
    await room.ask("/docker pull alpine:latest")
    rows = table(await room.ask("/docker history alpine:latest"))
    assert len(rows) > 3
    assert rows[0][0] != "<missing>"
    assert {row[0] for row in rows[1:]} == {"<missing>"}
    assert max(rows, key=lambda row: len(row[3]))[3] == "████████"
    assert [row[3] for row in rows if row[2] == "0B"] == [""] * sum(row[2] == "0B" for row in rows)


async def test_history_of_an_image_that_was_not_pulled_is_read_from_the_registry_and_says_so(room: Room) -> None:
    told = await room.say("/docker history busybox")
    assert "Read from the registry without pulling." in told
    told = await room.say("/docker images")
    assert told.endswith("Your group has no such image here yet. Get one: /docker pull alpine:latest")


async def test_a_group_sees_only_what_it_pulled(room: Room) -> None:
    await room.ask("/docker pull alpine")
    assert [row[0] for row in table(await room.ask("/docker images"))] == ["alpine"]
    assert "no such image here yet" in await room.elsewhere("guild-2").say("/docker images")


async def test_an_image_that_does_not_exist_is_not_found(room: Room) -> None:
    answered = await room.ask("/docker pull nosuchimage")
    assert answered.outcome is Outcome.NOT_FOUND


async def test_an_image_over_the_limit_is_refused_with_the_figure_before_a_layer_is_fetched(room: Room) -> None:
    answered = await room.ask("/docker pull huge")
    assert answered.outcome is Outcome.TOO_LARGE
    assert "300 MB" in plain(answered)


async def test_what_an_image_says_of_itself_is_shown_harmless(room: Room) -> None:
    told = await room.say("/docker history mallory/hostile --no-trunc")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(told) < 4000


async def test_the_quiz_goes_on_while_a_pull_runs(room: Room) -> None:
    pull = asyncio.create_task(room.ask("/docker pull node:20"))
    assert await room.outcome("/ship today") is Outcome.OK
    assert (await pull).outcome is Outcome.OK
