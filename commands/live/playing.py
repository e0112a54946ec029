"""`join QUIZ` and `buzz ROUND LETTER`: what the buttons of a live quiz say. Both are answered privately."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from commands.errors import invalid, not_found, refused
from commands.live.quiz import LiveRound, Stage
from commands.registry import Option, command
from commands.reply import Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, live, live_rounds
from commands.text import Code, Strong, say, shorten


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
    letter: Annotated[str, Option("The letter of an option", example="B")],
) -> Reply:
    """The first answer counts, as of when it was received. Whoever answers is in."""

    async def record(transaction: Transaction) -> tuple[str, bool]:
        found = await live_rounds.open_to(transaction, request.group, round)
        if found is None:
            raise not_found("This group has no such question in a live quiz.")
        if not found.accepts(request.received_at):
            raise refused("Too late: the time for this question was up.")
        chosen = _read(found, letter)
        new = await live_rounds.record(transaction, found, request.learner, chosen, request.received_at)
        if not new:
            chosen = await live_rounds.chosen_by(transaction, found, request.learner) or 0
        await live.join(transaction, found.quiz_id, request.learner, request.received_at)
        return found.letters[found.order.index(chosen)], new

    recorded, new = await services.store.write(record)
    mine = Strong(recorded)
    if new:
        return reply(say("{letter} it is. The key comes when the time is up.", letter=mine))
    return reply(say("Your first answer counts: {letter}.", letter=mine))


def _read(round_: LiveRound, typed: str) -> int:
    letter = typed.strip().upper()
    if len(letter) != 1 or letter not in round_.letters:
        raise invalid(
            "{typed} is none of the options: answer with one of {letters}.",
            typed=Code(shorten(typed, 20)),
            letters=", ".join(round_.letters),
        )
    return round_.order[round_.letters.index(letter)]
