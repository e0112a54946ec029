"""Revealing a closed round in each place where it stands, and the one leaderboard message in the main place."""

from __future__ import annotations

import structlog

from commands.messenger import CannotPost, MessageRef, Messengers
from commands.quiz import board, cards, reveals
from commands.quiz.posted import leased, post_once, tolerated
from commands.quiz.posting import Posting
from commands.quiz.round import Answer, Round, RoundState
from commands.reply import Reply, reply
from commands.request import Group
from commands.services import Services
from commands.steps import each
from commands.store import answers, boards, postings
from commands.text import Code, say

_log = structlog.get_logger(__name__)

_TRIES = 8


async def take_due(services: Services, messengers: Messengers) -> None:
    """Reveals every closed round where it stands on these platforms."""
    platforms, now = frozenset(messengers), services.now()
    unrevealed = await services.store.read(lambda transaction: postings.to_reveal(transaction, platforms, now))
    await each(unrevealed, lambda posting: _reveal(posting, services, messengers))


async def _reveal(posting: Posting, services: Services, messengers: Messengers) -> None:
    """Takes the buttons off the card, reveals the key under it and brings the leaderboard up to date."""
    taken = await leased(posting, services)
    if taken is None:
        return
    round_, group = taken
    if round_.state is not RoundState.CLOSED:  # a captain has just withdrawn it
        await services.store.write(lambda transaction: postings.release(transaction, posting))
        return
    given = await services.store.read(lambda transaction: answers.of_round(transaction, round_))
    revealed = await _told(posting, round_, given, group.locale, services, messengers)
    if posting.place == round_.place:
        await _show_board(posting, round_, group, services, messengers)
    async with services.store.begin() as transaction:
        await postings.record_revealed(transaction, posting, revealed, services.now())
    _log.info("revealed daily question", group=group.id, round=round_.id, place=posting.place.channel)


async def _told(
    posting: Posting,
    round_: Round,
    given: list[Answer],
    locale: str,
    services: Services,
    messengers: Messengers,
) -> MessageRef | None:
    """Edits the card and posts the reveal under it; a card that is gone doesn't keep the key from the group."""
    question = round_.question(services.bank)
    if posting.card is not None:
        closed = Reply(cards.closed_card(round_, question, answered=len(given)))
        await tolerated(messengers[posting.place.platform].edit(posting.card, closed), posting)
    shown = Reply(reveals.reveal(round_, question, given, locale))
    try:
        return await post_once(posting, round_, messengers, shown, f"reveal-{round_.id}", posting.card)
    except CannotPost:
        if posting.attempts < _TRIES:
            raise
        return None


async def _show_board(
    posting: Posting, round_: Round, group: Group, services: Services, messengers: Messengers
) -> None:
    """Edits the group's one leaderboard message, or posts it in the main place where there is none."""
    now = services.now()
    async with services.store.begin() as transaction:
        known = await boards.get(transaction, group)
        shown = await board.shown(transaction, group, now)
        counted = await boards.count(transaction, group.id)
    if known is not None and known.place != posting.place:
        await _leave_behind(known, group, messengers)
        known = None
    edited = known is not None and await tolerated(messengers[known.place.platform].edit(known, shown), group)
    message = known if known and edited else await post_once(posting, round_, messengers, shown, f"board-{round_.id}")
    async with services.store.begin() as transaction:
        await boards.put(transaction, group, message, now, counted)


async def _leave_behind(message: MessageRef, group: Group, messengers: Messengers) -> None:
    """Has a leaderboard say that it is kept no longer, where its group has moved on to another place."""
    if message.place.platform in messengers:
        moved = reply(say("The leaderboard has moved with the questions. {rank} shows it.", rank=Code("/ship rank")))
        await tolerated(messengers[message.place.platform].edit(message, moved), group)
