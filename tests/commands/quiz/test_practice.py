"""Practice for one: told at once, without points, and with nothing given away before the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practising import answers_to, kept, of_kind, only, right_line, wrong_line
from quiz_days import answer_all, close_question, latest, letters, open_question
from room import BANK, MONDAY, Room, buttons

from commands.plain import plain
from commands.quiz.practice import Result, choose
from commands.quiz.practice import latest as latest_results
from commands.reply import Form, Outcome, Reply
from content.bank import Kind


def labels(reply: Reply) -> list[str]:
    return [button.label for button in buttons(reply)]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.HANDS_ON])
async def test_every_kind_of_question_is_put_answered_and_explained(room: Room, kind: Kind) -> None:
    room = only(room, *of_kind(kind))
    asked = await room.ask("/ship quiz")
    assert plain(asked).startswith("Practice 1 of 1 · ")
    ways = [choice.line for choice in buttons(asked)] + [form.command for form in forms(asked)]
    assert ways
    assert all(line.split()[:2] in (["try", "1"], ["tick", "1"]) for line in ways)
    assert (await room.say(await right_line(room, 1))).startswith("Right!")
    await room.ask("/ship quiz")
    assert (await room.say(await wrong_line(room, 2))).startswith("Not this time.")


def forms(reply: Reply) -> list[Form]:
    return [part for part in reply.parts if isinstance(part, Form)]


async def test_several_letters_are_put_together_and_handed_in(room: Room) -> None:
    room = only(room, *of_kind(Kind.MULTIPLE))
    first = buttons(await room.ask("/ship quiz"))[0]
    assert first.line == "tick 1 A"
    chosen = await room.ask(first.line)
    assert plain(chosen).startswith("Chosen: A.")
    assert buttons(chosen)[-1].line == "try 1 A"


async def test_nothing_tells_the_key_before_the_answer(room: Room) -> None:
    room = only(room, *of_kind(Kind.SINGLE))
    asked = plain(await room.ask("/ship quiz"))
    _, question = await kept(room, 1)
    assert not any(option.feedback in asked for option in question.options)
    assert question.explanation not in asked
    assert "✓" not in asked


async def test_after_an_answer_every_option_has_its_word_and_next_goes_on(room: Room) -> None:
    room = only(room, *of_kind(Kind.TRUEFALSE, 2))
    await room.ask("/ship quiz 2")
    told = await room.ask(await wrong_line(room, 1))
    said = plain(told)
    assert said.startswith("Not this time.\n\nYou answered ")
    assert (said.count("✓"), said.count("✗")) == (1, 1)
    assert "It is in your reviews" in said
    assert labels(told) == ["Next"]
    assert (await room.say(buttons(told)[0].line)).startswith("Practice 2 of 2 · ")


async def test_the_end_tells_how_much_was_right_and_what_to_look_at(room: Room) -> None:
    asked = [next(each for each in BANK.questions if each.topic == topic) for topic in ("image-layers", "cleanup")]
    room = only(room, *asked)
    await room.ask("/ship quiz")
    first, question = await kept(room, 1)
    await room.ask(answers_to(first, question)[1])
    last = await room.ask(await right_line(room, 2))
    assert labels(last) == ["Result", "Add to my reviews"]
    result = await room.ask(buttons(last)[0].line)
    weak = next(each for each in BANK.topics if each.name == question.topic).title
    assert plain(result).startswith(f"1 of 2 right\n\nLook at these topics again:\n\n{weak}: 0 of 1 right")
    assert [button.line for button in buttons(result)] == [f"quiz {question.topic}", "quiz 2"]


async def test_the_first_answer_counts_and_the_next_one_tells_the_same(room: Room) -> None:
    room = only(room, *of_kind(Kind.SINGLE))
    await room.ask("/ship quiz")
    right, wrong = answers_to(*await kept(room, 1))
    said = await room.say(wrong)
    assert await room.say(right) == said


async def test_pressing_next_twice_skips_nothing(room: Room) -> None:
    await room.ask("/ship quiz 3")
    await room.ask(await right_line(room, 1))
    assert await room.say("next 1") == await room.say("next 1")
    assert (await room.say("next 1")).startswith("Practice 2 of 3 · ")


async def test_practice_gives_no_points_and_touches_no_streak(room: Room) -> None:
    before = (await room.say("/ship me")).split("Kept about you")[0]
    await room.ask("/ship quiz 1")
    assert (await room.say(await right_line(room, 1))).startswith("Right!")
    assert (await room.say("/ship me")).split("Kept about you")[0] == before
    assert "Nobody has points yet" in await room.say("/ship rank")


async def test_nobody_answers_or_sees_the_question_of_another(room: Room) -> None:
    await room.ask("/ship quiz", "ana")
    assert await room.outcome("try 1 A", "ben") is Outcome.NOT_FOUND
    assert await room.outcome("next 1", "ben") is Outcome.NOT_FOUND
    assert await room.elsewhere("guild-2").outcome("try 1 A", "ana") is Outcome.NOT_FOUND


async def test_what_the_group_is_asked_today_is_not_practised(room: Room) -> None:
    room = only(room, *of_kind(Kind.TRUEFALSE, 3))
    await room.ask("/ship quiz 3")
    await open_question(room)
    _, todays = await latest(room)
    for number in (1, 2, 3):
        _, question = await kept(room, number)
        outcome = await room.outcome(await right_line(room, number))
        assert outcome is (Outcome.REFUSED if question is todays else Outcome.OK)
    await room.ask("/ship quiz 3")
    again = [(await kept(room, number))[1] for number in (4, 5)]
    assert todays not in again
    assert (await room.say("next 2")).startswith("Practice 1 of 2 · ")


async def test_a_question_that_was_wrong_in_a_round_comes_before_one_that_was_right(room: Room) -> None:
    room = only(room, *of_kind(Kind.TRUEFALSE, 2))
    await open_question(room)
    _, wrong = await latest(room)
    await answer_all(room, right=[], wrong=["ana"])
    await close_question(room)
    room.clock.forward(hours=12)
    await room.steps()
    _, right = await latest(room)
    assert right is not wrong
    await room.ask((await letters(room))[0])
    await close_question(room)
    await room.ask("/ship quiz 1")
    assert (await kept(room, 1))[1] is wrong


async def test_a_practice_keeps_to_its_topic(room: Room) -> None:
    asked = await room.ask("/ship quiz image-layers 3")
    assert plain(asked).startswith("Practice 1 of 3 · Image layers · ")
    assert {(await kept(room, number))[1].topic for number in (1, 2, 3)} == {"image-layers"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/ship quiz image-layer 99", "Choose from 1 to 20 questions, for example /ship quiz image-layers 10."),
        ("/ship quiz 0", "Choose from 1 to 20 questions, for example /ship quiz image-layers 10."),
        ("/ship quiz imagelayers", "“imagelayers” is no topic here: type one such as /ship quiz image-layers."),
        ("try x A", "A question is named by its number: type /ship quiz and answer with a button."),
        ("try 7 A", "This question is not waiting for you any more. Type /ship quiz for others."),
        ("next 7", "This practice is over. Type /ship quiz for a new one."),
    ],
)
async def test_what_cannot_be_read_or_found_is_told_in_one_sentence(room: Room, line: str, said: str) -> None:
    assert await room.say(line) == said


async def test_a_question_that_changed_meanwhile_is_not_judged(room: Room) -> None:
    (question,) = of_kind(Kind.SINGLE)
    await only(room, question).ask("/ship quiz")
    changed = only(room, replace(question, version="another"))
    assert await changed.outcome("try 1 A") is Outcome.NOT_FOUND


async def test_a_new_practice_takes_the_place_of_one_that_was_left(room: Room) -> None:
    await room.ask("/ship quiz 2")
    await room.ask("/ship quiz 2")
    assert await room.outcome("try 1 A") is Outcome.NOT_FOUND
    assert await room.outcome("try 3") is Outcome.OK


PASTS = st.lists(
    st.builds(
        Result,
        st.sampled_from([question.id for question in BANK.questions]),
        st.booleans(),
        st.integers(0, 500).map(lambda days: MONDAY + timedelta(days=days)),
    ),
    max_size=40,
    unique_by=lambda past: past.question_id,
)


@given(PASTS, st.integers(1, 20), st.builds(Random, st.integers(0, 1000)))
def test_unseen_and_wrong_questions_come_before_any_that_went_right(
    pasts: list[Result], count: int, rng: Random
) -> None:
    past = latest_results(pasts)
    pool = [question for question in BANK.questions if question.family in past or rng.random() < 0.1]
    chosen = choose(pool, past, count, rng)
    assert len({each.id for each in chosen}) == len(chosen) == min(count, len(pool))
    right = [past[each.family].at for each in chosen if each.family in past and past[each.family].right]
    fresh = [each for each in pool if each.family not in past or not past[each.family].right]
    assert len(chosen) - len(right) == min(count, len(fresh))
    left = [each.at for each in pasts if each.right and each.question_id not in {c.id for c in chosen}]
    assert not right or not left or max(right) <= min(left)


async def test_practised_again_a_template_draws_other_values_until_all_were_met(room: Room) -> None:
    first = next(each for each in BANK.questions if each.kind is Kind.SINGLE and len(BANK.varieties(each)) > 1)
    draws = BANK.varieties(first)
    room = only(room, *draws)
    met = []
    for number in range(1, len(draws) + 1):
        await room.ask("/ship quiz 1")
        _, question = await kept(room, number)
        met.append(question.id)
        await room.ask(await right_line(room, number))
    assert sorted(met) == sorted(each.id for each in draws)
