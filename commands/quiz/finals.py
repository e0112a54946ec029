"""The end of a season: its winners are announced in the group's place, once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import structlog

from commands.messenger import Messenger, Messengers
from commands.quiz import leaderboard, periods, standings
from commands.quiz.periods import Season, season_span
from commands.quiz.scoring import Standing
from commands.quiz.teams import TeamStanding
from commands.reply import Paragraph, Part, Reply
from commands.request import Place
from commands.services import Services
from commands.steps import each
from commands.store import boards, groups, seasons, teams
from commands.text import Code, Strong, Text, counted, join, say

_log = structlog.get_logger(__name__)


async def take_due(services: Services, messengers: Messengers) -> None:
    """Announces the winners of every season that has ended."""
    await each(await _ended(services), lambda season: _announce(season, services, messengers))


async def _ended(services: Services) -> list[Season]:
    """Returns the seasons that are over in their group's zone and whose winners are still to be announced."""
    now = services.now()
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)  # further than any zone is ahead
    async with services.store.begin() as transaction:
        found = await seasons.ended(transaction, tomorrow)
        zones = {each.group_id: await groups.get(transaction, each.group_id) for each in found}
    return [each for each in found if each.last_day < standings.local_date(zones[each.group_id], now)]


async def _announce(season: Season, services: Services, messengers: Messengers) -> None:
    """Posts who won, unless an earlier try did. The group's board is held meanwhile, so that no other process does.

    Where nobody won, or the group has no place, nobody is told.
    """
    now, span = services.now(), season_span(season)
    async with services.store.begin() as transaction:
        group = await groups.get(transaction, season.group_id)
        best = await standings.of_group(transaction, group, span)
        manned = await standings.of_teams(transaction, group, span)
        place = group.place if any(each.points > 0 for each in best) else None
        if place is not None and place.platform not in messengers:
            return
        if place is not None and not await boards.take(transaction, group.id, now):
            return
    if place is not None:
        await _post_once(season, place, Reply(_final(season, best, manned, group.locale)), messengers[place.platform])
    async with services.store.begin() as transaction:
        await teams.keep_results(transaction, season, manned)
        await seasons.record_announced(transaction, season, now)
        await boards.mark_stale(transaction, group.id)
    _log.info("announced the end of a season", group=group.id, season=season.id)


async def _post_once(season: Season, place: Place, message: Reply, messenger: Messenger) -> None:
    key = f"season-{season.id}"
    since = datetime.combine(season.last_day, time(), UTC)
    if await messenger.find(place, key, since) is None:
        await messenger.post(place, message, key=key)


def _final(season: Season, best: list[Standing], manned: list[TeamStanding], locale: str) -> tuple[Part, ...]:
    table = leaderboard.leaderboard(season_span(season), best, locale)
    more = say("It stays readable: {line}. The next season has begun.", line=Code(f"/ship rank season:{season.name}"))
    team = (Paragraph(_won_as_team(manned, locale)),) if manned else ()
    return (Paragraph(_won(season, best, locale)), *team, *table, Paragraph(more))


def _won_as_team(manned: list[TeamStanding], locale: str) -> Text:
    names = join([(Strong(each.name),) for each in manned if each.rank == 1], ", ")
    return say("First of the teams, with {each} points a member: {names}", each=manned[0].share(locale), names=names)


def _won(season: Season, best: list[Standing], locale: str) -> Text:
    winners = [each for each in best if each.rank == 1]
    names = join([(Strong(each.name),) for each in winners], ", ")
    points = counted(winners[0].points, "point", "points", locale=locale)
    title = periods.season_title(season, locale)
    if len(winners) > 1:
        return say(
            "{season} is over. First together, with {points} each: {names}", season=title, points=points, names=names
        )
    return say("{season} is over. First with {points}: {names}", season=title, points=points, names=names)
