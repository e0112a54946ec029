"""`/ship learn [TOPIC] [CARD]`: a topic on a few cards, at one's own pace, with two questions at the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import SystemRandom
from typing import Annotated

from commands import topics
from commands.errors import not_found
from commands.learning.cards import QUESTIONS, card_parts, lessons_parts
from commands.practice import go_on
from commands.quiz import practice
from commands.quiz.selection import shuffled
from commands.quiz.withheld import Withheld, withheld
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, practices
from commands.store import lessons as lesson_store
from content.bank import Bank, Question
from content.lessons import Lesson, load_lessons
from content.topics import TOPICS

_rng = SystemRandom()


def read_card(typed: str) -> str:
    """Reads which card to open: its number, or the word for the questions behind the last one."""
    wanted = typed.strip().lower()
    if wanted != QUESTIONS and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 4):
        raise ValueError("A card is named by its number: type /ship learn image-layers 2.")
    return wanted


async def _complete_topic(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    return [topic for topic in load_lessons() if typed.lower() in topic]


@command("learn", "Teaches a topic on a few short cards, at your own pace", audience=Audience.ONLY_YOU)
async def learn(
    request: Request,
    services: Services,
    *,
    topic: Annotated[
        str | None,
        Option("Topic", "image-layers", partial(topics.read_topic, command="learn"), complete=_complete_topic),
    ] = None,
    card: Annotated[str | None, Option("Number of a card", "2", read_card)] = None,
) -> Reply:
    async with services.store.begin() as transaction:
        places = await lesson_store.places(transaction, request.learner)
        if topic is None:
            return Reply(lessons_parts(load_lessons(), places))
        lesson = _lesson(topic)
        if card == QUESTIONS:
            await lesson_store.move(transaction, request.learner, topic, len(lesson.cards) + 1)
            return await _ask(transaction, request, services, lesson)
        place = places.get(topic)
        kept = 1 if place is None or place.has_finished(lesson) else place.card
        number = min(max(int(card) if card else kept, 1), len(lesson.cards))
        await lesson_store.move(transaction, request.learner, topic, number)
    return Reply(card_parts(lesson, number))


def _lesson(topic: str) -> Lesson:
    try:
        return load_lessons()[topic]
    except KeyError:
        raise not_found("There is no lesson on {topic} yet.", topic=TOPICS[topic].title) from None


async def _ask(transaction: Transaction, request: Request, services: Services, lesson: Lesson) -> Reply:
    """Starts a practice with the lesson's questions; in place of one that the group is asked itself stands another."""
    kept_back = await withheld(transaction, request.group)
    asked = _questions(services.bank, lesson, kept_back)
    if not asked:
        raise not_found("All questions of this lesson wait for your group today: come back tomorrow.")
    shown = [(question, shuffled(question, _rng)) for question in asked]
    number = await practices.start(transaction, request.learner, lesson.topic, shown, services.now())
    return await go_on(transaction, request, services, number, kept_back)


def _questions(bank: Bank, lesson: Lesson, kept_back: Withheld) -> Sequence[Question]:
    own = [bank.get(name) for name in lesson.questions if name in bank]
    others = [each for each in practice.fitting(bank, lesson.topic) if each not in own]
    free = [each for each in (*own, *others) if not kept_back.is_secret(each.id) and not kept_back.is_out(each.id)]
    return free[: len(lesson.questions)]
