"""Many commands at once, and hosts and registries that are gone: the others are served, and everybody is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.local import LocalEngine
from room import Room, open_room

from commands.reply import Outcome


@pytest.fixture
async def room_on_engine(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests, with alpine in it."""
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        await opened.ask("/docker pull alpine")
        yield opened


async def test_one_learner_with_five_hundred_commands_is_told_of_the_limit_and_holds_up_nobody(
    room_on_engine: Room,
) -> None:
    greedy = [asyncio.create_task(room_on_engine.outcome("/docker run --rm alpine sleep 1")) for _ in range(500)]
    await asyncio.sleep(0.5)
    mine = await room_on_engine.elsewhere("guild-2").ask("/docker run --rm alpine echo hello", "ben")
    assert mine.outcome is Outcome.OK
    waiting = sum(not each.done() for each in greedy)
    told = Counter(await asyncio.gather(*greedy))
    assert told == {Outcome.OK: 4, Outcome.RATE_LIMITED: 496}
    assert waiting <= 4


async def test_who_has_too_much_at_work_is_told_what_to_do(room_on_engine: Room) -> None:
    greedy = [asyncio.create_task(room_on_engine.say("/docker run --rm alpine sleep 1")) for _ in range(5)]
    told = [each for each in await asyncio.gather(*greedy) if each.startswith("You have")]
    assert told == ["You have 4 commands waiting or at work already. Wait until one of them has ended, or cancel one."]


async def test_quiz_and_explanations_go_on_without_an_engine(room: Room) -> None:
    assert "does not answer" in await room.say("/docker ps")
    assert await room.outcome("/ship explain docker run --rm alpine") is Outcome.OK
    card = await room.card()
    assert await room.outcome(card[0].line) is Outcome.OK


async def test_without_its_registry_what_is_here_still_runs(engine: LocalEngine, tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    async with open_room(url, hosts=(engine.address,), mirror=engine.mirror) as before:
        await before.ask("/docker pull alpine")
    async with open_room(url, hosts=(engine.address,), mirror="http://127.0.0.1:9") as room:
        assert await room.outcome("/docker run --rm alpine true") is Outcome.OK
        assert await room.outcome("/docker pull node:20") is Outcome.UNAVAILABLE
