"""`/ship rank`: the group's shared goal, its first places, and the place of the learner who asks, seen by nobody else."""

from __future__ import annotations

from typing import Annotated

from commands.errors import not_found
from commands.quiz import leaderboard, standings
from commands.quiz.course import course_picture
from commands.quiz.periods import Period, Span, season_span
from commands.quiz.scoring import Standing
from commands.registry import Option, command
from commands.reply import Heading, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, seasons, totals
from commands.text import Code, say, shorten


async def _season_names(request: Request, services: Services, typed: str) -> list[str]:
    async with services.store.begin() as transaction:
        known = await seasons.of_group(transaction, request.group.id)
    return [each.name for each in reversed(known) if typed.lower() in each.name.lower()]


@command("rank", "Shows your group's leaderboard and your own place", audience=Audience.ONLY_YOU)
async def rank(
    request: Request,
    services: Services,
    *,
    period: Annotated[Period, Option("Which period counts", example="season")] = Period.SEASON,
    season: Annotated[
        str | None,
        Option("An earlier season, by its name", example="2026-11", positional=False, complete=_season_names),
    ] = None,
) -> Reply:
    now, group = services.now(), request.group
    async with services.store.begin() as transaction:
        span = await _wanted(transaction, request, services, period, season)
        best = await standings.of_group(transaction, group, span)
        near = await totals.around(transaction, group, span, request.learner.id)
        goal = await standings.goal(transaction, group, now) if season is None else None
        course = await standings.course(transaction, group, span.season, best) if span.season else ()
    told = leaderboard.told(goal, group, now) if goal else None
    picture = course_picture(span.season, course, standings.local_date(group, now)) if span.season else None
    drawn = (picture,) if picture else ()
    return Reply((*leaderboard.leaderboard(span, best, told), *_own(request, best, near), *drawn))


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
    return (Heading(say("Your place")), leaderboard.own_place(near, request.learner.id))
