from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from room import Room

from commands.jobs import job, look_after_jobs
from commands.reply import Outcome
from commands.request import Request
from commands.store import groups, jobs
from sandbox.errors import Cancelled


async def go_on() -> AsyncGenerator[int, None]:
    for step in range(1_000_000):
        yield step
        await asyncio.sleep(0.001)


async def asked(room: Room, line: str) -> Request:
    """What the core makes of a typed line."""
    who = room.asker()
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, who.place, room.clock())
        learner = await groups.learner(transaction, group, who, room.clock())
    return Request(group, who.place, learner, "docker", line, is_captain=False, received_at=room.clock())


async def killed_at_work(room: Room, line: str = "/docker pull node:20") -> None:
    """Leaves on record what a process leaves that is killed in the middle of a job."""
    request = await asked(room, line)
    async with room.services.store.begin() as transaction:
        await jobs.note(transaction, request.learner, request.place, request.line, room.clock())


async def test_the_cancel_button_stops_the_job(room: Room) -> None:
    async with job(await asked(room, "/docker pull node:20"), room.services, go_on()) as running:
        line = running.cancel_button.items[0].line
        assert await room.say(line) == "Stopped."
        with pytest.raises(Cancelled):
            while True:
                await anext(running.versions)
    assert await room.say(line) == "That command isn't at work any more."


async def test_another_group_cannot_stop_it(room: Room) -> None:
    async with job(await asked(room, "/docker pull node:20"), room.services, go_on()) as running:
        assert await room.elsewhere("guild-2").outcome(f"cancel {running.number}") is Outcome.NOT_FOUND


async def test_a_job_that_has_ended_is_not_told_of(room: Room) -> None:
    async with job(await asked(room, "/docker pull node:20"), room.services, go_on()):
        pass
    room.clock.forward(minutes=5)
    await look_after_jobs(room.services, {"test": room.board})
    assert room.board.texts() == []


async def test_whoever_was_at_work_when_the_process_was_killed_is_told_once(room: Room) -> None:
    await killed_at_work(room)
    for _ in range(5):
        room.clock.forward(seconds=15)
        await look_after_jobs(room.services, {"test": room.board})
    (told,) = room.board.texts()
    assert told.startswith("Ana, I was restarted while /docker pull node:20 was at work, and nothing of it goes on.")


async def test_jobs_of_a_process_that_lives_are_left_alone_however_long_they_take(room: Room) -> None:
    async with job(await asked(room, "/docker pull node:20"), room.services, go_on()):
        for _ in range(10):
            room.clock.forward(seconds=10)
            await look_after_jobs(room.services, {"test": room.board})
    assert room.board.texts() == []


async def test_a_clock_that_was_set_back_hides_no_lost_job(room: Room) -> None:
    await killed_at_work(room)
    room.clock.forward(hours=-1)
    await look_after_jobs(room.services, {"test": room.board})
    assert len(room.board.texts()) == 1


async def test_a_place_that_takes_no_message_keeps_nobody_else_from_being_told(room: Room) -> None:
    await killed_at_work(room)
    room.clock.forward(minutes=1)
    room.board.broken = True
    await look_after_jobs(room.services, {"test": room.board})
    room.board.broken = False
    room.clock.forward(minutes=1)
    await look_after_jobs(room.services, {"test": room.board})
    assert len(room.board.texts()) == 1


async def test_a_long_line_is_told_in_short(room: Room) -> None:
    await killed_at_work(room, "/docker run alpine echo " + "x" * 3000)
    room.clock.forward(minutes=1)
    await look_after_jobs(room.services, {"test": room.board})
    assert len(room.board.texts()[0]) < 400
