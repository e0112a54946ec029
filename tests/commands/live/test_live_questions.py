"""The questions of a live quiz: what is asked, how presses count, and what is told when the time is up."""

from __future__ import annotations

import asyncio
import re

from live_quizzes import answer, begin, current, going_on, letters, play_on, second
from practising import of_kind, only
from quiz_days import latest
from room import Board, Room, buttons

from commands import core
from commands.messenger import MessageRef
from commands.reply import Outcome, Reply
from commands.store import live_rounds
from content.bank import Kind


def standing(key: str) -> list[list[str]]:
    """Returns the rows of the standing below a key."""
    return [line.split() for line in key.splitlines() if re.match(r"\d+  ", line)]


async def test_a_question_comes_with_a_button_per_option_and_without_its_key(room: Room) -> None:
    room = only(room, *of_kind(Kind.SINGLE, 5))
    await begin(room)
    round_, question = await current(room)
    card = room.board.shown["m2"]
    assert [each.line for each in buttons(card)] == [f"buzz {round_.id} {letter}" for letter in round_.letters]
    assert "Closes in 20 seconds. 0 answered." in room.board.texts()[1]
    assert question.explanation[:40] not in repr(card)
    assert not [option for option in question.options if option.feedback in repr(card)]


async def test_answers_are_told_as_a_number_and_not_with_every_press(room: Room) -> None:
    await begin(room, players=["ana", "ben", "caro"])
    edits = 0

    class Counting(Board):
        async def edit(self, message: MessageRef, reply: Reply) -> None:
            nonlocal edits
            edits += 1
            await super().edit(message, reply)

    room.board = Counting(room.board.shown)
    await answer(room, right=["ana"])
    await second(room)
    await answer(room, wrong=["ben"])
    await second(room, 2)
    assert edits == 1
    await second(room, 2)
    assert edits == 2
    assert "2 answered." in room.board.texts()[1]


async def test_the_receipt_names_the_letter_alone_and_the_first_answer_counts(room: Room) -> None:
    await begin(room)
    right, wrong = await letters(room)
    assert await room.say(right) == f"{right.split()[-1]} it is. The key comes when the time is up."
    assert await room.say(wrong) == f"Your first answer counts: {right.split()[-1]}."
    await play_on(room)
    assert "1  Ana         100" in room.board.texts()[1]


async def test_when_the_time_is_up_the_message_becomes_the_key_with_the_standing(room: Room) -> None:
    await begin(room)
    _, question = await current(room)
    await answer(room, right=["ben"])
    await second(room, 21)
    key = room.board.texts()[1]
    assert buttons(room.board.shown["m2"]) == []
    assert "Time is up: 1 of 1 had it right." in key
    assert question.key[0].feedback.replace("`", "")[:30] in key
    assert standing(key) == [["1", "Ben", "100"], ["2", "Ana", "0"]]
    assert room.board.posts == 2


async def test_a_wrong_answer_costs_nothing_and_a_late_one_gives_less(room: Room) -> None:
    await begin(room, players=["ana", "ben", "caro"])
    await answer(room, wrong=["ana"])
    await second(room, 11)
    await answer(room, right=["ben"])
    await play_on(room)
    assert standing(room.board.texts()[1]) == [["1", "Ben", "75"], ["2", "Ana", "0"], ["2", "Caro", "0"]]


async def test_where_everybody_has_answered_nobody_waits_for_the_clock(room: Room) -> None:
    await begin(room)
    await answer(room, right=["ana"], wrong=["ben"])
    await second(room, 4)
    assert "Time is up" in room.board.texts()[1]


async def test_an_answer_counts_as_of_when_it_was_received_however_long_the_store_took(room: Room) -> None:
    """A press that came in time and is written a moment after the end still counts; one that came later does not."""
    await begin(room, players=["ana", "ben", "caro"])
    right, _ = await letters(room)
    room.clock.forward(seconds=19.5)
    asking = core.answer(right, room.asker("ben"), room.services)
    received = asyncio.ensure_future(anext(asking))
    await asyncio.sleep(0)  # it was received, and waits for the store
    room.clock.forward(seconds=1)
    await received
    assert await room.say(right, "caro") == "Too late: the time for this question was up."
    await second(room)
    assert "1 of 1 had it right." in room.board.texts()[1]


async def test_a_question_that_nobody_answers_says_so(room: Room) -> None:
    await begin(room)
    await second(room, 21)
    assert "Time is up, and nobody answered." in room.board.texts()[1]


async def test_an_answer_after_the_end_is_too_late(room: Room) -> None:
    await begin(room)
    right, _ = await letters(room)
    room.clock.forward(seconds=20)  # the closing step has not run yet: the clock decides
    assert await room.outcome(right) is Outcome.REFUSED


async def test_who_was_not_in_the_lobby_plays_from_the_first_answer_on(room: Room) -> None:
    await begin(room)
    await answer(room, right=["zoe"])
    await play_on(room)
    assert "1  Zoe         100" in room.board.texts()[1]


async def test_no_question_comes_twice_in_a_quiz(room: Room) -> None:
    await begin(room, "/ship live 20 seconds:5")
    seen = set()
    for _ in range(20):
        _, question = await current(room)
        seen.add(question.id)
        await second(room, 14)
    assert len(seen) == 20


async def test_the_open_daily_question_is_not_asked_since_its_key_would_be_told(room: Room) -> None:
    await room.card()
    _, daily = await latest(room)
    room = only(room, daily, *[each for each in of_kind(Kind.SINGLE, 5) if each.id != daily.id][:3])
    assert "Only 3 questions can be asked live on that." in await room.say("/ship live 4", captain=True)
    await begin(room, "/ship live 3")
    for _ in range(3):
        _, question = await current(room)
        assert question.id != daily.id
        await play_on(room)
    assert "3 questions, and it is over." in room.board.texts()[-1]


async def test_two_hundred_learners_who_press_at_once_are_all_counted(any_room: Room) -> None:
    await begin(any_room, players=["ana"])
    right, wrong = await letters(any_room)
    crowd = [f"learner-{number}" for number in range(200)]
    pressed = [any_room.outcome(wrong if number % 2 else right, each) for number, each in enumerate(crowd)]
    assert set(await asyncio.gather(*pressed)) == {Outcome.OK}
    await second(any_room, 21)
    assert "Time is up: 100 of 200 had it right." in any_room.board.texts()[1]
    quiz = await going_on(any_room)
    standing = await any_room.services.store.read(lambda transaction: live_rounds.standing(transaction, quiz))
    assert sorted(each.points for each in standing) == [0] * 101 + [100] * 100
