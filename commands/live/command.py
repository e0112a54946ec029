"""`/ship live`: a captain opens a live quiz, begins it before its time, and may stop it."""

from __future__ import annotations

from typing import Annotated

from commands.errors import CommandError, invalid, not_found, refused
from commands.live import lobby, selection
from commands.live.quiz import OWN, LiveQuiz, Stage
from commands.registry import Option, command
from commands.reply import Choice, Choices, Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, own
from commands.store import live as quizzes
from commands.text import Code, Text, counted, numbered, say
from content.topics import TOPICS

FEWEST, MOST = 3, 20
"""Questions of a live quiz."""

_QUESTIONS, _SECONDS = 5, 20
_SHORTEST, _LONGEST = 5, 120
_MIXED, _START, _STOP = "mixed", "start", "stop"
_STOP_BUTTON = Choice("Stop", "live stop")
_ENDING = frozenset({Stage.STOPPING, Stage.PODIUM})


def read_wish(typed: str) -> str:
    """Reads a topic, mixed, own, start or stop; a number stands for that many mixed questions."""
    word = typed.strip().lower()
    if word.isdigit() or word in {_MIXED, _START, _STOP, OWN, *TOPICS}:
        return word
    raise ValueError(f"That is no topic: type mixed, own, or one of {', '.join(TOPICS)}.")


def read_questions(typed: str) -> int:
    """Reads how many questions: 3 to 20."""
    return _whole(typed, FEWEST, MOST, "A live quiz has {least} to {most} questions: type a number, such as 5.")


def read_seconds(typed: str) -> int:
    """Reads the time for each question: 5 to 120 seconds."""
    told = "A question stays open for {least} to {most} seconds: type a number, such as 20."
    return _whole(typed.strip().lower().removesuffix("s"), _SHORTEST, _LONGEST, told)


def _whole(typed: str, least: int, most: int, told: str) -> int:
    word = typed.strip()
    if not (word.isascii() and word.isdigit() and len(word) < 4 and least <= int(word) <= most):
        raise ValueError(told.format(least=least, most=most))
    return int(word)


async def _complete(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    words = [_MIXED, OWN, _START, _STOP, *(topic.name for topic in services.bank.topics)]
    return [word for word in words if word.startswith(typed.lower())]


@command("live", "Opens a live quiz here: everybody at once, on time", audience=Audience.ONLY_YOU, captain=True)
async def live(
    request: Request,
    services: Services,
    *,
    topic: Annotated[
        str,
        Option("A topic, mixed or own; start or stop for one going on", "image-layers", read_wish, complete=_complete),
    ] = _MIXED,
    questions: Annotated[int | None, Option("How many questions, 3 to 20", "5", read_questions)] = None,
    seconds: Annotated[
        int, Option("Time for each question, in seconds", "20", read_seconds, positional=False)
    ] = _SECONDS,
) -> Reply:
    if topic == _START:
        return await _start(request, services)
    if topic == _STOP:
        return await _stop(request, services)
    if topic.isdigit():
        topic, questions = _MIXED, questions or _questions(topic)
    return await _open(request, services, None if topic == _MIXED else topic, questions or _QUESTIONS, seconds)


def _questions(typed: str) -> int:
    try:
        return read_questions(typed)
    except ValueError as fault:
        raise invalid("{fault}", fault=str(fault)) from None


async def _open(request: Request, services: Services, topic: str | None, questions: int, seconds: int) -> Reply:
    """Begins a live quiz; its lobby is posted in a moment, where the captain typed."""

    async def look(transaction: Transaction) -> tuple[list[selection.Draws], int]:
        found = await selection.fitting(transaction, services.bank, request.group, topic)
        queue = {each.id for each in await own.queue(transaction, request.group)} if topic == OWN else set()
        return found, sum(each[0].id in queue for each in found)

    available, waiting = await services.store.read(look)
    if len(available) < questions:
        raise _too_few(topic, len(available), request.group.locale)
    now, place = services.now(), request.place
    wanted = quizzes.Wanted(topic, questions, seconds)
    if not await services.store.write(
        lambda transaction: quizzes.begin(transaction, request.group, place, wanted, now)
    ):
        raise refused(
            "A live quiz is going on in this group already. {stop} ends it, with its podium.",
            stop=Code("/ship live stop"),
        )
    locale = request.group.locale
    told = say(
        "The lobby opens here in a moment. {questions}, {seconds} each; it starts {after} later, or when you press Start.",
        questions=counted(questions, "question", "questions", locale=locale),
        seconds=counted(seconds, "second", "seconds", locale=locale),
        after=counted(int(lobby.OPEN_FOR.total_seconds()), "second", "seconds", locale=locale),
    )
    warned = (_warning(waiting, locale),) if waiting else ()
    return reply(told, *warned, Choices((Choice("Start", "live start"), _STOP_BUTTON)))


def _warning(waiting: int, locale: str) -> Text:
    """Says what becomes of own questions that are asked live before their day."""
    return numbered(
        waiting,
        "One of your own questions waits for its day. Asked here, it still comes as a daily question, though its answer"
        " is known by then: {retire} takes it out.",
        "{number} of your own questions wait for their day. Those asked here still come as daily questions, though"
        " their answers are known by then: {retire} takes one out.",
        retire=Code("/ship own retire 1"),
        locale=locale,
    )


def _too_few(topic: str | None, available: int, locale: str) -> CommandError:
    questions = counted(available, "question", "questions", locale=locale)
    if topic == OWN:
        more = Code("/ship own")
        return refused(
            "Only {questions} of your own can be asked live: {more} adds more.", questions=questions, more=more
        )
    if topic is None or available < FEWEST:
        return refused("Only {questions} can be asked live on that.", questions=questions)
    return refused(
        "Only {questions} can be asked live on {topic}: type {fewer}, or take mixed ones.",
        questions=questions,
        topic=TOPICS[topic].title,
        fewer=Code(f"/ship live {topic} {available}"),
    )


async def _start(request: Request, services: Services) -> Reply:
    """Ends the lobby before its time."""
    begins_at = services.now() + lobby.COUNTDOWN

    async def leave_lobby(transaction: Transaction) -> bool:
        quiz = await _going_on(transaction, request)
        return quiz.stage is Stage.LOBBY and await quizzes.move(transaction, quiz, Stage.COUNTDOWN, begins_at)

    begun = await services.store.write(leave_lobby)
    return reply(say("Here we go.") if begun else say("It has begun already."), Choices((_STOP_BUTTON,)))


async def _stop(request: Request, services: Services) -> Reply:
    """Ends the quiz before its time; an open question still counts."""
    now = services.now()

    async def end(transaction: Transaction) -> None:
        quiz = await _going_on(transaction, request)
        if quiz.stage not in _ENDING:
            await quizzes.move(transaction, quiz, Stage.STOPPING, now)

    await services.store.write(end)
    return reply(say("The live quiz ends here. What was answered counts."))


async def _going_on(transaction: Transaction, request: Request) -> LiveQuiz:
    """Returns the group's live quiz, and holds off whatever would move it; raises CommandError where there is none."""
    quiz = await quizzes.of_group(transaction, request.group)
    if quiz is None:
        raise not_found("No live quiz is going on here. {line} opens one.", line=Code("/ship live"))
    return await quizzes.hold(transaction, quiz.id)
