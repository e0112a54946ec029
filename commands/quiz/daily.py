"""The steps of a daily round: open, post, close and reveal. Each may be repeated after a crash without a second effect.

What concerns the round alone is one transaction; what is posted in a place takes a lease on that posting, so that two
processes never share one, and no place waits for another.
"""

from __future__ import annotations

import structlog

from commands.messenger import Messengers
from commands.quiz import announcing, asking, judging, opening, posted, revealing, scoring, skipping
from commands.quiz.round import Round, RoundState
from commands.quiz.schedule import following, opening_from, without_late
from commands.request import Group
from commands.services import Services
from commands.steps import each
from commands.store import answers, decks, groups, postings, rounds, scores, skips
from commands.store.skips import Cause

_log = structlog.get_logger(__name__)


async def take_due(services: Services, messengers: Messengers) -> None:
    """Opens, posts, closes and reveals what is due on these platforms, and announces corrections."""
    platforms = frozenset(messengers)
    store = services.store
    opening_groups = await store.read(lambda transaction: groups.due_to_open(transaction, platforms, services.now()))
    await each(opening_groups, lambda group: _open(group, services))
    await skipping.take_due(services, messengers)
    await asking.take_due(services, messengers)
    over = await store.read(lambda transaction: rounds.to_settle(transaction, services.now()))
    await each(over, lambda round_: _settle(round_, services))
    await revealing.take_due(services, messengers)
    await announcing.take_due(services, messengers)


async def _open(group: Group, services: Services) -> None:
    """Claims the date of a due question and sets the next one; days that are too long past are skipped."""
    if group.schedule is None or group.opening is None or group.place is None:
        return
    now = services.now()
    by_now = opening_from(group.schedule, group.opening.day)  # the zone's rules may have changed
    late, upcoming = without_late(group.schedule, by_now, now)
    due = upcoming if upcoming is not None and upcoming.at <= now else None
    async with services.store.begin() as transaction:
        if not await groups.move_next_opening(transaction, group, following(group.schedule, due) if due else upcoming):
            return  # another process was quicker
        await skips.add(transaction, group, Cause.AWAY, late)
        if due is not None:
            await opening.claim_announced(services, transaction, group, due)


async def _settle(round_: Round, services: Services) -> None:
    """Closes a round; one that can't be closed is tried less and less often, as places are."""
    try:
        await _close(round_, services)
    except Exception:
        until = posted.again(services.now(), round_.failures)
        await services.store.write(lambda transaction: rounds.put_off(transaction, round_, until))
        raise


async def _close(round_: Round, services: Services) -> None:
    """Closes the round and writes a score event for every answer, all or nothing."""
    question = round_.question(services.bank)
    async with services.store.begin() as transaction:
        now_is = await rounds.hold(transaction, round_.id)
        if now_is.state is not RoundState.OPEN:
            return  # another process was quicker, or a captain has withdrawn it
        await rounds.close(transaction, round_)
        given = await answers.of_round(transaction, round_)
        gained = {each.learner_id: scoring.points(question, each.chosen, now_is.key) for each in given}
        await scores.give_all(transaction, round_, gained, services.now())
        await judging.judge(transaction, now_is, question, given, services.now())
        wrong = [each.learner_id for each in given if not scoring.is_right(question, each.chosen, now_is.key)]
        await decks.add_to_each(transaction, round_.group_id, wrong, question, round_.local_date)
        if not await postings.is_pending(transaction, round_):
            await rounds.record_revealed(transaction, round_, services.now())
    _log.info("closed daily question", group=round_.group_id, round=round_.id, answers=len(given))
