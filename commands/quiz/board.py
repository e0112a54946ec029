"""The one leaderboard message of each group: never posted twice, and edited only where it has something new to say."""

from __future__ import annotations

from datetime import datetime

import structlog

from commands.messenger import CannotPost, Messengers
from commands.quiz import leaderboard, standings
from commands.quiz.challenge import standing
from commands.quiz.periods import Period
from commands.reply import Part, Reply
from commands.request import Group
from commands.services import Services
from commands.steps import each
from commands.store import Transaction, boards, challenges, groups

_log = structlog.get_logger(__name__)


async def shown(transaction: Transaction, group: Group, now: datetime) -> Reply:
    """Returns what the group's board says now: the running season, and buttons for the other periods."""
    span = await standings.running(transaction, group, Period.SEASON, now)
    best = await standings.of_group(transaction, group, span)
    goal = await standings.goal(transaction, group, now)
    told = leaderboard.told(goal, group, now) if goal else None
    manned = await standings.of_teams(transaction, group, span)
    buttons = (leaderboard.period_buttons(), *((leaderboard.team_button(),) if manned else ()))
    return Reply(
        (*leaderboard.leaderboard(span, best, group.locale, told), *await rivals(transaction, group), *buttons)
    )


async def rivals(transaction: Transaction, group: Group) -> tuple[Part, ...]:
    """Returns how the group stands in its challenge with another; nothing where it has none."""
    challenge = await challenges.running(transaction, group.id)
    return standing(challenge, group.id, group.locale) if challenge else ()


async def take_due(services: Services, messengers: Messengers) -> None:
    """Edits every board that says something else than is true by now."""
    platforms, now = frozenset(messengers), services.now()
    stale = await services.store.read(lambda transaction: boards.stale(transaction, platforms, now))
    await each(stale, lambda group_id: _refresh(group_id, services, messengers))


async def _refresh(group_id: int, services: Services, messengers: Messengers) -> None:
    """Edits a group's board. A process that dies on the way leaves it to the next minute."""
    now = services.now()
    async with services.store.begin() as transaction:
        if not await boards.take(transaction, group_id, now):
            return
        group = await groups.get(transaction, group_id)
        message = await boards.get(transaction, group)
        said = await shown(transaction, group, now)
        counted = await boards.count(transaction, group_id)
    if message is None:
        return
    try:
        await messengers[message.place.platform].edit(message, said)
    except CannotPost as trouble:  # it is posted anew when the next question closes
        _log.warning("could not edit the leaderboard", group=group_id, reason=trouble.reason)
    async with services.store.begin() as transaction:
        await boards.record_shown(transaction, group_id, now, counted)
