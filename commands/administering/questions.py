"""Questions that may be wrong: `/ship admin reports`, `void NUMBER` and `rekey NUMBER LETTERS`."""

from __future__ import annotations

import re

from commands.errors import invalid
from commands.quiz import correcting
from commands.reply import Facts, Heading, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.store import reports
from commands.store.reports import Report
from commands.text import Code, say, shorten
from content.questions import family_of

_SHOWN = 20
"""Reports that captains see, the newest."""


def read_number(typed: str) -> int:
    """Reads the number of a question, as cards show it."""
    if not re.fullmatch(r"[1-9][0-9]{0,5}", typed.strip()):
        raise ValueError(f"“{shorten(typed, 20)}” is no question's number: its card tells it, such as 3.")
    return int(typed)


async def void_question(request: Request, services: Services, number: int | None) -> Reply:
    """Takes a question out of the count."""
    if number is None:
        raise invalid("Say which question, by its number: {example}.", example=Code("/ship admin void 3"))
    async with services.store.begin() as transaction:
        return reply(await correcting.void(services, transaction, request.group, number))


async def rekey_question(request: Request, services: Services, number: int | None, letters: str | None) -> Reply:
    """Makes other letters of a question the right ones."""
    if number is None or letters is None:
        example = Code(f"/ship admin rekey {number or 3} B")
        raise invalid("Say which question, and which letters are right: {example}.", example=example)
    async with services.store.begin() as transaction:
        return reply(await correcting.rekey(services, transaction, request.group, number, letters))


async def show_reports(request: Request, services: Services) -> Reply:
    """Shows what the group's learners find wrong, without saying who."""
    async with services.store.begin() as transaction:
        found = await reports.newest(transaction, request.group, _SHOWN)
    if not found:
        return reply(say("Nobody has reported a problem with a question."))
    facts = tuple((_named(each), say("{text}", text=shorten(each.text, 200))) for each in found)
    return Reply((Heading(say("Problems with questions, newest first")), Facts(facts)))


def _named(report: Report) -> str:
    """Returns which question a report is about, by the id that `/ship admin flag` takes."""
    made = "" if family_of(report.question_id) == report.question_id else ", made from a template"
    return f"{report.question_id}{made}, version {report.question_version}"
