"""Withdrawing a question and correcting its key: points follow, and the group is told once."""

from __future__ import annotations

import pytest
from quiz_days import close_question, latest, letters, open_question, set_up
from room import Room

from commands.reply import Outcome


async def answered_by_two(room: Room) -> tuple[str, str]:
    """Has Ana answer right and Ben wrong; returns both letters."""
    await open_question(room)
    right, wrong = await letters(room)
    await room.ask(right, "ana")
    await room.ask(wrong, "ben")
    return right[-1], wrong[-1]


async def standing(room: Room) -> dict[str, int]:
    rows = [line.split() for line in (await room.say("/ship rank all")).splitlines()]
    return {row[1]: int(row[2]) for row in rows if len(row) == 3 and row[2].isdigit()}


async def test_a_withdrawn_question_gives_nobody_points_and_the_group_is_told_where_it_stood(room: Room) -> None:
    await answered_by_two(room)
    await close_question(room)
    assert await room.say("/ship admin void 1", captain=True) == (
        "Question 1 is withdrawn and counts for nobody. The points of one learner change."
    )
    await room.steps()
    assert await standing(room) == {"Ana": 0, "Ben": 0}
    assert "Withdrawn: this question counts for nobody." in room.board.texts()[0]
    assert room.board.texts()[-1] == (
        "Question 1 is withdrawn by a captain: it counts for nobody, and what it gave is taken back."
    )


async def test_a_corrected_key_moves_the_points_to_who_was_right_after_all(room: Room) -> None:
    right, wrong = await answered_by_two(room)
    await close_question(room)
    before = await standing(room)
    assert await room.say(f"/ship admin rekey 1 {wrong}", captain=True) == (
        f"The key of question 1 is {wrong} now. The points of 2 learners change."
    )
    await room.steps()
    assert await standing(room) == {"Ana": 0, "Ben": before["Ana"]}
    assert room.board.texts()[-1] == f"A captain has corrected question 1: {wrong} is right, and points follow."
    assert f"✓ {wrong}  " in room.board.texts()[0]
    assert f"✓ {right}  " not in room.board.texts()[0]


async def test_doing_it_again_changes_nothing(room: Room) -> None:
    _, wrong = await answered_by_two(room)
    await close_question(room)
    await room.ask(f"/ship admin rekey 1 {wrong}", captain=True)
    await room.steps()
    posts = room.board.posts
    assert await room.say(f"/ship admin rekey 1 {wrong}", captain=True) == f"The key of question 1 is {wrong} already."
    await room.ask("/ship admin void 1", captain=True)
    assert await room.say("/ship admin void 1", captain=True) == "Question 1 is withdrawn already."
    await room.steps()
    assert room.board.posts == posts + 1


async def test_an_open_question_that_is_withdrawn_takes_no_more_answers(room: Room) -> None:
    await open_question(room)
    right, _ = await letters(room)
    await room.ask("/ship admin void 1", captain=True)
    assert (await room.say(right)).startswith("A captain has withdrawn this question: it counts for nobody.")
    await room.steps()
    assert "Withdrawn" in room.board.texts()[0]
    await close_question(room)
    assert [key.partition("-")[0] for key in room.board.keys] == ["round", "correction"]


async def test_the_corrected_key_of_an_open_question_is_told_to_nobody_before_it_closes(room: Room) -> None:
    _, wrong = await answered_by_two(room)
    await room.steps()
    card = room.board.texts()[0]
    await room.ask(f"/ship admin rekey 1 {wrong}", captain=True)
    await room.steps()
    assert room.board.texts() == [card]
    await close_question(room)
    await room.steps()
    assert room.board.texts()[1].startswith(f"Answer to question 1: {wrong}\n\nA captain has corrected the key")
    assert (await standing(room))["Ana"] == 0


async def test_a_question_withdrawn_before_it_could_be_posted_is_never_posted(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    await room.ask("/ship admin void 1", captain=True)
    room.clock.forward(minutes=2)
    await room.steps()
    assert "Withdrawn" in room.board.texts()[0]  # the card that nobody had noted
    assert room.board.posts == 2
    assert (await latest(room))[0].state == "voided"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("void", "Say which question, by its number: /ship admin void 3."),
        ("rekey 1", "Say which question, and which letters are right: /ship admin rekey 1 B."),
        ("void 9", "This group has had no question 9: the card tells its number."),
        ("void x", "“x” is no question's number: its card tells it, such as 3."),
        ("rekey 1 Z", "Z is none of the options: answer with one of"),
    ],
)
async def test_a_correction_that_cannot_be_read_says_what_to_type(room: Room, line: str, told: str) -> None:
    await open_question(room)
    assert (await room.say(f"/ship admin {line}", captain=True)).startswith(told)


async def test_only_captains_correct(room: Room) -> None:
    await open_question(room)
    assert await room.outcome("/ship admin void 1") is Outcome.REFUSED
