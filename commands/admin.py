"""`/ship admin SUBJECT`: what captains look after."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from commands.administering.board import read_rows, set_rows
from commands.administering.challenge import ChallengeWish, change_challenge, read_code
from commands.administering.names import read_count, read_name
from commands.administering.quality import read_id, set_out, show_questions
from commands.administering.questions import read_number, rekey_question, show_reports, void_question
from commands.administering.sandbox import show_sandbox
from commands.administering.season import read_date, show_or_choose
from commands.administering.teams import TeamWish, change_team, deal_teams, learners_called, team_names
from commands.administering.weak import show_weak
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services


class Subject(StrEnum):
    """What there is to look after."""

    SANDBOX = "sandbox"
    BOARD = "board"
    SEASON = "season"
    TEAM = "team"
    TEAMS = "teams"
    CHALLENGE = "challenge"
    VOID = "void"
    REKEY = "rekey"
    REPORTS = "reports"
    QUESTIONS = "questions"
    FLAG = "flag"
    RELEASE = "release"
    WEAK = "weak"


@command("admin", "Shows and changes what captains look after", audience=Audience.ONLY_YOU, captain=True)
async def admin(
    request: Request,
    services: Services,
    *,
    subject: Annotated[Subject, Option("What to look after", example="sandbox")] = Subject.SANDBOX,
    question: Annotated[int | None, Option("A question's number, as its card shows it", "3", read_number)] = None,
    key: Annotated[str | None, Option("The letters that are right", example="B")] = None,
    id: Annotated[  # noqa: A002 - the typed word
        str | None, Option("A question's id", example="moved-tag", parse=read_id, positional=False)
    ] = None,
    rows: Annotated[
        int | None, Option("How many places the leaderboard shows", example="5", parse=read_rows, positional=False)
    ] = None,
    name: Annotated[
        str | None,
        Option("What a season, a team or your group is called", example="Spring", parse=read_name, positional=False),
    ] = None,
    from_: Annotated[
        date | None, Option("A season's first day", example="2027-03-01", parse=read_date, positional=False)
    ] = None,
    to: Annotated[
        date | None, Option("A season's last day", example="2027-05-31", parse=read_date, positional=False)
    ] = None,
    rename: Annotated[
        str | None, Option("A team's new name", example="Owls", parse=read_name, positional=False)
    ] = None,
    learner: Annotated[
        str | None, Option("Who joins a team", example="Ana", positional=False, complete=learners_called)
    ] = None,
    remove: Annotated[
        str | None, Option("The team to dissolve, or all", example="Owls", positional=False, complete=team_names)
    ] = None,
    count: Annotated[
        int | None, Option("How many teams, or questions", example="3", parse=read_count, positional=False)
    ] = None,
    accept: Annotated[
        str | None, Option("The code of a challenge to accept", "K7QF2MXA", read_code, positional=False)
    ] = None,
    leave: Annotated[
        str | None, Option("The code of a challenge to leave", "K7QF2MXA", read_code, positional=False)
    ] = None,
) -> Reply:
    match subject:
        case Subject.SANDBOX:
            return await show_sandbox(request, services)
        case Subject.BOARD:
            return await set_rows(request, services, rows)
        case Subject.SEASON:
            return await show_or_choose(request, services, name, from_, to)
        case Subject.TEAM:
            return await change_team(request, services, TeamWish(name, rename, learner, remove))
        case Subject.TEAMS:
            return await deal_teams(request, services, count)
        case Subject.CHALLENGE:
            wish = ChallengeWish(name, count, from_, to)
            return await change_challenge(request, services, wish, accept=accept, leave=leave)
        case Subject.VOID:
            return await void_question(request, services, question)
        case Subject.REKEY:
            return await rekey_question(request, services, question, key)
        case Subject.REPORTS:
            return await show_reports(request, services)
        case Subject.QUESTIONS:
            return await show_questions(request, services)
        case Subject.FLAG | Subject.RELEASE:
            return await set_out(request, services, question, id, out=subject is Subject.FLAG)
        case Subject.WEAK:
            return await show_weak(request, services)
