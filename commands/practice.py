"""`/ship quiz [TOPIC] [COUNT]`: practice for one, told at once and without points. `next PRACTICE` goes on with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import SystemRandom
from typing import Annotated

from commands import topics
from commands.errors import invalid, not_found
from commands.quiz import alone, practice
from commands.quiz.history import results_of
from commands.quiz.practice import Try
from commands.quiz.selection import shuffled
from commands.quiz.withheld import Withheld, withheld
from commands.registry import Option, command
from commands.reply import Choice, Choices, Facts, Heading, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, practices
from commands.text import Code, Text, say
from content.bank import Question
from content.topics import TOPICS

_rng = SystemRandom()

_USUAL, _MOST = 5, 20

_SHOWN = 3
"""Topics that a summary names."""


def read_count(typed: str) -> int:
    """Reads how many questions to practise."""
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed[:9]) <= _MOST:
        raise ValueError(f"Choose from 1 to {_MOST} questions, for example /ship quiz image-layers 10.")
    return int(typed)


def read_topic(typed: str) -> str:
    """Reads a topic as `topics.read_topic` does. A number may stand for it."""
    return str(read_count(typed)) if typed.isdigit() else topics.read_topic(typed, "quiz")


async def _complete_topic(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    return [topic.name for topic in services.bank.topics if typed.lower() in topic.name]


@command("quiz", "Practises questions with you alone, without points", audience=Audience.ONLY_YOU)
async def quiz(
    request: Request,
    services: Services,
    *,
    topic: Annotated[
        str | None, Option("Topic, else all of them", "image-layers", read_topic, complete=_complete_topic)
    ] = None,
    count: Annotated[int | None, Option("How many questions", "5", read_count)] = None,
) -> Reply:
    if topic is not None and topic.isdigit():
        count, topic = int(topic), None
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        kept_back = await withheld(transaction, request.group)
        questions = [each for each in practice.fitting(services.bank, topic) if _draws(services, each, kept_back)]
        if not questions:
            raise not_found("There is no question to practise on this topic yet: leave it out for all topics.")
        past = await results_of(transaction, request.learner, services.bank)
        chosen = practice.choose(questions, practice.latest(past), count or _USUAL, _rng)
        drawn = [practice.draw(_draws(services, each, kept_back), past, _rng) for each in chosen]
        asked = [(question, shuffled(question, _rng)) for question in drawn]
        number = await practices.start(transaction, request.learner, topic, asked, services.now())
        return await go_on(transaction, request, services, number, kept_back)


def _draws(services: Services, question: Question, kept_back: Withheld) -> list[Question]:
    """Returns the question, or all that its template made, as far as it may be practised now."""
    if kept_back.is_secret(question.id):
        return []
    return [each for each in services.bank.varieties(question) if not kept_back.is_out(each.id)]


@command("next", "Goes on with a practice", audience=Audience.ONLY_YOU, hidden=True)
async def next_(
    request: Request, services: Services, *, number: Annotated[int, Option("Which practice", example="7")]
) -> Reply:
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        kept_back = await withheld(transaction, request.group)
        return await go_on(transaction, request, services, number, kept_back)


async def go_on(
    transaction: Transaction, request: Request, services: Services, number: int, kept_back: Withheld
) -> Reply:
    """Puts the first question that is not answered yet, or sums up where none is left."""
    tries = await practices.of_practice(transaction, request.learner, number)
    if not tries:
        raise not_found("This practice is over. Type {quiz} for a new one.", quiz=Code("/ship quiz"))
    for place, each in enumerate(tries, 1):
        question = alone.question_of(services.bank, each)
        free = not kept_back.is_secret(each.question_id) and not kept_back.is_out(each.question_id)
        if each.chosen is None and question is not None and free:
            return Reply(alone.put(each, question, _title(question, place, len(tries))))
    answered = [each for each in tries if each.chosen is not None and each.question_id in services.bank]
    if not answered:
        raise invalid("None of these questions can be practised now. Type {quiz} for others.", quiz=Code("/ship quiz"))
    topic = await practices.topic(transaction, request.learner, number)
    return Reply(_summary(services, answered, topic))


def _title(question: Question, place: int, count: int) -> Text:
    return say(
        "Practice {place} of {count} · {topic} · difficulty {difficulty} of 5",
        place=place,
        count=count,
        topic=TOPICS[question.topic].title,
        difficulty=question.difficulty,
    )


def _summary(services: Services, answered: Sequence[Try], topic: str | None) -> tuple[Part, ...]:
    """Tells how much was right and which topics to look at, worst first."""
    asked, right = Counter[str](), Counter[str]()
    for each in answered:
        about = services.bank.get(each.question_id).topic
        asked[about] += 1
        right[about] += each.percent == 100
    title = say("{right} of {asked} right", right=right.total(), asked=asked.total())
    worst = sorted((each for each in asked if right[each] < asked[each]), key=lambda each: right[each] / asked[each])
    again = Choice("More questions", f"quiz {topic} {len(answered)}" if topic else f"quiz {len(answered)}")
    if not worst:
        return (Heading(title), Paragraph(say("All of it right: well done!")), Choices((again,)))
    lines = [
        (TOPICS[each].title, say("{right} of {asked} right", right=right[each], asked=asked[each]))
        for each in worst[:_SHOWN]
    ]
    return (
        Heading(title),
        Paragraph(say("Look at these topics again:")),
        Facts(tuple(lines)),
        Paragraph(say("What you had wrong comes back in {review}.", review=Code("/ship review"))),
        Choices((*_topic_buttons(worst[:_SHOWN], topic), again)),
    )


def _topic_buttons(topics: Sequence[str], practised: str | None) -> list[Choice]:
    return [Choice(TOPICS[each].title, f"quiz {each}") for each in topics if each != practised]


def go_on_button(given: Try, *, last: bool) -> Choice:
    """Returns the button that goes on with the practice of a try."""
    return Choice("Result" if last else "Next", f"next {given.practice_id}")
