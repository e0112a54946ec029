"""Telling each place where a round stands of what a captain has set right about it."""

from __future__ import annotations

from commands.messenger import Messengers
from commands.quiz import cards, correcting
from commands.quiz.posted import find_card, leased, post_once, tolerated
from commands.quiz.posting import Posting
from commands.quiz.round import Round, RoundState
from commands.reply import Reply, reply
from commands.services import Services
from commands.steps import each
from commands.store import answers, corrections, postings, rounds
from commands.store.corrections import Correction


async def take_due(services: Services, messengers: Messengers) -> None:
    """Announces every correction that places on these platforms may be told of."""
    platforms, now = frozenset(messengers), services.now()
    untold = await services.store.read(lambda transaction: corrections.to_announce(transaction, platforms, now))
    await each(untold, lambda pair: _announce(*pair, services, messengers))


async def _announce(correction: Correction, posting: Posting, services: Services, messengers: Messengers) -> None:
    """Edits the card of a corrected round and tells the place; the leaderboard follows by itself."""
    taken = await leased(posting, services)
    if taken is None:
        return
    round_, _ = taken
    card = await find_card(posting, round_, messengers)
    if card is not None:
        edited = await _card(round_, services)
        await tolerated(messengers[card.place.platform].edit(card, edited), posting)
    told = reply(correcting.announcement(round_, round_.question(services.bank), correction.key))
    await post_once(posting, round_, messengers, told, f"correction-{correction.id}")
    async with services.store.begin() as transaction:
        await rounds.hold(transaction, round_.id)  # of two places told at once, the later one knows of the other
        await postings.record_told(transaction, posting, correction.id)
        if await postings.knows_all(transaction, round_.id, correction.id):
            await corrections.record_announced(transaction, correction, services.now())


async def _card(round_: Round, services: Services) -> Reply:
    question = round_.question(services.bank)
    if round_.state is RoundState.VOIDED:
        return Reply(cards.voided_card(round_, question))
    answered = await services.store.read(lambda transaction: answers.count(transaction, round_))
    return Reply(cards.closed_card(round_, question, answered=answered))
