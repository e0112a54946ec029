"""The count of answers on an open card: fresh, but edited seldom, and never once the question may close."""

from __future__ import annotations

import pytest
from quiz_days import close_question, letters, open_question
from room import Board, Room, buttons

from commands.messenger import CannotPost, MessageRef
from commands.reply import Reply


class Counted(Board):
    """A board that counts its edits, and refuses them on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.edits: list[str] = []
        self.refuses = False
        self.dies = False

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        self.edits.append(message.message)
        if self.refuses:
            raise CannotPost("The message is gone.")
        if self.dies:
            raise RuntimeError("killed in the middle of an edit")
        await super().edit(message, reply)


@pytest.fixture
async def board(room: Room) -> Counted:
    """The room's board with a question open on it."""
    room.board = counted = Counted()
    await open_question(room)
    return counted


async def press(room: Room, *learners: str) -> None:
    right, _ = await letters(room)
    for learner in learners:
        await room.ask(right, learner)


async def test_the_card_follows_the_answers(room: Room, board: Counted) -> None:
    await press(room, "ana")
    await room.steps()
    assert "Closes in 12 hours. 1 answered." in board.texts()[0]
    await press(room, "ben", "caro")
    room.clock.forward(hours=3)
    await room.steps()
    assert "Closes in 9 hours. 3 answered." in board.texts()[0]
    assert len(buttons(board.shown["m1"])) >= 2


async def test_it_is_edited_every_two_minutes_at_most_and_only_for_a_new_count(room: Room, board: Counted) -> None:
    for learner in ("ana", "ben", "caro", "dan", "eva"):
        await press(room, learner)
        await room.steps()
        room.clock.forward(seconds=50)
    assert len(board.edits) == 2
    for _ in range(10):
        room.clock.forward(minutes=2)
        await room.steps()
    assert len(board.edits) == 3
    assert "5 answered." in board.texts()[0]


async def test_a_change_of_mind_is_no_new_count(room: Room, board: Counted) -> None:
    right, wrong = await letters(room)
    await room.ask(right)
    await room.steps()
    await room.ask(wrong)
    room.clock.forward(minutes=5)
    await room.steps()
    assert len(board.edits) == 1


async def test_a_card_that_cannot_be_edited_harms_nothing_and_is_not_tried_again_for_the_same_count(
    room: Room, board: Counted
) -> None:
    board.refuses = True
    await press(room, "ana")
    for _ in range(5):
        await room.steps()
        room.clock.forward(minutes=2)
    assert len(board.edits) == 1
    board.refuses = False
    await close_question(room)
    assert "Closed. 1 answered." in board.texts()[0]


async def test_in_the_last_minute_and_after_closing_the_count_is_left_to_the_closing_step(
    room: Room, board: Counted
) -> None:
    room.clock.forward(hours=11, minutes=59, seconds=1)
    await press(room, "ana")
    await room.steps()
    assert board.edits == []
    room.clock.forward(minutes=1)
    await room.steps()
    assert board.edits == ["m1"]
    assert "Closed. 1 answered." in board.texts()[0]
    room.clock.forward(minutes=5)
    await room.steps()
    assert board.edits == ["m1"]


async def test_killed_in_the_middle_of_an_edit_the_next_answer_brings_the_count_and_closing_is_on_time(
    room: Room, board: Counted
) -> None:
    await press(room, "ana")
    board.dies = True
    await room.steps()
    board.dies = False
    await press(room, "ben")
    room.clock.forward(minutes=2)
    await room.steps()
    assert "2 answered." in board.texts()[0]
    await close_question(room)
    assert "Closed. 2 answered." in board.texts()[0]


async def test_a_question_that_is_withdrawn_meanwhile_stays_withdrawn(room: Room, board: Counted) -> None:
    await press(room, "ana")
    await room.ask("/ship admin void 1", captain=True)
    for _ in range(3):
        await room.steps()
        room.clock.forward(minutes=2)
    assert "Withdrawn" in board.texts()[0]
    assert buttons(board.shown["m1"]) == []
