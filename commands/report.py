"""`report ROUND TEXT`: tells captains what is wrong with a question."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from commands.answer import read_round
from commands.errors import not_found, refused
from commands.live.quiz import LiveRound
from commands.quiz.reveals import report_form
from commands.quiz.round import Round
from commands.registry import Option, command
from commands.reply import Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, reports, rounds
from commands.text import Code, say, shorten

_LONGEST = 1000
"""Characters of a report that are kept."""


@command("report", "Reports a problem with a question", audience=Audience.ONLY_YOU, hidden=True)
async def report(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which round", example="41", parse=read_round)],  # noqa: A002 - the typed word
    text: Annotated[str, Option("What is wrong with it", example="B is right, too", rest=True)] = "",
) -> Reply:
    """Without a text it gives the form to write one."""
    async with services.store.begin() as transaction:
        found = await rounds.get(transaction, request.group, round)
        if found is None:
            raise not_found("This group has no such question. Type {today} for today's.", today=Code("/ship today"))
        return await take_report(transaction, request, found, text, services.now(), f"report {round}")


async def take_report(
    transaction: Transaction, request: Request, round_: Round | LiveRound, text: str, now: datetime, line: str
) -> Reply:
    """Keeps what a learner says of a question; without a text it gives the form for it, which `line` sends."""
    if not text:
        return Reply((report_form(line),))
    sent = await reports.count_since(transaction, request.learner, now - timedelta(days=1))
    if sent >= reports.MOST_A_DAY:
        raise refused("You have sent {most} reports within a day: that is enough for now.", most=sent)
    await reports.add(transaction, round_, request.learner, shorten(text, _LONGEST), now)
    return reply(say("Thank you. Your captains see it with {reports}.", reports=Code("/ship admin reports")))
