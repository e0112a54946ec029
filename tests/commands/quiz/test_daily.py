"""A daily round from set-up to reveal, also when the process dies in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from quiz_days import close_question, latest, letters, open_question, set_up
from room import Board, Room, buttons
from structlog.testing import capture_logs

from commands.messenger import MessageRef
from commands.reply import Outcome, Reply
from commands.request import Place
from content.bank import Bank

KIND_WORD = "\n\nNobody's streak breaks over it."


async def test_nothing_is_posted_before_its_time(room: Room) -> None:
    await set_up(room)
    room.clock.forward(minutes=59)
    await room.steps()
    assert room.board.posts == 0


async def test_the_question_is_posted_at_its_time_with_a_button_per_option(room: Room) -> None:
    await open_question(room)
    round_, question = await latest(room)
    (card,) = room.board.shown.values()
    assert [choice.line for choice in buttons(card)] == [f"answer {round_.id} {letter}" for letter in round_.letters]
    text = room.board.texts()[0]
    assert text.startswith("Question 1 · ")
    assert "Closes in 12 hours. 0 answered." in text
    assert len(round_.order) == len(question.options)


async def test_a_day_has_one_question_however_often_the_steps_run(room: Room) -> None:
    await open_question(room)
    for _ in range(3):
        await room.steps()
        room.clock.forward(minutes=1)
    assert room.board.posts == 1


async def test_the_next_day_brings_another_question_on_another_topic(room: Room) -> None:
    await open_question(room)
    _, first = await latest(room)
    room.clock.forward(days=1)
    await room.steps()
    round_, second = await latest(room)
    assert (round_.number, second.topic != first.topic) == (2, True)


async def test_the_card_does_not_tell_the_key(room: Room) -> None:
    await open_question(room)
    _, question = await latest(room)
    shown = repr(next(iter(room.board.shown.values())))
    assert question.explanation[:40] not in shown
    assert not [option for option in question.options if option.feedback in shown]


async def test_the_receipt_names_the_letter_and_when_the_solution_comes(room: Room) -> None:
    await open_question(room)
    right, _ = await letters(room)
    assert await room.say(right) == (
        f"Your answer {right[-1]} is in. The solution comes Monday 23 November, 21:00 Europe/London.\n\n"
        "You may change your mind once until then."
    )


async def test_a_learner_may_change_their_mind_once(room: Room) -> None:
    await open_question(room)
    right, wrong = await letters(room)
    await room.ask(wrong)
    assert "change your mind" not in await room.say(right)
    assert await room.say(wrong) == f"Your answer {right[-1]} stays: it can't be changed any more."
    await close_question(room)
    assert "1  Ana" in await room.say("/ship rank")


async def test_pressing_the_same_button_twice_is_one_answer(room: Room) -> None:
    await open_question(room)
    right, _ = await letters(room)
    assert await room.say(right) == await room.say(right)


async def test_an_answer_after_closing_is_refused_with_the_closing_time(room: Room) -> None:
    await open_question(room)
    right, _ = await letters(room)
    room.clock.forward(hours=12)  # the closing step has not run yet: the clock decides
    assert await room.say(right) == (
        "Too late: this question closed Monday 23 November, 21:00 Europe/London. Type /ship today for today's."
    )


async def test_closing_takes_the_buttons_off_and_reveals_the_key_in_the_thread(room: Room) -> None:
    await open_question(room)
    right, wrong = await letters(room)
    await room.ask(right, "ana")
    await room.ask(wrong, "ben")
    await close_question(room)
    card, reveal, board = room.board.shown.values()
    assert buttons(card) == []
    assert "Closed. 2 answered." in room.board.texts()[0]
    assert room.board.under["m2"] == "m1"
    assert room.board.texts()[1].startswith(f"Answer to question 1: {right[-1]}\n\n")
    assert [part for part in board.parts if "Ana" in repr(part)]
    assert isinstance(reveal, Reply)


async def test_every_option_is_explained_in_the_reveal(room: Room) -> None:
    await open_question(room)
    await close_question(room)
    _, question = await latest(room)
    reveal = room.board.texts()[1].replace("`", "")
    for option in question.options:
        assert option.feedback.replace("`", "").replace("**", "") in reveal


async def test_points_come_with_the_reveal_and_not_before(room: Room) -> None:
    await open_question(room)
    right, wrong = await letters(room)
    await room.ask(right, "ana")
    await room.ask(wrong, "ben")
    assert "Nobody has points yet" in await room.say("/ship rank")
    await close_question(room)
    _, question = await latest(room)
    rows = [line.split() for line in (await room.say("/ship rank")).splitlines()]
    assert ["1", "Ana", str(10 + 2 * (question.difficulty - 1))] in rows
    assert ["2", "Ben", "0"] in rows


async def test_shares_are_shown_only_from_three_answers_on(room: Room) -> None:
    await open_question(room)
    right, wrong = await letters(room)
    for learner, line in (("ana", right), ("ben", right), ("caro", wrong)):
        await room.ask(line, learner)
    await close_question(room)
    assert "(67%)" in room.board.texts()[1]
    assert "(33%)" in room.board.texts()[1]


async def test_two_answers_are_too_few_to_show_shares(room: Room) -> None:
    await open_question(room)
    right, wrong = await letters(room)
    await room.ask(right, "ana")
    await room.ask(wrong, "ben")
    await close_question(room)
    assert "%)" not in room.board.texts()[1]


async def test_the_leaderboard_is_one_message_that_is_edited(room: Room) -> None:
    await open_question(room)
    await close_question(room)
    assert room.board.posts == 3
    room.clock.forward(hours=12)
    await room.steps()
    await close_question(room)
    assert [key.partition("-")[0] for key in room.board.keys] == ["round", "reveal", "board", "round", "reveal"]


async def test_killed_between_claiming_and_posting_the_question_still_comes_once(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    room.board.broken = True
    await room.steps()
    room.board.broken = False
    room.clock.forward(minutes=2)
    await room.steps()
    assert room.board.posts == 1


async def test_killed_between_posting_and_noting_the_message_is_found_again(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    right, _ = await letters(room)
    assert await room.outcome(right) is Outcome.OK  # pressed while the message was not noted
    room.clock.forward(minutes=2)
    await room.steps()
    assert room.board.posts == 1
    await close_question(room)
    assert "Closed. 1 answered." in room.board.texts()[0]


async def test_killed_in_the_middle_of_closing_the_reveal_comes_once_and_points_count_once(room: Room) -> None:
    await open_question(room)
    right, _ = await letters(room)
    await room.ask(right)
    room.board.dies_after_posting = True
    await close_question(room)
    room.board.dies_after_posting = False
    points = (await room.say("/ship rank")).splitlines()[-1]
    room.clock.forward(minutes=2)
    await room.steps()
    assert [key.partition("-")[0] for key in room.board.keys] == ["round", "reveal", "board"]
    assert (await room.say("/ship rank")).splitlines()[-1] == points


async def test_a_question_that_is_late_within_its_window_still_comes(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=6)
    await room.steps()
    assert "Closes in 12 hours." in room.board.texts()[0]


async def test_past_the_late_window_the_day_is_skipped_and_the_group_is_told(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=8)
    await room.steps()
    assert room.board.texts() == [
        "I was away when the question of Monday 23 November was due, so it is skipped." + KIND_WORD
    ]
    room.clock.forward(hours=17)
    await room.steps()
    assert room.board.texts()[1].startswith("Question 1 · ")


async def test_many_skipped_days_are_told_in_one_message_and_the_day_that_is_in_time_has_its_question(
    room: Room,
) -> None:
    await set_up(room)
    room.clock.forward(days=4, hours=2)
    await room.steps()
    skipped, question = room.board.texts()
    assert skipped.startswith("I was away from Monday 23 November to Thursday 26 November, so 4 questions are skipped.")
    assert question.startswith("Question 1 · ")


async def test_weekends_holidays_and_a_pause_are_not_told_as_skipped(room: Room) -> None:
    await set_up(room, "time:09:00 zone:Europe/London days:mon-fri holidays:2026-11-26")
    room.clock.forward(days=8, hours=8)
    await room.steps()
    assert "so 6 questions are skipped." in room.board.texts()[0]  # of Monday to Friday without Thursday, and two more


async def test_who_could_not_be_told_of_skipped_days_is_told_later_once(room: Room) -> None:
    await set_up(room, "time:09:00 zone:Europe/London days:mon-wed")
    room.clock.forward(days=1, hours=8)
    room.board.broken = True
    await room.steps()
    room.clock.forward(days=1)
    await room.steps()
    room.board.broken = False
    room.clock.forward(hours=5)
    for _ in range(2):
        await room.steps()
    (told,) = room.board.texts()
    assert told.startswith("I was away from Monday 23 November to Wednesday 25 November, so 3 questions are skipped.")


async def test_a_question_that_cannot_be_posted_is_skipped_past_its_late_window_and_the_group_is_told(
    room: Room,
) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    room.board.broken = True
    for _ in range(8):
        await room.steps()
        room.clock.forward(minutes=60)
    room.board.broken = False
    await room.steps()
    assert room.board.texts() == [
        "The question of Monday 23 November could not be posted here, so it is skipped." + KIND_WORD
    ]


async def test_a_card_that_was_posted_but_never_noted_is_no_skipped_day_however_late_it_is_found(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    room.clock.forward(hours=7)
    await room.steps()
    right, _ = await letters(room)
    assert await room.outcome(right) is Outcome.OK
    assert room.board.posts == 1


async def test_an_answer_to_a_question_that_was_never_posted_still_counts(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    room.board.broken = True
    await room.steps()
    await room.card()
    right, _ = await letters(room)
    await room.ask(right)
    room.clock.forward(hours=7)
    await room.steps()
    room.board.broken = False
    await close_question(room)
    assert room.board.posts == 0
    assert "1  Ana" in await room.say("/ship rank")


async def test_a_question_that_cannot_be_closed_is_tried_less_and_less_often_until_it_can(room: Room) -> None:
    await open_question(room)
    whole = room.services
    room.services = replace(whole, bank=Bank([]))
    room.clock.forward(hours=12)
    with capture_logs() as logged:
        for _ in range(60):
            await room.steps()
            room.clock.forward(seconds=10)
    assert [each["event"] for each in logged].count("step failed") == 5
    room.services = whole
    room.clock.forward(minutes=16)
    await room.steps()
    assert "Closed." in room.board.texts()[0]


async def test_one_group_that_cannot_be_posted_to_does_not_stop_another(room: Room) -> None:
    other = room.elsewhere("guild-2")
    await set_up(room)
    await set_up(other)
    room.clock.forward(hours=1)

    class OneBroken(Board):
        async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
            self.broken = place.space == "guild-1"
            return await super().post(place, reply, key=key, under=under)

    room.board = OneBroken()
    await room.steps()
    assert room.board.posts == 1


async def test_two_groups_with_the_same_learners_never_see_each_others_scores(room: Room) -> None:
    other = room.elsewhere("guild-2")
    for each in (room, other):
        await each.card()
    right, _ = await letters(room)
    await room.ask(right, "ana")
    room.clock.forward(days=1)
    await room.steps()
    assert "Ana" in await room.say("/ship rank all")
    said = await other.say("/ship rank all")
    assert said.startswith("All time\n\nNobody has points yet: the first right answer leads.")
    assert "Ana" not in said
    assert "0 questions" in await other.say("/ship me")


async def test_an_answer_to_another_groups_round_is_not_found(room: Room) -> None:
    await room.card()
    right, _ = await letters(room)
    other = room.elsewhere("guild-2")
    assert await other.outcome(right) is Outcome.NOT_FOUND


async def test_a_question_asked_for_before_set_up_is_announced_instead_of_a_second_one(room: Room) -> None:
    await room.card()
    asked, _ = await latest(room)
    await set_up(room)
    room.clock.forward(hours=1)
    await room.steps()
    announced, _ = await latest(room)
    assert (announced.id, announced.announced, room.board.posts) == (asked.id, True, 1)


async def test_a_group_without_a_schedule_has_a_question_whenever_somebody_asks(room: Room) -> None:
    first = await room.card("ana")
    assert await room.card("ben") == first
    room.clock.at += timedelta(days=1)
    assert await room.card("ana") != first


@pytest.mark.parametrize("line", ["answer", "answer 1 Z", "answer x A", "answer 999999999999 A", "answer 1 AB"])
async def test_an_answer_that_cannot_be_read_says_what_to_type(room: Room, line: str) -> None:
    await room.card()
    assert await room.outcome(line) in {Outcome.INVALID, Outcome.NOT_FOUND}


async def test_a_round_named_without_an_answer_offers_what_to_answer_with(room: Room) -> None:
    shown = await room.card()
    assert buttons(await room.ask("answer 1")) == shown
