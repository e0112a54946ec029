"""Whatever dies or can't be reached in the middle of a live quiz, it goes on, and nothing comes twice."""

from __future__ import annotations

import asyncio

from alembic import command
from live_quizzes import answer, begin, going_on, keys, letters, open_lobby, second
from room import Room, buttons

from commands.live.steps import take_due
from commands.reply import Outcome
from commands.store import migrate


async def test_killed_after_posting_a_question_its_message_is_found_again_and_answers_count(room: Room) -> None:
    await open_lobby(room)
    await room.ask(f"join {(await going_on(room)).id}", "ana")
    await room.ask("live start", captain=True)
    await room.steps()
    room.clock.forward(seconds=5)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    await answer(room, right=["ana"])  # pressed while the message was not noted
    await second(room, 20)
    assert keys(room) == ["lobby", "1"]
    await second(room, 4)
    assert "Time is up: 1 of 1 had it right." in room.board.texts()[1]


async def test_killed_at_any_step_the_quiz_goes_on_and_nothing_is_doubled(room: Room) -> None:
    """Every second post dies before it is noted; another process takes up what is left."""
    await open_lobby(room, "/ship live 3 seconds:5")
    await room.ask(f"join {(await going_on(room)).id}", "ana")
    for number in range(240):
        room.board.dies_after_posting = number % 2 == 0
        await second(room)
    assert keys(room) == ["lobby", "1", "2", "3", "podium"]


async def test_stopped_while_a_question_was_just_posted_its_buttons_go(room: Room) -> None:
    await open_lobby(room)
    await room.ask(f"join {(await going_on(room)).id}", "ana")
    await room.ask("live start", captain=True)
    room.clock.forward(seconds=5)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    right, _ = await letters(room)
    await room.ask("live stop", captain=True)
    await second(room, 16)
    assert buttons(room.board.shown["m2"]) == []
    assert await room.outcome(right, "ben") is Outcome.REFUSED


async def test_a_process_that_comes_back_much_later_ends_the_quiz_with_what_there_is(room: Room) -> None:
    await begin(room)
    await answer(room, right=["ana"])
    room.clock.forward(hours=3)
    await second(room)
    assert "It ended early, after 1 of 5 questions." in room.board.texts()[-1]


async def test_two_processes_at_once_post_everything_once(any_room: Room) -> None:
    await open_lobby(any_room, "/ship live 3 seconds:5")
    await any_room.ask(f"join {(await going_on(any_room)).id}", "ana")
    for _ in range(90):
        any_room.clock.forward(seconds=1)
        board = {"test": any_room.board}
        await asyncio.gather(take_due(any_room.services, board), take_due(any_room.services, board))
    assert keys(any_room) == ["lobby", "1", "2", "3", "podium"]


async def test_what_cannot_be_posted_is_tried_again_and_then_given_up(room: Room) -> None:
    await room.ask("/ship live", captain=True)
    room.board.broken = True
    await room.steps()
    room.board.broken = False
    await second(room, 3)
    assert keys(room) == ["lobby"]
    room.board.broken = True
    await room.ask("live start", captain=True)
    await second(room, 90)
    assert await room.outcome("live stop", captain=True) is Outcome.NOT_FOUND


async def test_a_deleted_message_does_not_keep_the_key_from_the_group(room: Room) -> None:
    await begin(room)
    await answer(room, right=["ana"])
    del room.board.shown["m2"]
    await second(room, 21)
    assert keys(room) == ["lobby", "1", "1-key"]


async def test_an_answer_kept_by_an_earlier_version_counts(any_room: Room) -> None:
    store = any_room.services.store
    await begin(any_room)
    await answer(any_room, wrong=["ana"])
    async with store.begin() as transaction:
        await transaction.run_sync(lambda connection: command.downgrade(migrate.configuration(connection), "0018"))
    async with store.begin() as transaction:
        await transaction.run_sync(lambda connection: command.upgrade(migrate.configuration(connection), "head"))
    assert (await any_room.say((await letters(any_room))[0])).startswith("Your first answer counts: ")
    await second(any_room, 21)
    assert "0 of 1 had it right." in any_room.board.texts()[1]
