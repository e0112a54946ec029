"""`/ship admin SUBJECT`: what captains look after."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from commands.administering.board import read_rows, set_rows
from commands.administering.questions import read_number, rekey_question, show_reports, void_question
from commands.administering.sandbox import show_sandbox
from commands.administering.season import read_date, read_name, show_or_choose
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services


class Subject(StrEnum):
    """What there is to look after."""

    SANDBOX = "sandbox"
    BOARD = "board"
    SEASON = "season"
    VOID = "void"
    REKEY = "rekey"
    REPORTS = "reports"


@command("admin", "Shows and changes what captains look after", audience=Audience.ONLY_YOU, captain=True)
async def admin(
    request: Request,
    services: Services,
    *,
    subject: Annotated[Subject, Option("What to look after", example="sandbox")] = Subject.SANDBOX,
    question: Annotated[int | None, Option("A question's number, as its card shows it", "3", read_number)] = None,
    key: Annotated[str | None, Option("The letters that are right", example="B")] = None,
    rows: Annotated[
        int | None, Option("How many places the leaderboard shows", example="5", parse=read_rows, positional=False)
    ] = None,
    name: Annotated[
        str | None, Option("What a season is called", example="Spring", parse=read_name, positional=False)
    ] = None,
    from_: Annotated[
        date | None, Option("A season's first day", example="2027-03-01", parse=read_date, positional=False)
    ] = None,
    to: Annotated[
        date | None, Option("A season's last day", example="2027-05-31", parse=read_date, positional=False)
    ] = None,
) -> Reply:
    match subject:
        case Subject.SANDBOX:
            return await show_sandbox(request, services)
        case Subject.BOARD:
            return await set_rows(request, services, rows)
        case Subject.SEASON:
            return await show_or_choose(request, services, name, from_, to)
        case Subject.VOID:
            return await void_question(request, services, question)
        case Subject.REKEY:
            return await rekey_question(request, services, question, key)
        case Subject.REPORTS:
            return await show_reports(request, services)
