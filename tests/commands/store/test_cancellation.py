"""A command that is cancelled, at whatever moment, keeps nothing of the database."""

from __future__ import annotations

import asyncio
import time

from room import Room


async def test_a_command_cancelled_at_any_moment_lets_go_of_the_database(any_room: Room) -> None:
    slowest = 0.0
    for steps in range(150):
        begun = time.monotonic()
        command = asyncio.create_task(any_room.say("/ship rank"))
        for _ in range(steps % 50):
            await asyncio.sleep(0.0001)
        command.cancel()
        await asyncio.wait({command})
        slowest = max(slowest, time.monotonic() - begun)
        assert slowest < 8, "a lock that is kept costs the next command ten seconds"
    assert (await any_room.say("/ship rank")).startswith("Season")
