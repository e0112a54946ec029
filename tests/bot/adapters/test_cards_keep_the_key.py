"""Nothing that reaches a platform before closing tells which answer is right."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from rich.console import Console
from room import BANK, MONDAY, Room, buttons

from bot.adapters.discord.forms import modal
from bot.adapters.discord.render import render as for_discord
from bot.adapters.jsonl.encode import message
from bot.adapters.slack.forms import view
from bot.adapters.slack.render import render as for_slack
from bot.adapters.terminal.render import render as for_terminal
from commands.live.cards import question_card
from commands.live.quiz import LiveQuiz, LiveRound, Stage
from commands.plain import plain
from commands.quiz import cards
from commands.quiz.answering import picked
from commands.quiz.round import Round, RoundState
from commands.reply import Form, Reply
from commands.request import Audience, Group, Place
from commands.store import groups
from content.bank import Bank, Kind, Question
from content.questions import CHOICE


def _discord(reply: Reply) -> str:
    forms = [modal(part).to_dict() for part in reply.parts if isinstance(part, Form)]
    shown = for_discord(reply, key="round-41")
    return json.dumps([shown.components, repr(shown), forms], default=repr)


def _slack(reply: Reply) -> str:
    forms = [view(part, "C1") for part in reply.parts if isinstance(part, Form)]
    return json.dumps([asdict(for_slack(reply)), forms], default=repr)


def _terminal(reply: Reply) -> str:
    written = io.StringIO()
    Console(file=written, width=80, force_terminal=True).print(for_terminal(reply))
    return written.getvalue()


def _jsonl(reply: Reply) -> str:
    return json.dumps(message(reply, to=None, message_id="m1", version=0, audience=Audience.EVERYONE))


RENDERERS = [_discord, _slack, _terminal, _jsonl, plain]


def open_round(question: Question) -> Round:
    return Round(
        id=41,
        number=7,
        group_id=1,
        local_date=MONDAY.date(),
        question_id=question.id,
        order=tuple(reversed(range(len(question.options or question.sequence)))),
        state=RoundState.OPEN,
        opens_at=MONDAY,
        closes_at=MONDAY + timedelta(hours=12),
        announced=True,
        place=None,
        key=None,
        revealed=False,
    )


def live_quiz() -> LiveQuiz:
    return LiveQuiz(
        id=7,
        group_id=1,
        place=Place("test", "guild-1", "general"),
        topic=None,
        questions=5,
        seconds=20,
        stage=Stage.OPEN,
        position=2,
        due_at=MONDAY,
        created_at=MONDAY,
        leased_until=None,
        attempts=0,
        lobby="m1",
        shown=0,
        shown_at=None,
    )


def another_key(question: Question) -> Question:
    """Returns the question with another key and other words on it; what is asked stays as it is."""
    options = tuple(
        replace(option, correct=not option.correct, feedback=f"{option.feedback} Not so.", value="other")
        for option in question.options
    )
    accept = tuple(replace(match, value=f"{match.value}9", feedback="Other.") for match in question.accept)
    return replace(
        question,
        options=options,
        accept=accept,
        reject=(),
        explanation="Another one.",
        references=("elsewhere",),
        to_try="docker ps",
        hint="Other.",
    )


@pytest.fixture
async def group(room: Room) -> Group:
    await room.ask("/ship help")
    async with room.services.store.begin() as transaction:
        return await groups.of_place(transaction, room.asker().place, room.clock())


@pytest.mark.parametrize("rendered", RENDERERS, ids=lambda each: each.__name__.strip("_"))
@pytest.mark.parametrize("kind", list(Kind))
def test_two_questions_that_differ_in_their_key_alone_look_the_same(
    group: Group, kind: Kind, rendered: Callable[[Reply], str]
) -> None:
    for question in (each for each in BANK.questions if each.kind is kind):
        round_ = open_round(question)
        other = another_key(question)
        shown = Reply(cards.question_card(round_, question, group, MONDAY, answered=3))
        assert rendered(shown) == rendered(Reply(cards.question_card(round_, other, group, MONDAY, answered=3)))
        if kind in {Kind.MULTIPLE, Kind.ORDER}:
            assert rendered(Reply(picked(round_, question, "AB"))) == rendered(Reply(picked(round_, other, "AB")))


@pytest.mark.parametrize("rendered", RENDERERS, ids=lambda each: each.__name__.strip("_"))
def test_two_live_questions_that_differ_in_their_key_alone_look_the_same(
    group: Group, rendered: Callable[[Reply], str]
) -> None:
    quiz = live_quiz()
    for question in (each for each in BANK.questions if each.kind in CHOICE):
        order, closes_at = tuple(reversed(range(len(question.options)))), MONDAY + timedelta(seconds=20)
        round_ = LiveRound(41, question.id, order, None, quiz.id, 2, MONDAY, closes_at, closed=False, message="m2")
        first, other = (
            Reply(question_card(quiz, round_, each, group, MONDAY, answered=3))
            for each in (question, another_key(question))
        )
        assert rendered(first) == rendered(other)


async def test_neither_the_order_nor_the_buttons_follow_from_the_question(room: Room) -> None:
    """The same question is shown in many orders: its right option stands under every letter."""
    question = next(each for each in BANK.questions if each.kind is Kind.SINGLE and len(each.options) == 4)
    room = replace(room, services=replace(room.services, bank=Bank([question])))
    seen = set()
    for group_number in range(60):
        elsewhere = room.elsewhere(f"guild-{group_number}")
        shown = plain(await elsewhere.ask("/ship today"))
        right = question.key[0].text.replace("`", "")
        (line,) = [line for line in shown.splitlines() if line[3:] == right]
        seen.add(line[0])
        assert [each.label for each in buttons(await elsewhere.ask("/ship today"))] == ["A", "B", "C", "D"]
    assert seen == set("ABCD")
