"""A question that is answered by doing: on a real engine, checked by what is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.local import LocalEngine
from quiz_days import close_question, latest, open_question
from room import BANK, Room, buttons, open_room

from commands.recovery import Recovery
from commands.reply import Outcome
from content.bank import Bank, Kind, Question

HANDS_ON = [question for question in BANK.questions if question.kind is Kind.HANDS_ON]


def asking(room: Room, *questions: Question) -> Room:
    """Returns the room with these questions alone in its bank."""
    room.services = replace(room.services, bank=Bank(questions))
    return room


@pytest.fixture
async def served(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests, with nothing on it."""
    engine.forget_images()
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        await Recovery(opened.services).look()
        yield opened


async def test_without_a_sandbox_none_is_ever_chosen(room: Room) -> None:
    pressed = next(question for question in BANK.questions if question.kind is Kind.SINGLE)
    asking(room, *HANDS_ON, pressed)
    await open_question(room)
    for _ in range(4):
        _, question = await latest(room)
        assert question == pressed
        await close_question(room)
        room.clock.forward(hours=12)
        await room.steps()


@pytest.mark.parametrize("question", HANDS_ON, ids=[question.id for question in HANDS_ON])
async def test_what_its_author_suggests_reaches_the_goal_for_who_did_it(served: Room, question: Question) -> None:
    asking(served, question)
    await open_question(served)
    round_, _ = await latest(served)
    (check,) = buttons(served.board.shown["m1"])
    assert (check.label, check.line) == ("Check", f"answer {round_.id} check")
    assert "There is no container of yours here yet." in await served.say(check.line, "ana")
    await served.ask(f"/{question.to_try}", "ana")
    assert "It is there, well done." in await served.say(check.line, "ana")
    assert "There is no container of yours here yet." in await served.say(check.line, "ben")
    await close_question(served)
    assert f"Answer to question 1: /{question.to_try}" in served.board.texts()[1]
    assert "1  Ana" in await served.say("/ship rank")


async def test_something_else_is_not_enough_and_may_be_tried_again(served: Room) -> None:
    question = next(each for each in HANDS_ON if each.id == "leave-an-exit-code")
    asking(served, question)
    await open_question(served)
    round_, _ = await latest(served)
    await served.ask("/docker run alpine sh -c 'exit 4'", "ana")
    said = await served.say(f"answer {round_.id} check", "ana")
    assert said.startswith("Not there yet. A hint: ")
    await served.ask("/docker run alpine sh -c 'exit 3'", "ana")
    assert await served.outcome(f"answer {round_.id} check", "ana") is Outcome.OK


async def test_saying_that_it_is_done_does_not_do_it(served: Room) -> None:
    asking(served, HANDS_ON[0])
    await open_question(served)
    round_, _ = await latest(served)
    for typed in ("done", "A", HANDS_ON[0].to_try):
        assert "press Check" in await served.say(f"answer {round_.id} {typed}", "ana")
    await close_question(served)
    assert "0 answered" in served.board.texts()[0]
