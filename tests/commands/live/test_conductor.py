"""A process keeps its live quizzes in time, and none of them waits for another."""

from __future__ import annotations

import asyncio

from room import Board, Room

from commands.live.conductor import Conductor
from commands.messenger import MessageRef
from commands.reply import Outcome, Reply
from commands.request import Place


class OneHangs(Board):
    """A platform that never answers a post to the first group."""

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        if place.space == "guild-1":
            await asyncio.Event().wait()
        return await super().post(place, reply, key=key, under=under)


async def _until_posted(board: Board, number: int) -> None:
    async with asyncio.timeout(30):
        while board.posts < number:
            await asyncio.sleep(0.01)


async def test_a_group_whose_platform_hangs_holds_up_no_other(room: Room) -> None:
    other, board = room.elsewhere("guild-2"), OneHangs()
    for each in (room, other):
        assert await each.outcome("/ship live", captain=True) is Outcome.OK
    conductor = Conductor(room.services, {"test": board})
    await conductor.look()
    await _until_posted(board, 1)
    await conductor.look()  # what hangs is not begun a second time
    await conductor.finish(0.1)
    assert [key.rpartition("-")[0] for key in board.keys] == ["live"]


async def test_what_a_process_left_when_it_ended_another_takes_up(room: Room) -> None:
    assert await room.outcome("/ship live", captain=True) is Outcome.OK
    hanging = Conductor(room.services, {"test": OneHangs()})
    await hanging.look()
    await asyncio.sleep(0.05)
    await hanging.finish(0.1)
    room.clock.forward(seconds=16)  # the lease of the one that hung has ended
    conductor = Conductor(room.services, {"test": room.board})
    await conductor.look()
    await _until_posted(room.board, 1)
    await conductor.finish(10)
    assert room.board.posts == 1
