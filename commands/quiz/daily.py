"""The steps of a daily round: open, post, close and reveal. Each may be repeated after a crash without a second effect.

A step takes a lease on its row, so that two processes never share one, and a step that has been tried before
looks for the message of that try before it posts.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta

import structlog

from commands.messenger import CannotPost, MessageRef, Messengers
from commands.owning import running_out
from commands.quiz import board, cards, correcting, judging, opening, reveals, scoring, skipping
from commands.quiz.round import Answer, Round, RoundState
from commands.quiz.schedule import following, is_too_late, opening_from, without_late
from commands.reply import Reply, reply
from commands.request import Group, Opening
from commands.services import Services
from commands.steps import each
from commands.store import answers, boards, corrections, decks, groups, rounds, scores, skips
from commands.store.corrections import Correction
from commands.store.skips import Cause
from commands.text import Code, say

_log = structlog.get_logger(__name__)

_LEASE = timedelta(seconds=30)
"""How long a step belongs to one process at first, longer than a step may take; what a killed process left is taken up after it."""

_DOUBLINGS = 5
"""A step that keeps failing is tried less and less often, at last every 16 minutes."""

_REVEAL_TRIES = 8


async def take_due(services: Services, messengers: Messengers) -> None:
    """Opens, posts, closes and reveals what is due on these platforms, and announces corrections."""
    platforms = frozenset(messengers)
    store = services.store
    opening_groups = await store.read(lambda transaction: groups.due_to_open(transaction, platforms, services.now()))
    await each(opening_groups, lambda group: _open(group, services))
    await skipping.take_due(services, messengers)
    unposted = await store.read(lambda transaction: rounds.to_post(transaction, platforms, services.now()))
    unclosed = await store.read(lambda transaction: rounds.to_close(transaction, platforms, services.now()))
    await each(unposted, lambda round_: _post(round_, services, messengers))
    await each(unclosed, lambda round_: _close(round_, services, messengers))
    corrected = await store.read(lambda transaction: corrections.to_announce(transaction, platforms, services.now()))
    await each(corrected, lambda correction: _announce(correction, services, messengers))


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


async def _leased(round_: Round, services: Services) -> Group | None:
    """Takes the round for this process; returns its group, or None where another process has it."""
    now = services.now()
    until = now + _LEASE * 2 ** min(round_.attempts, _DOUBLINGS)
    async with services.store.begin() as transaction:
        if not await rounds.lease(transaction, round_, now, until):
            return None
        return await groups.get(transaction, round_.group_id)


async def _post(round_: Round, services: Services, messengers: Messengers) -> None:
    """Posts a claimed question and notes the message; gives up once the late window is past."""
    group = await _leased(round_, services)
    if group is None or round_.place is None:
        return
    over = _is_over(round_, group, services)
    message = await _earlier_try(round_, messengers, over=over) if round_.attempts else None
    if message is None and over:
        await _give_up(round_, group, services)
        return
    if message is None:
        card = await _card(round_, group, services)
        message = await messengers[round_.place.platform].post(round_.place, card, key=f"round-{round_.id}")
    async with services.store.begin() as transaction:
        await rounds.record_posted(transaction, round_, message)
    await running_out.tell(round_, group, services, messengers)
    _log.info("posted daily question", group=group.id, round=round_.id, question=round_.question_id)


def _is_over(round_: Round, group: Group, services: Services) -> bool:
    """Says whether the time is past in which a question may still be posted."""
    now = services.now()
    late = group.schedule is not None and is_too_late(group.schedule, round_.opens_at, now)
    return late or round_.closes_at <= now


async def _earlier_try(round_: Round, messengers: Messengers, *, over: bool) -> MessageRef | None:
    """Returns the card of a try that was cut off before it was noted; a place that won't tell ends a round that is over."""
    try:
        return await _find_card(round_, messengers)
    except CannotPost:
        if not over:
            raise
        return None


async def _give_up(round_: Round, group: Group, services: Services) -> None:
    """Skips a round that could not be posted in time, unless somebody has asked for it and answered."""
    async with services.store.begin() as transaction:
        now_is = await rounds.hold(transaction, round_.id)
        if now_is.state is not RoundState.SCHEDULED:
            await rounds.release(transaction, round_)
        elif await answers.count(transaction, round_):
            await rounds.keep_quiet(transaction, round_)
        else:
            await rounds.skip(transaction, round_)
            await skips.add(transaction, group, Cause.UNPOSTED, [Opening(round_.local_date, round_.opens_at)])
    _log.warning("gave up posting daily question", group=group.id, round=round_.id)


async def _card(round_: Round, group: Group, services: Services) -> Reply:
    question = round_.question(services.bank)
    async with services.store.begin() as transaction:
        answered = await answers.count(transaction, round_)
    return Reply(cards.question_card(round_, question, group, services.now(), answered=answered))


async def _post_once(
    round_: Round, messengers: Messengers, message: Reply, key: str, under: MessageRef | None = None
) -> MessageRef:
    """Posts a message of a round unless an earlier try, cut off before it was noted, already did."""
    assert round_.place is not None
    messenger = messengers[round_.place.platform]
    if round_.attempts:
        found = await messenger.find(round_.place, key, round_.opens_at, under)
        if found is not None:
            return found
    return await messenger.post(round_.place, message, key=key, under=under)


