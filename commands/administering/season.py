"""Seasons with dates and a name of the captain's choice; where there is none, each month is a season."""

from __future__ import annotations

import re
from datetime import date

from commands.errors import invalid, refused
from commands.quiz import periods, standings
from commands.quiz.periods import Season
from commands.reply import Heading, Reply, Table, reply
from commands.request import Request
from commands.services import Services
from commands.store import Transaction, seasons, totals
from commands.text import Code, say

_EXAMPLE = Code("/ship admin season name:Spring from:2027-03-01 to:2027-05-31")
_LONGEST = 366
"""Days of a season: winners that are never announced are no winners."""


def read_date(typed: str) -> date:
    """Reads a date; raises ValueError saying how to write one."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
            return date.fromisoformat(typed)
    except ValueError:
        pass
    raise ValueError("Write a date as year, month and day, for example 2027-03-01.")


async def show_or_choose(
    request: Request, services: Services, name: str | None, first: date | None, last: date | None
) -> Reply:
    """Lists the group's seasons, or puts a new one on the calendar."""
    async with services.store.begin() as transaction:
        if name is None and first is None and last is None:
            return _listed(await seasons.of_group(transaction, request.group.id))
        if name is None or first is None or last is None:
            raise invalid("A season needs a name and both dates: {example}", example=_EXAMPLE)
        await _require_room(transaction, request, services, name, first, last)
        since = await seasons.choose(transaction, request.group.id, name, first, last)
        await totals.sum_up_seasons(transaction, request.group.id, since)
        made = await seasons.named(transaction, request.group.id, name)
    assert made is not None
    return reply(say("{season}: it is on the calendar.", season=periods.season_title(made, request.group.locale)))


def _listed(known: list[Season]) -> Reply:
    told = say("Without a season of your own each month is one. To choose one: {example}", example=_EXAMPLE)
    rows = tuple((each.name, each.first_day.isoformat(), each.last_day.isoformat()) for each in reversed(known))
    if not rows:
        return reply(told)
    return reply(Heading(say("Seasons")), Table(("Season", "From", "To"), rows[:24]), told)


async def _require_room(
    transaction: Transaction, request: Request, services: Services, name: str, first: date, last: date
) -> None:
    today = standings.local_date(request.group, services.now())
    if not 0 <= (last - first).days < _LONGEST:
        raise invalid("A season ends on or after its first day, within a year: {example}", example=_EXAMPLE)
    if last < today:
        raise invalid("That season would be over already: choose a last day from {today} on.", today=today.isoformat())
    for each in await seasons.of_group(transaction, request.group.id):
        if each.name.lower() == name.lower():
            raise refused("There is a season {name} already: choose another name.", name=Code(each.name))
        settled = each.chosen or each.announced
        if settled and each.first_day <= last and first <= each.last_day:
            raise refused(
                "Season {name} lies on these dates, from {first} to {last}: choose others.",
                name=Code(each.name),
                first=each.first_day.isoformat(),
                last=each.last_day.isoformat(),
            )
