"""How many have answered, kept fresh on the card of an open question: seldom, and never once the question may close."""

from __future__ import annotations

import structlog

from commands.messenger import CannotPost, Messengers
from commands.quiz import cards
from commands.quiz.posting import Posting
from commands.reply import Reply
from commands.services import Services
from commands.steps import each
from commands.store import answers, groups, postings, rounds

_log = structlog.get_logger(__name__)


async def take_due(services: Services, messengers: Messengers) -> None:
    """Edits every card whose count is no longer true and that was left alone for a while."""
    platforms, now = frozenset(messengers), services.now()
    miscounted = await services.store.read(lambda transaction: postings.to_recount(transaction, platforms, now))
    await each(miscounted, lambda posting: _recount(posting, services, messengers))


async def _recount(posting: Posting, services: Services, messengers: Messengers) -> None:
    """Edits a card. One that can't be edited is left alone until the count changes again."""
    now = services.now()
    async with services.store.begin() as transaction:
        round_ = await rounds.hold(transaction, posting.round_id)
        answered = await answers.count(transaction, round_)
        if not await postings.take_to_recount(transaction, posting, answered, now):
            return
        group = await groups.get(transaction, posting.group_id)
    question = round_.question(services.bank)
    card = Reply(cards.question_card(round_, question, group, now, answered=answered))
    assert posting.card is not None
    try:
        await messengers[posting.place.platform].edit(posting.card, card)
    except CannotPost as trouble:
        _log.warning("could not edit a card's count", round=round_.id, reason=trouble.reason)
    async with services.store.begin() as transaction:
        await postings.release(transaction, posting)
