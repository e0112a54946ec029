"""`/ship rank`: the group's shared goal, its first places, and the place of the learner who asks, seen by nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from commands.errors import not_found
from commands.quiz import board, leaderboard, standings
from commands.quiz.course import course_picture
from commands.quiz.leaderboard import By
from commands.quiz.periods import Period, Span, season_span
from commands.quiz.scoring import Standing
from commands.quiz.standings import Course
from commands.quiz.teams import named
from commands.registry import Option, command
from commands.reply import Heading, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, seasons, teams, totals
from commands.text import Code, Strong, say, shorten


async def _season_names(request: Request, services: Services, typed: str) -> list[str]:
    known = await services.store.read(lambda transaction: seasons.of_group(transaction, request.group.id))
    return [each.name for each in reversed(known) if typed.lower() in each.name.lower()]


@command("rank", "Shows your group's leaderboard and your own place", audience=Audience.ONLY_YOU)
async def rank(
    request: Request,
    services: Services,
    *,
    period: Annotated[Period, Option("Which period counts", example="season")] = Period.SEASON,
    by: Annotated[By, Option("Learners, or teams", example="teams", positional=False)] = By.LEARNERS,
    season: Annotated[
        str | None,
        Option("An earlier season, by its name", example="2026-11", positional=False, complete=_season_names),
    ] = None,
) -> Reply:
    now = services.now()

    async def look(transaction: Transaction) -> tuple[Span, tuple[Part, ...], tuple[Course, ...]]:
        span = await _wanted(transaction, request, services, period, season)
        if by is By.TEAMS:
            return span, await _teams(transaction, request, span), ()
        return span, *await _learners(transaction, request, now, span, past=season is not None)

    span, parts, course = await services.store.write(look)
    today = standings.local_date(request.group, now)
    picture = (
        course_picture(span.season, course, today, request.group.locale) if span.season else None
    )  # drawn while nobody waits to write
    return Reply((*parts, *((picture,) if picture else ()), leaderboard.period_buttons(by)))


async def _learners(
    transaction: Transaction, request: Request, now: datetime, span: Span, *, past: bool
) -> tuple[tuple[Part, ...], tuple[Course, ...]]:
    group = request.group
    best = await standings.of_group(transaction, group, span)
    near = await totals.around(transaction, group, span, request.learner.id)
    goal = None if past else await standings.goal(transaction, group, now)
    course = await standings.course(transaction, group, span.season, best) if span.season else ()
    told = leaderboard.told(goal, group, now) if goal else None
    parts = (
        *leaderboard.leaderboard(span, best, group.locale, told),
        *_own(request, best, near),
        *await _own_team(transaction, request, span),
        *(() if past else await board.rivals(transaction, group)),
    )
    return parts, course


async def _own_team(transaction: Transaction, request: Request, span: Span) -> tuple[Part, ...]:
    """Says how the learner's own team stands; nothing where the group has none."""
    found = await standings.of_teams(transaction, request.group, span)
    if not found:
        return ()
    own = await teams.of_learner(transaction, request.learner)
    told = (Paragraph(leaderboard.own_team(own, found, request.group.locale)),) if own else ()
    return (*told, leaderboard.team_button(span.period))


async def _teams(transaction: Transaction, request: Request, span: Span) -> tuple[Part, ...]:
    """Shows how the teams stand, and to each learner who is in theirs."""
    shown = leaderboard.team_board(
        span, await standings.of_teams(transaction, request.group, span), request.group.locale
    )
    own = await teams.of_learner(transaction, request.learner)
    if own is None:
        return shown
    names = (await teams.members(transaction, request.group.id)).get(own.id, [])
    told = say("Your team {team}: {names}.", team=Strong(own.name), names=named(names))
    return (*shown, Paragraph(told))


async def _wanted(
    transaction: Transaction, request: Request, services: Services, period: Period, season: str | None
) -> Span:
    if season is None:
        return await standings.running(transaction, request.group, period, services.now())
    found = await seasons.named(transaction, request.group.id, season)
    if found is not None:
        return season_span(found)
    known = [each.name for each in await seasons.of_group(transaction, request.group.id)]
    raise not_found(
        "Your group has no season {typed}. It has {known}.",
        typed=Code(shorten(season, 40)),
        known=", ".join(known[-12:]) or "none yet",
    )


def _own(request: Request, best: list[Standing], near: list[Standing]) -> tuple[Part, ...]:
    if not near:
        return (Paragraph(say("You have no points here yet. Answer with {today}.", today=Code("/ship today"))),) * bool(
            best
        )
    return (Heading(say("Your place")), leaderboard.own_place(near, request.learner.id, request.group.locale))
