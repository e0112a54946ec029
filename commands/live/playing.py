"""What the buttons of a live quiz say, all answered privately.

`join QUIZ` takes part, `buzz ROUND LETTERS` answers, `mark ROUND LETTERS` puts several letters together, and
`doubt ROUND TEXT` reports a problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from commands.errors import not_found, refused
from commands.live.quiz import LiveRound, Stage
from commands.quiz import choosing
from commands.quiz.answering import PICKED, picked, ways_to_answer
from commands.registry import Option, command
from commands.reply import Reply, reply
from commands.report import take_report
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, live, live_rounds
from commands.text import Code, Strong, say


def read_number(typed: str) -> int:
    """Reads the number of a quiz or of one of its questions, as buttons carry it."""
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise ValueError("That is no number of a live quiz: press a button of its message.")
    return int(typed)


def _always(values: Mapping[str, Any]) -> bool:  # noqa: ARG001
    """A press is one short unit of work on the store, whatever it says: two hundred may come at once."""
    return True


@command("join", "Takes part in a live quiz", audience=Audience.ONLY_YOU, hidden=True, brief=_always)
async def join(
    request: Request,
    services: Services,
    *,
    quiz: Annotated[int, Option("Which quiz", example="7", parse=read_number)],
) -> Reply:
    async def let_in(transaction: Transaction) -> tuple[Stage, bool]:
        going_on = await live.of_group(transaction, request.group)
        if going_on is None or going_on.id != quiz:
            raise not_found("That live quiz is over. A captain opens another with {line}.", line=Code("/ship live"))
        return going_on.stage, await live.join(transaction, quiz, request.learner, request.received_at)

    stage, new = await services.store.write(let_in)
    if not new:
        return reply(say("You are in already."))
    if stage in {Stage.LOBBY, Stage.COUNTDOWN}:
        return reply(say("You are in. The questions come here: answer each with its letter."))
    return reply(say("You are in, from the next question on."))


@command("buzz", "Answers a question of a live quiz", audience=Audience.ONLY_YOU, hidden=True, brief=_always)
async def buzz(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which question", example="41", parse=read_number)],  # noqa: A002 - the typed word
    letters: Annotated[str, Option("The letter of an option, or several", example="B", rest=True)] = "",
) -> Reply:
    """The first answer counts, as of when it was received. Whoever answers is in. Without letters it gives the buttons."""

    async def record(transaction: Transaction) -> Reply:
        found = await _open_to(transaction, request, round)
        question = found.question(services.bank)
        if not letters:
            return Reply(ways_to_answer(found, question))
        chosen = choosing.read(found, question, letters)
        new = await live_rounds.record(transaction, found, request.learner, chosen, request.received_at)
        if not new:
            chosen = await live_rounds.chosen_by(transaction, found, request.learner)
        await live.join(transaction, found.quiz_id, request.learner, request.received_at)
        mine = Strong(choosing.written(found, question, chosen))
        if new:
            return reply(say("{letters} it is. The key comes when the time is up.", letters=mine))
        return reply(say("Your first answer counts: {letters}.", letters=mine))

    return await services.store.write(record)


@command("mark", "Puts an answer of a live quiz together", audience=Audience.ONLY_YOU, hidden=True, brief=_always)
async def mark(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which question", example="41", parse=read_number)],  # noqa: A002 - the typed word
    letters: Annotated[str, Option("The letters so far", example="AC", rest=True)] = "",
) -> Reply:
    """Nothing is kept until it is handed in."""
    found = await services.store.write(lambda transaction: _open_to(transaction, request, round))
    question = found.question(services.bank)
    if question.kind not in PICKED:
        return Reply(ways_to_answer(found, question))
    return Reply(picked(found, question, letters))


@command("doubt", "Reports a problem with a question of a live quiz", audience=Audience.ONLY_YOU, hidden=True)
async def doubt(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which question", example="41", parse=read_number)],  # noqa: A002 - the typed word
    text: Annotated[str, Option("What is wrong with it", example="B is right, too", rest=True)] = "",
) -> Reply:
    """Without a text it gives the form to write one."""
    async with services.store.begin() as transaction:
        found = await _of_group(transaction, request, round)
        return await take_report(transaction, request, found, text, services.now(), f"doubt {round}")


async def _open_to(transaction: Transaction, request: Request, number: int) -> LiveRound:
    """Returns a question that takes answers, and holds off its closing; raises CommandError."""
    found = await _of_group(transaction, request, number)
    if not found.accepts(request.received_at):
        raise refused("Too late: the time for this question was up.")
    return found


async def _of_group(transaction: Transaction, request: Request, number: int) -> LiveRound:
    found = await live_rounds.of_group(transaction, request.group, number)
    if found is None:
        raise not_found("This group has no such question in a live quiz.")
    return found
