"""The lobby of a live quiz: who opens it, who is in, and what it turns into."""

from __future__ import annotations

import pytest
from live_quizzes import begin, going_on, keys, open_lobby, second
from room import Room, buttons

from commands.reply import Outcome


async def test_the_lobby_says_what_comes_who_is_in_and_how_to_join(room: Room) -> None:
    await open_lobby(room, "/ship live image-layers 4 seconds:30")
    quiz = await going_on(room)
    (lobby,) = room.board.shown.values()
    assert [(each.label, each.line) for each in buttons(lobby)] == [
        ("Join", f"join {quiz.id}"),
        ("Start", "live start"),
    ]
    assert room.board.texts()[0].startswith(
        "Live quiz: Image layers\n\n"
        "4 questions, 30 seconds each. A right answer gives 100 points in the first 2 seconds and falls to 50; "
        "a wrong one costs nothing.\n\n"
        "Starts in 30 seconds, or when a captain presses Start.\n\n"
        "Nobody is in yet."
    )


async def test_the_lobby_names_who_joins_by_editing_its_one_message(room: Room) -> None:
    await open_lobby(room)
    quiz = await going_on(room)
    assert (
        await room.say(f"join {quiz.id}", "ben") == "You are in. The questions come here: answer each with its letter."
    )
    assert await room.say(f"join {quiz.id}", "ben") == "You are in already."
    await room.ask(f"join {quiz.id}", "caro")
    await second(room)
    assert "In: Ben, Caro" in room.board.texts()[0]
    assert room.board.posts == 1


async def test_a_hidden_learner_is_not_named(room: Room) -> None:
    await room.ask("/ship me hide", "ben")
    await begin(room, players=["ben"])
    assert "Ben" not in room.board.texts()[0]
    assert "In: (hidden)" in room.board.texts()[0]


async def test_only_a_captain_opens_begins_and_stops(room: Room) -> None:
    assert await room.outcome("/ship live") is Outcome.REFUSED
    await open_lobby(room)
    assert await room.outcome("live start") is Outcome.REFUSED
    assert await room.outcome("live stop") is Outcome.REFUSED


async def test_it_starts_by_itself_after_half_a_minute_and_a_countdown(room: Room) -> None:
    await open_lobby(room)
    await room.ask(f"join {(await going_on(room)).id}", "ana")
    await second(room, 31)
    assert "Get ready: question 1 comes in 5 seconds." in room.board.texts()[0]
    await second(room, 5)
    assert keys(room) == ["lobby", "1"]


async def test_a_lobby_that_nobody_came_to_ends_quietly(room: Room) -> None:
    await open_lobby(room)
    await second(room, 31)
    assert "Nobody joined in time" in room.board.texts()[0]
    await open_lobby(room)  # and there may be another
    assert keys(room) == ["lobby", "lobby"]


async def test_a_group_has_one_live_quiz_at_a_time_and_another_group_its_own(room: Room) -> None:
    await open_lobby(room)
    assert await room.outcome("/ship live", captain=True) is Outcome.REFUSED
    other = room.elsewhere("guild-2")
    await open_lobby(other)
    assert other.board.posts == 1
    assert await other.outcome(f"join {(await going_on(room)).id}") is Outcome.NOT_FOUND


async def test_who_begins_it_has_a_button_to_stop_it_at_hand(room: Room) -> None:
    await open_lobby(room)
    assert [each.line for each in buttons(await room.ask("live start", captain=True))] == ["live stop"]


async def test_a_lobby_can_be_stopped_and_leaves_no_podium(room: Room) -> None:
    await open_lobby(room)
    await room.ask("live stop", captain=True)
    await second(room)
    assert keys(room) == ["lobby"]
    assert "This quiz is over." in room.board.texts()[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/ship live 2", "A live quiz has 3 to 20 questions: type a number, such as 5."),
        ("/ship live mixed 21", "A live quiz has 3 to 20 questions: type a number, such as 5."),
        ("/ship live seconds:4", "A question stays open for 5 to 120 seconds: type a number, such as 20."),
        ("/ship live knitting", "That is no topic: type mixed, own, or one of container-history, "),
        ("/ship live cleanup 20", "type /ship live cleanup "),
        ("/ship live start", "No live quiz is going on here. /ship live opens one."),
    ],
)
async def test_what_cannot_be_is_told_with_what_to_type_instead(room: Room, line: str, said: str) -> None:
    assert said in await room.say(line, captain=True)