async def _close(round_: Round, services: Services, messengers: Messengers) -> None:
    """Counts the answers, takes the buttons off, reveals the key and brings the leaderboard up to date."""
    group = await _leased(round_, services)
    if group is None:
        return
    settled = await _settle(round_, services)
    if settled is None:
        return
    round_, given = settled
    revealed: MessageRef | None = None
    if round_.announced and round_.place is not None:
        revealed = await _reveal(round_, given, services, messengers)
        await _show_board(round_, group, services, messengers)
    async with services.store.begin() as transaction:
        await rounds.record_revealed(transaction, round_, revealed, services.now())
    _log.info("closed daily question", group=group.id, round=round_.id, answers=len(given))


async def _settle(round_: Round, services: Services) -> tuple[Round, list[Answer]] | None:
    """Closes the round and writes a score event for every answer, all or nothing; None where it has been voided.

    Returns the round as it is now, since a captain may have corrected its key.
    """
    question = round_.question(services.bank)
    async with services.store.begin() as transaction:
        now_is = await rounds.hold(transaction, round_.id)
        if now_is.state is RoundState.VOIDED:
            await rounds.release(transaction, round_)
            return None
        await rounds.close(transaction, round_)
        given = await answers.of_round(transaction, round_)
        gained = {each.learner_id: scoring.points(question, each.chosen, now_is.key) for each in given}
        await scores.give_all(transaction, round_, gained, services.now())
        await judging.judge(transaction, now_is, question, given, services.now())
        wrong = [each.learner_id for each in given if not scoring.is_right(question, each.chosen, now_is.key)]
        await decks.add_to_each(transaction, round_.group_id, wrong, question, round_.local_date)
    return replace(now_is, attempts=round_.attempts), given


async def _reveal(round_: Round, given: list[Answer], services: Services, messengers: Messengers) -> MessageRef | None:
    """Edits the card and posts the reveal under it; a card that is gone doesn't keep the key from the group."""
    question = round_.question(services.bank)
    messenger = messengers[round_.place.platform] if round_.place else None
    if messenger is not None and round_.card is not None:
        closed = Reply(cards.closed_card(round_, question, answered=len(given)))
        await _tolerated(messenger.edit(round_.card, closed), round_)
    shown = Reply(reveals.reveal(round_, question, given))
    try:
        return await _post_once(round_, messengers, shown, f"reveal-{round_.id}", round_.card)
    except CannotPost:
        if round_.attempts < _REVEAL_TRIES:
            raise
        return None


async def _announce(correction: Correction, services: Services, messengers: Messengers) -> None:
    """Edits the card of a corrected round and tells the group; its leaderboard follows by itself."""
    async with services.store.begin() as transaction:
        round_ = await rounds.hold(transaction, correction.round_id)
        answered = await answers.count(transaction, round_)
    group = await _leased(round_, services)
    if group is None or round_.place is None:
        return
    question = round_.question(services.bank)
    card = await _find_card(round_, messengers)
    if card is not None:
        voided = round_.state is RoundState.VOIDED
        shown = (
            cards.voided_card(round_, question) if voided else cards.closed_card(round_, question, answered=answered)
        )
        await _tolerated(messengers[card.place.platform].edit(card, Reply(shown)), round_)
    told = reply(correcting.announcement(round_, question, correction.key))
    await _post_once(round_, messengers, told, f"correction-{correction.id}")
    async with services.store.begin() as transaction:
        await corrections.record_announced(transaction, correction, services.now())
        await rounds.release(transaction, round_)


async def _find_card(round_: Round, messengers: Messengers) -> MessageRef | None:
    """Returns the card, also where its posting was cut off before it was noted."""
    if round_.card is not None or round_.place is None:
        return round_.card
    return await messengers[round_.place.platform].find(round_.place, f"round-{round_.id}", round_.opens_at)


async def _show_board(round_: Round, group: Group, services: Services, messengers: Messengers) -> None:
    """Edits the group's one leaderboard message, or posts it where its questions come and there is none."""
    now = services.now()
    async with services.store.begin() as transaction:
        known = await boards.get(transaction, group)
        shown = await board.shown(transaction, group, now)
    if known is not None and known.place != round_.place:
        await _leave_behind(known, group, messengers)
        known = None
    edited = known is not None and await _tolerated(messengers[known.place.platform].edit(known, shown), group)
    message = known if known and edited else await _post_once(round_, messengers, shown, f"board-{round_.id}")
    async with services.store.begin() as transaction:
        await boards.put(transaction, group, message, now)


async def _leave_behind(message: MessageRef, group: Group, messengers: Messengers) -> None:
    """Has a leaderboard say that it is kept no longer, where its group has moved on to another place."""
    if message.place.platform in messengers:
        moved = reply(say("The leaderboard has moved with the questions. {rank} shows it.", rank=Code("/ship rank")))
        await _tolerated(messengers[message.place.platform].edit(message, moved), group)


async def _tolerated(step: Awaitable[None], item: Round | Group) -> bool:
    """Takes a step that may fail without stopping the rest; says whether it worked."""
    try:
        await step
    except CannotPost as trouble:
        _log.warning("could not edit", item=repr(item), reason=trouble.reason)
        return False
    return True
