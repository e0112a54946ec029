"""The end of a live quiz: who is on the podium, and what stays of it with each learner."""

from __future__ import annotations

from live_quizzes import answer, begin, keys, play_on, second
from room import Room

from commands.reply import Outcome, Picture


async def test_the_podium_ranks_ties_together_and_skips_the_next_place(room: Room) -> None:
    await begin(room, "/ship live 3", players=["ana", "ben", "caro", "dan"])
    for right in (["ana", "ben", "caro", "dan"], ["ana", "ben", "caro"], ["ana"]):
        await answer(room, right=right)
        await play_on(room)
    podium = room.board.texts()[-1]
    assert keys(room) == ["lobby", "1", "2", "3", "podium"]
    assert "3 questions, and it is over." in podium
    assert "First, with 300 points: Ana" in podium
    assert [line.split() for line in podium.splitlines() if line[:1].isdigit()][1:] == [
        ["1", "Ana", "300"],
        ["2", "Ben", "200"],
        ["2", "Caro", "200"],
        ["4", "Dan", "100"],
    ]
    assert "This quiz is over." in room.board.texts()[0]


async def test_the_podium_is_drawn_and_told_in_words(room: Room) -> None:
    await begin(room, "/ship live 3")
    await answer(room, right=["ana", "ben"])
    await room.ask("live stop", captain=True)
    await second(room)
    (picture,) = [part for part in room.board.shown["m3"].parts if isinstance(part, Picture)]
    assert picture.alt == "The podium. 1. Ana, Ben, 100 points."
    assert picture.png.startswith(b"\x89PNG")


async def test_points_of_a_live_quiz_are_not_the_seasons(room: Room) -> None:
    await begin(room, "/ship live 3")
    await answer(room, right=["ana"])
    await play_on(room)
    assert "Nobody has points yet" in await room.say("/ship rank")


async def test_a_captain_stops_it_and_what_was_answered_counts(room: Room) -> None:
    await begin(room)
    await answer(room, right=["ana"])
    assert await room.say("live stop", captain=True) == "The live quiz ends here. What was answered counts."
    await second(room)
    assert "Time is up: 1 of 1 had it right." in room.board.texts()[1]
    assert "It ended early, after 1 of 5 questions." in room.board.texts()[-1]
    assert "First, with 100 points: Ana" in room.board.texts()[-1]
    assert await room.outcome("live stop", captain=True) is Outcome.NOT_FOUND


async def test_whoever_leaves_in_the_middle_is_gone_and_others_keep_their_points(any_room: Room) -> None:
    await begin(any_room)
    await answer(any_room, right=["ana", "ben"])
    await any_room.ask("/ship me forget everything", "ana")
    await second(any_room, 21)
    assert "Ana" not in any_room.board.texts()[1]
    assert "1  Ben         100" in any_room.board.texts()[1]


async def test_what_a_learner_pressed_in_live_quizzes_is_in_their_export(room: Room) -> None:
    await begin(room)
    await answer(room, right=["ana"])
    exported = repr(await room.ask("/ship me export", "ana"))
    assert "live_answers" in exported
    assert "live_players" in exported


async def test_what_was_wrong_comes_back_in_the_reviews_of_who_had_it_wrong(room: Room) -> None:
    await begin(room)
    await answer(room, right=["ben"], wrong=["ana"])
    await play_on(room)
    assert (await room.say("/ship review", "ana")).startswith("Review · 1 due · ")
    assert "nothing to review yet" in await room.say("/ship review", "ben")
