"""`pick ROUND LETTERS`: a choice in the making, for questions with several letters. Nothing counts until it is handed in."""

from __future__ import annotations

from typing import Annotated

from commands.answer import open_round, read_round
from commands.quiz.answering import PICKED, picked, ways_to_answer
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services


@command("pick", "Puts an answer of several letters together", audience=Audience.ONLY_YOU, hidden=True)
async def pick(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which round", example="41", parse=read_round)],  # noqa: A002 - the typed word
    letters: Annotated[str, Option("The letters so far", example="AC", rest=True)] = "",
) -> Reply:
    found = await services.store.write(lambda transaction: open_round(transaction, request, services, round))
    question = found.question(services.bank)
    if question.kind not in PICKED:
        return Reply(ways_to_answer(found, question))
    return Reply(picked(found, question, letters))
