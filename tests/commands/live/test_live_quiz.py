"""A live quiz from its lobby to its podium, whoever presses what and whatever dies in between."""

from __future__ import annotations

import asyncio

import pytest
from live_quizzes import answer, begin, current, going_on, letters, open_lobby, play_on, second
from quiz_days import latest
from room import BANK, Board, Room, buttons

from commands import core
from commands.live.steps import take_due
from commands.messenger import MessageRef
from commands.reply import Outcome, Picture, Reply
from commands.store import live_rounds
from content.bank import Bank, Kind


def keys(room: Room) -> list[str]:
    """Returns what was posted, without the number of the quiz."""
    return ["-".join(key.split("-")[2:]) or "lobby" for key in room.board.keys]


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


async def test_a_question_comes_with_a_button_per_option_and_without_its_key(room: Room) -> None:
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
    assert await room.say(right) == f"{right[-1]} it is. The key comes when the time is up."
    assert await room.say(wrong) == f"Your first answer counts: {right[-1]}."
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
    assert [line.split() for line in key.splitlines()[-2:]] == [["1", "Ben", "100"], ["2", "Ana", "0"]]
    assert room.board.posts == 2


async def test_a_wrong_answer_costs_nothing_and_a_late_one_gives_less(room: Room) -> None:
    await begin(room, players=["ana", "ben", "caro"])
    await answer(room, wrong=["ana"])
    await second(room, 11)
    await answer(room, right=["ben"])
    await play_on(room)
    rows = [line.split() for line in room.board.texts()[1].splitlines()[-3:]]
    assert rows == [["1", "Ben", "75"], ["2", "Ana", "0"], ["2", "Caro", "0"]]


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
        ("/ship live knitting", "That is no topic: type mixed, or one of container-history, "),
        ("/ship live cleanup 20", "type /ship live cleanup "),
        ("/ship live start", "No live quiz is going on here. /ship live opens one."),
    ],
)
async def test_what_cannot_be_is_told_with_what_to_type_instead(room: Room, line: str, said: str) -> None:
    assert said in await room.say(line, captain=True)


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
    few = Bank([daily, *[each for each in BANK.questions if each.kind is Kind.SINGLE and each.id != daily.id][:2]])
    room.services = type(room.services)(
        room.services.store, room.services.sandbox, few, room.services.registry, room.clock
    )
    await begin(room, "/ship live 3")
    for _ in range(2):
        _, question = await current(room)
        assert question.id != daily.id
        await play_on(room)
    assert "It ended early, after 2 of 3 questions." in room.board.texts()[-1]


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
