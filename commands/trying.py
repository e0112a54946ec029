"""`try NUMBER CHOICE`: answers a question that was put to one learner alone. `tick` puts several letters together."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from commands.practice import go_on_button
from commands.quiz import alone, choosing
from commands.quiz.answering import PICKED, picked, ways_to_answer
from commands.quiz.grading import share_of
from commands.quiz.practice import Try
from commands.quiz.repetition import rating_of
from commands.quiz.reveals import remember_button
from commands.quiz.round import Chosen
from commands.registry import Option, command
from commands.reply import Choices, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.review import after_review, local_day, rate_card
from commands.services import Services
from commands.store import Transaction, decks, practices
from commands.text import Code, say
from content.bank import Question


def read_number(typed: str) -> int:
    """Reads the number of a question put to one learner, as buttons carry it."""
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise ValueError("A question is named by its number: type /ship quiz and answer with a button.")
    return int(typed)


@command("try", "Answers a question of your practice", audience=Audience.ONLY_YOU, hidden=True)
async def try_(
    request: Request,
    services: Services,
    *,
    number: Annotated[int, Option("Which question", example="17", parse=read_number)],
    choice: Annotated[str, Option("Letters, or your own words", example="B", rest=True)] = "",
) -> Reply:
    """The first answer counts; asked again it tells the same. Without a choice it gives what to answer with."""
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        given, question, kept_back = await alone.find(transaction, request, services, number)
        if given.chosen is None and not choice:
            return Reply(ways_to_answer(given, question))
        if given.chosen is None:
            chosen = choosing.read(given, question, choice)
            given = await _record(transaction, request, services, given, question, chosen)
        if given.practice_id is None:
            after = await after_review(transaction, request, services, given, kept_back)
        else:
            after = await _after_practice(transaction, request, given, question)
    return Reply((*alone.told(given, question), *after))


async def _record(
    transaction: Transaction, request: Request, services: Services, given: Try, question: Question, chosen: Chosen
) -> Try:
    """Keeps the answer, unless another came first, and what follows from it for the learner's reviews."""
    percent, now = int(100 * share_of(question, chosen)), services.now()
    reviewed = given.practice_id is None
    card = await decks.get(transaction, request.learner, question) if reviewed else None
    memory = card.memory if card else None
    if not await practices.answer(transaction, given, chosen, percent, now, memory):
        return await practices.get(transaction, request.learner, given.id) or given
    given = replace(given, chosen=chosen, percent=percent, answered_at=now, memory_before=memory)
    if reviewed:
        await rate_card(transaction, request, given, rating_of(percent))
    elif percent < 100:
        await decks.add(transaction, request.learner, question, local_day(request, services))
    return given


async def _after_practice(
    transaction: Transaction, request: Request, given: Try, question: Question
) -> tuple[Part, ...]:
    assert given.practice_id is not None
    tries = await practices.of_practice(transaction, request.learner, given.practice_id)
    on = go_on_button(given, last=all(each.chosen is not None for each in tries))
    if given.percent == 100:
        return (Choices((on,)), *remember_button(question))
    kept = Paragraph(say("It is in your reviews, and comes back in {review}.", review=Code("/ship review")))
    return (kept, Choices((on,)))


@command("tick", "Puts an answer of your practice together", audience=Audience.ONLY_YOU, hidden=True)
async def tick(
    request: Request,
    services: Services,
    *,
    number: Annotated[int, Option("Which question", example="17", parse=read_number)],
    letters: Annotated[str, Option("The letters so far", example="AC", rest=True)] = "",
) -> Reply:
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        given, question, _ = await alone.find(transaction, request, services, number)
    if question.kind not in PICKED:
        return Reply(ways_to_answer(given, question))
    return Reply(picked(given, question, letters))
