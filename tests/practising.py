"""A learner who practises alone, in a test: what only the store knows of the questions they are asked."""

from __future__ import annotations

from dataclasses import replace

from room import BANK, Room

from commands.quiz import choosing
from commands.quiz.practice import Try
from commands.store import groups, practices
from content.bank import Bank, Kind, Question


def only(room: Room, *questions: Question) -> Room:
    """Returns the room with a bank of these questions."""
    return replace(room, services=replace(room.services, bank=Bank(questions)))


def of_kind(kind: Kind, count: int = 1) -> list[Question]:
    return [question for question in BANK.questions if question.kind is kind][:count]


async def kept(room: Room, number: int, user: str = "ana") -> tuple[Try, Question]:
    """Returns what the store alone knows of a question put to a learner."""
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        learner = await groups.learner(transaction, group, room.asker(user), room.clock())
        found = await practices.get(transaction, learner, number)
    assert found is not None
    return found, room.services.bank.get(found.question_id)


def answers_to(shown: Try, question: Question) -> tuple[str, str]:
    """Returns the line of a right and of a wrong answer."""
    match question.kind:
        case Kind.ORDER:
            right = choosing.written(shown, question, tuple(range(len(question.sequence))))
            wrong = right[::-1]
        case Kind.SHORT | Kind.NUMBER | Kind.COMMAND:
            right, wrong = question.accept[0].value, "docker version" if question.kind is Kind.COMMAND else "99999"
        case _:
            keyed = [index for index, option in enumerate(question.options) if option.correct]
            right = choosing.written(shown, question, tuple(keyed))
            wrong = choosing.written(shown, question, (next(i for i in shown.order if i not in keyed),))
    return f"try {shown.id} {right}", f"try {shown.id} {wrong}"


async def right_line(room: Room, number: int) -> str:
    return answers_to(*await kept(room, number))[0]


async def wrong_line(room: Room, number: int) -> str:
    return answers_to(*await kept(room, number))[1]
