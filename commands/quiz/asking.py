"""Posting the question of a claimed date in each place of its group, for as long as it is not too late."""

from __future__ import annotations

import structlog

from commands.messenger import CannotPost, MessageRef, Messengers
from commands.owning import running_out
from commands.quiz import cards
from commands.quiz.posted import find_card, leased
from commands.quiz.posting import Posting
from commands.quiz.round import Round, RoundState
from commands.quiz.schedule import is_too_late
from commands.reply import Reply
from commands.request import Group, Opening
from commands.services import Services
from commands.steps import each
from commands.store import answers, postings, rounds, skips
from commands.store.skips import Cause

_log = structlog.get_logger(__name__)


async def take_due(services: Services, messengers: Messengers) -> None:
    """Posts every question that is due in a place on these platforms."""
    platforms, now = frozenset(messengers), services.now()
    unposted = await services.store.read(lambda transaction: postings.to_post(transaction, platforms, now))
    await each(unposted, lambda posting: _post(posting, services, messengers))


async def _post(posting: Posting, services: Services, messengers: Messengers) -> None:
    """Posts a claimed question in a place and notes the message; gives up once the late window is past."""
    taken = await leased(posting, services)
    if taken is None:
        return
    round_, group = taken
    over = _is_over(round_, group, services)
    message = await _earlier_try(posting, round_, messengers, over=over)
    if message is None and over:
        await _give_up(posting, group, services)
        return
    if message is None:
        card = await _card(round_, group, services)
        message = await messengers[posting.place.platform].post(posting.place, card, key=f"round-{round_.id}")
    async with services.store.begin() as transaction:
        await postings.record_posted(transaction, posting, message)
    if posting.place == round_.place:
        await running_out.tell(round_, group, services, messengers)
    _log.info("posted daily question", group=group.id, round=round_.id, question=round_.question_id)


def _is_over(round_: Round, group: Group, services: Services) -> bool:
    """Says whether the time is past in which a question may still be posted."""
    now = services.now()
    late = group.schedule is not None and is_too_late(group.schedule, round_.opens_at, now)
    return late or round_.closes_at <= now


async def _earlier_try(posting: Posting, round_: Round, messengers: Messengers, *, over: bool) -> MessageRef | None:
    """Returns the card of a try that was cut off before it was noted; a place that won't tell ends what is over there."""
    try:
        return await find_card(posting, round_, messengers)
    except CannotPost:
        if not over:
            raise
        return None


async def _give_up(posting: Posting, group: Group, services: Services) -> None:
    """Leaves a place out; a round that stands in none is skipped, unless somebody has asked for it and answered."""
    async with services.store.begin() as transaction:
        round_ = await rounds.hold(transaction, posting.round_id)
        nowhere = await postings.give_up(transaction, posting, services.now())
        if not nowhere or round_.state is not RoundState.SCHEDULED:
            pass
        elif await answers.count(transaction, round_):
            await rounds.keep_quiet(transaction, round_)
        else:
            await rounds.skip(transaction, round_)
            await skips.add(transaction, group, Cause.UNPOSTED, [Opening(round_.local_date, round_.opens_at)])
    _log.warning("gave up posting daily question", group=group.id, round=posting.round_id, place=posting.place.channel)


async def _card(round_: Round, group: Group, services: Services) -> Reply:
    question = round_.question(services.bank)
    async with services.store.begin() as transaction:
        answered = await answers.count(transaction, round_)
    return Reply(cards.question_card(round_, question, group, services.now(), answered=answered))
