"""`/ship review`: what a learner had wrong or chose comes back, each time later (FSRS). Told at once, without points.

`rate NUMBER RATING` says how well an answer was remembered, `remember QUESTION` puts a question into the reviews.
"""

from __future__ import annotations

from datetime import date
from random import SystemRandom
from typing import Annotated

from commands import dates
from commands.errors import not_found, refused
from commands.quiz import alone, reviews
from commands.quiz.practice import ALONE, Try
from commands.quiz.repetition import Deck, Rating, ratings_for
from commands.quiz.selection import shuffled
from commands.quiz.withheld import Withheld, withheld
from commands.registry import Option, command
from commands.reminding import read_reminder, set_reminder
from commands.reply import Choice, Choices, Paragraph, Part, Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, decks, practices, reminders
from commands.text import Code, Text, say
from content.topics import TOPICS

_rng = SystemRandom()
_REVIEW = Code("/ship review")


@command("review", "Asks again what you had wrong or chose, when it is due", audience=Audience.ONLY_YOU)
async def review(
    request: Request,
    services: Services,
    *,
    remind: Annotated[
        str | None,
        Option("Tell me when something is due: on, off or a time", "on", read_reminder, positional=False),
    ] = None,
) -> Reply:
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        if remind is not None:
            return await set_reminder(transaction, request, services, remind)
        return await _next_card(transaction, request, services)


async def _next_card(transaction: Transaction, request: Request, services: Services) -> Reply:
    kept_back = await withheld(transaction, request.group)
    deck = await _deck(transaction, request, services, kept_back)
    if not deck.due:
        return Reply(await _nothing_due(transaction, request, deck))
    question = services.bank.get(deck.due[0].question_id)
    given = await practices.review(transaction, request.learner, question, shuffled(question, _rng))
    title = say(
        "Review · {due} due · {topic} · difficulty {difficulty} of 5",
        due=len(deck.due),
        topic=TOPICS[question.topic].title,
        difficulty=question.difficulty,
    )
    return Reply(alone.put(given, question, title))


async def _deck(transaction: Transaction, request: Request, services: Services, kept_back: Withheld) -> Deck:
    today = local_day(request, services)
    return await reviews.deck_of(transaction, request.learner, services.bank, today, kept_back)


def local_day(request: Request, services: Services) -> date:
    """Returns the group's date."""
    return services.now().astimezone(request.group.zone).date()


async def _nothing_due(transaction: Transaction, request: Request, deck: Deck) -> tuple[Part, ...]:
    if deck.next_on is None:
        empty = say(
            "You have nothing to review yet. What you get wrong comes here by itself, and so does what you choose with "
            "{button} under a solution.",
            button=Code("Add to my reviews"),
        )
        return (Paragraph(empty),)
    told = Paragraph(say("Nothing is due: next on {day}.", day=dates.day(deck.next_on, request.group.locale)))
    if await reminders.exists(transaction, request.learner):
        return (told,)
    return (told, Choices((Choice("Remind me", "review remind:on"),)))


async def rate_card(transaction: Transaction, request: Request, given: Try, rating: Rating) -> None:
    """Notes how well the card of an answer was remembered."""
    await reviews.rate(transaction, request.group, request.learner, given, rating)


async def after_review(
    transaction: Transaction, request: Request, services: Services, given: Try, kept_back: Withheld
) -> tuple[Part, ...]:
    """Says when the card comes back, with buttons to say how hard it was and to go on."""
    deck = await _deck(transaction, request, services, kept_back)
    card = await decks.get(transaction, request.learner, services.bank.get(given.question_id))
    told: tuple[Part, ...] = ()
    if card is not None and reviews.is_latest(card, given):
        told = (
            Paragraph(
                say("It comes back on {day}. {ask}", day=dates.day(card.due_on, request.group.locale), ask=_ask(given))
            ),
            *_ratings(given),
        )
    if deck.due:
        return (*told, Choices((Choice("Next", "review"),)))
    rest = Paragraph(say("Nothing more is due today."))
    return (*told, rest)


def _ask(given: Try) -> Text:
    return say("How hard was it?") if ratings_for(given.percent or 0) else ()


def _ratings(given: Try) -> tuple[Choices, ...]:
    offered = ratings_for(given.percent or 0)
    buttons = tuple(Choice(_LABELS[each], f"rate {given.id} {each}") for each in offered)
    return (Choices(buttons),) if buttons else ()


_LABELS = {
    Rating.AGAIN: "Guessed",
    Rating.HARD: "Hard",
    Rating.GOOD: "Good",
    Rating.EASY: "Easy",
}


@command("rate", "Says how well you remembered an answer", audience=Audience.ONLY_YOU, hidden=True)
async def rate(
    request: Request,
    services: Services,
    *,
    number: Annotated[int, Option("Which question", example="17")],
    rating: Annotated[Rating, Option("How well", example="hard")],
) -> Reply:
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        given, question, kept_back = await alone.find(transaction, request, services, number)
        card = await decks.get(transaction, request.learner, question)
        if card is None or not reviews.is_latest(card, given):
            raise refused("This answer is not the latest one to that question: {review} goes on.", review=_REVIEW)
        if rating not in ratings_for(given.percent or 0):
            raise refused("A wrong answer comes back tomorrow, whatever it felt like.")
        await rate_card(transaction, request, given, rating)
        card = await decks.get(transaction, request.learner, question)
        deck = await _deck(transaction, request, services, kept_back)
    assert card is not None
    noted = say("Noted: it comes back on {day}.", day=dates.day(card.due_on, request.group.locale))
    more = (Choices((Choice("Next", "review"),)),) if deck.due else (Paragraph(say("Nothing more is due today.")),)
    return Reply((Paragraph(noted), *more))


@command("remember", "Puts a question into your reviews", audience=Audience.ONLY_YOU, hidden=True)
async def remember(
    request: Request,
    services: Services,
    *,
    question: Annotated[str, Option("Which question", example="image-layers-01")],
) -> Reply:
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        found = services.bank.get(question) if question in services.bank else None
        if found is None or found.status != "live" or found.kind not in ALONE:
            raise not_found("There is no such question to review.")
        new = await decks.add(transaction, request.learner, found, local_day(request, services))
    if not new:
        return reply(say("This question is in your reviews already: {review} asks it when it is due.", review=_REVIEW))
    return reply(say("This question is in your reviews now: {review} asks it when it is due.", review=_REVIEW))
