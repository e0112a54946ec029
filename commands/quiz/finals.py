"""The end of a season: its winners are announced in the group's place, once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import structlog

from commands.messenger import Messenger, Messengers
from commands.quiz import leaderboard, periods, standings
from commands.quiz.periods import Season, season_span
from commands.quiz.scoring import Standing
from commands.reply import Paragraph, Part, Reply
from commands.request import Group
from commands.services import Services
from commands.steps import each
from commands.store import boards, groups, seasons
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
    """Posts who won, unless an earlier try did. The group's board is held meanwhile, so that no other process does."""
    now = services.now()
    async with services.store.begin() as transaction:
        group = await groups.get(transaction, season.group_id)
        if group.place is None:
            return await seasons.record_announced(transaction, season, now)
        if group.place.platform not in messengers or not await boards.take(transaction, group.id, now):
            return None
        best = await standings.of_group(transaction, group, season_span(season))
    if any(each.points > 0 for each in best):
        await _post_once(season, group, Reply(_final(season, best)), messengers[group.place.platform])
    async with services.store.begin() as transaction:
        await seasons.record_announced(transaction, season, now)
        await boards.mark_stale(transaction, group.id)
    _log.info("announced the end of a season", group=group.id, season=season.id)
    return None


async def _post_once(season: Season, group: Group, message: Reply, messenger: Messenger) -> None:
    assert group.place is not None
    key = f"season-{season.id}"
    since = datetime.combine(season.last_day, time(), UTC)
    if await messenger.find(group.place, key, since) is None:
        await messenger.post(group.place, message, key=key)


def _final(season: Season, best: list[Standing]) -> tuple[Part, ...]:
    table = leaderboard.leaderboard(season_span(season), best)
    more = say("It stays readable: {line}. The next season has begun.", line=Code(f"/ship rank season:{season.name}"))
    return (Paragraph(_won(season, best)), *table, Paragraph(more))


def _won(season: Season, best: list[Standing]) -> Text:
    winners = [each for each in best if each.rank == 1]
    names = join([(Strong(each.name),) for each in winners], ", ")
    points = counted(winners[0].points, "point", "points")
    title = periods.season_title(season)
    if len(winners) > 1:
        return say(
            "{season} is over. First together, with {points} each: {names}", season=title, points=points, names=names
        )
    return say("{season} is over. First with {points}: {names}", season=title, points=points, names=names)
