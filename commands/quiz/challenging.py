"""Following challenges between groups: their sums as questions close, their end, and telling both groups, once each."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import structlog

from commands.messenger import Messengers
from commands.quiz import scoring, standings
from commands.quiz.challenge import Challenge, Side, Tally, began, ended
from commands.quiz.round import Round
from commands.reply import Reply
from commands.request import Group, Place
from commands.services import Services
from commands.steps import each
from commands.store import Transaction, answers, boards, challenges, groups, rounds

_log = structlog.get_logger(__name__)


async def take_due(services: Services, messengers: Messengers) -> None:
    """Brings running challenges up to date, and tells groups of those that have begun or ended."""
    async with services.store.begin() as transaction:
        running = await challenges.take_due(transaction, services.now())
    await each(running, lambda challenge: _follow(challenge, services))
    async with services.store.begin() as transaction:
        untold = await challenges.untold(transaction, services.now())
    await each(untold, lambda side: _tell(*side, services, messengers))


async def _follow(challenge: Challenge, services: Services) -> None:
    """Sums up both sides anew, has their boards say so, and ends the challenge once both have had everything."""
    now = services.now()
    async with services.store.begin() as transaction:
        tallies = [await tally(services, transaction, challenge, side) for side in challenge.sides]
        over = [await _is_over(transaction, challenge, side, now) for side in challenge.sides]
        finished = len(challenge.sides) < 2 or all(over)
        for side, found in zip(challenge.sides, tallies, strict=True):
            await challenges.record_tally(transaction, challenge, side, found)
        if finished:
            await challenges.end(transaction, challenge, now)
        if finished or tallies != [side.tally for side in challenge.sides]:
            for side in challenge.sides:
                await boards.mark_stale(transaction, side.group_id)
    if finished:
        _log.info("ended a challenge", challenge=challenge.id)


async def tally(services: Services, transaction: Transaction, challenge: Challenge, side: Side) -> Tally:
    """Returns a side's sums over the rounds that count so far."""
    counted = await _counted(transaction, challenge, side)
    answered = right = 0
    for round_ in counted:
        question = round_.question(services.bank)
        chosen = Counter(answer.chosen for answer in await answers.of_round(transaction, round_))
        answered += chosen.total()
        right += sum(number for each, number in chosen.items() if scoring.is_right(question, each, round_.key))
    last = counted[-1].local_date if counted else side.first_day
    return Tally(len(counted), await challenges.members(transaction, side, last), answered, right)


async def _counted(transaction: Transaction, challenge: Challenge, side: Side) -> list[Round]:
    """Returns the rounds that count: those closed on the side's dates, the first so many where a number was agreed."""
    return await rounds.closed_between(transaction, side.group_id, side.first_day, side.last_day, challenge.count)


async def _is_over(transaction: Transaction, challenge: Challenge, side: Side, now: datetime) -> bool:
    """Says whether nothing that may still happen in a group counts for the challenge."""
    counted = await _counted(transaction, challenge, side)
    if len(counted) == challenge.count:
        return all(round_.revealed for round_ in counted)
    group = await groups.get(transaction, side.group_id)
    return standings.local_date(group, now) > side.last_day and await challenges.is_settled(transaction, side)


async def _tell(challenge_id: int, group_id: int, services: Services, messengers: Messengers) -> None:
    """Tells a group of a beginning or an end, unless an earlier try did. One without a place sees it on its board."""
    now = services.now()
    async with services.store.begin() as transaction:
        group = await groups.get(transaction, group_id)
        if group.place is not None and group.place.platform not in messengers:
            return
        if not await challenges.take_to_tell(transaction, challenge_id, group_id, now):
            return
        challenge = await challenges.get(transaction, challenge_id)
    assert challenge is not None
    if group.place is not None:
        await _post_once(challenge, group.place, group, messengers)
    async with services.store.begin() as transaction:
        await challenges.record_told(transaction, challenge, group_id, now)


async def _post_once(challenge: Challenge, place: Place, group: Group, messengers: Messengers) -> None:
    """Posts what there is to tell; the key tells the two sides apart, which may share a place."""
    messenger = messengers[place.platform]
    since = challenge.ended_at or challenge.accepted_at or challenge.created_at
    shown = ended(challenge, group.id, group.locale) if challenge.ended_at else began(challenge, group.locale)
    key = f"challenge-{challenge.id}-{group.id}-{'end' if challenge.ended_at else 'begin'}"
    if await messenger.find(place, key, since) is None:
        await messenger.post(place, Reply(shown), key=key)
