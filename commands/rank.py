"""`/ship rank`: the group's leaderboard, the learner's own standing below it."""

from __future__ import annotations

from typing import Annotated

from commands.quiz import cards, standings
from commands.quiz.round import Round
from commands.quiz.standings import Period
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, answers, rounds
from commands.text import Moment, Text, say


@command("rank", "Shows your group's leaderboard", audience=Audience.EVERYONE)
async def rank(
    request: Request,
    services: Services,
    *,
    period: Annotated[Period, Option("Which period counts", example="season")] = Period.SEASON,
) -> Reply:
    now = services.now()
    async with services.store.begin() as transaction:
        listed = await standings.of_group(transaction, request.group, period, now)
        latest = await rounds.latest(transaction, request.group)
        goal = await _goal(transaction, request, services, latest)
    return Reply(cards.leaderboard(standings.title(period, request.group, now), listed, goal=goal))


async def _goal(transaction: Transaction, request: Request, services: Services, latest: Round | None) -> Text | None:
    """Says how far the group is with the open question, and when its points come."""
    if latest is None or not latest.accepts_answers(services.now()):
        return None
    answered = await answers.count(transaction, latest)
    closes = Moment(latest.closes_at.astimezone(request.group.zone), "relative", services.now())
    return say("{answered} answered today's question; it closes {closes}.", answered=answered, closes=closes)
