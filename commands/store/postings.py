"""Rounds in their places: the lease that keeps two processes apart, and what has happened in each place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.engine import RowMapping

from commands.messenger import MessageRef
from commands.quiz.posting import Posting
from commands.quiz.round import Round, RoundState
from commands.request import Group, Place
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import answers, places, postings, rounds

_RECOUNT_EVERY = timedelta(minutes=2)
"""How often a card is edited for its count alone: platforms take few edits of one message."""

_RECOUNT_TAKES = timedelta(seconds=30)
"""How long such an edit keeps other steps from the card; longer than a step may take."""

_UNFINISHED = postings.c.over_at.is_(None)
"""Holds for whatever may be due: it has an index of its own, which the past does not make longer."""

_UNPOSTED = postings.c.message.is_(None)
TRIED = or_(postings.c.message.is_not(None), postings.c.attempts > 0)
"""Holds where a card stands, or may stand: a try to post it was not noted to its end."""

_joined = postings.join(rounds, rounds.c.id == postings.c.round_id).join(places, places.c.id == postings.c.place_id)
select_postings = select(postings, places.c.platform, places.c.space, places.c.channel).select_from(_joined)
"""Postings with their rounds and places joined."""


def posting(row: RowMapping) -> Posting:
    """Returns the posting of a row of `select_postings`."""
    return Posting(
        id=row["id"],
        group_id=row["group_id"],
        round_id=row["round_id"],
        place=Place(row["platform"], row["space"], row["channel"]),
        attempts=row["attempts"],
        message=row["message"],
        over=row["over_at"] is not None,
        told_of=row["told_of"],
    )


def on(platforms: frozenset[str]) -> ColumnElement[bool]:
    """Holds for postings on these platforms."""
    return places.c.platform.in_(platforms)


def unleased(now: datetime) -> ColumnElement[bool]:
    """Holds for postings that nobody is working on."""
    return or_(postings.c.leased_until.is_(None), postings.c.leased_until <= now)


async def plan(transaction: Transaction, group: Group, local_date: date, place_ids: Sequence[int]) -> None:
    """Has the group's round of a local date posted in these places."""
    dated = and_(rounds.c.group_id == group.id, rounds.c.local_date == local_date)
    round_id = await transaction.scalar(select(rounds.c.id).where(dated))
    for place_id in place_ids:
        row = {"group_id": group.id, "round_id": round_id, "place_id": place_id}
        await insert_if_new(transaction, postings, row)


async def of_round(transaction: Transaction, round_id: int) -> list[Posting]:
    """Returns what has become of a round in each of its places."""
    wanted = select_postings.where(postings.c.round_id == round_id).order_by(postings.c.id)
    return [posting(row) for row in (await transaction.execute(wanted)).mappings()]


async def to_post(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Posting]:
    """Returns what still has to be posted on these platforms, or given up, and that nobody is working on."""
    states = rounds.c.state.in_([RoundState.SCHEDULED, RoundState.OPEN, RoundState.CLOSED])
    return await _due(transaction, and_(_UNFINISHED, _UNPOSTED, states, on(platforms), unleased(now)))


async def to_reveal(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Posting]:
    """Returns cards on these platforms whose round is closed, that are not revealed and that nobody is working on."""
    closed = and_(rounds.c.state == RoundState.CLOSED, ~_UNPOSTED)
    return await _due(transaction, and_(_UNFINISHED, closed, on(platforms), unleased(now)))


async def to_recount(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Posting]:
    """Returns open cards that are due to say how many have answered by now, and that nobody is working on."""
    answered = select(func.count()).where(answers.c.round_id == rounds.c.id).scalar_subquery()
    miscounted = postings.c.shown_count != answered
    return await _due(transaction, and_(_left_alone(now), _countable(now), miscounted, on(platforms)))


def _countable(now: datetime) -> ColumnElement[bool]:
    """Holds for rounds that are open for so long that an edit is over well before closing may touch the card."""
    return and_(rounds.c.state == RoundState.OPEN, rounds.c.closes_at > now + 2 * _RECOUNT_TAKES)


def _left_alone(now: datetime) -> ColumnElement[bool]:
    long_ago = or_(postings.c.shown_at.is_(None), postings.c.shown_at <= now - _RECOUNT_EVERY)
    return and_(_UNFINISHED, ~_UNPOSTED, long_ago, unleased(now))


async def _due(transaction: Transaction, condition: ColumnElement[bool]) -> list[Posting]:
    return [posting(row) for row in (await transaction.execute(select_postings.where(condition))).mappings()]


async def lease(transaction: Transaction, known: Posting, now: datetime, until: datetime) -> bool:
    """Takes a posting for this process until then, unless another has it or it has moved on."""
    unmoved = and_(
        postings.c.id == known.id,
        postings.c.message == known.message if known.message else _UNPOSTED,
        ~_UNFINISHED if known.over else _UNFINISHED,
        postings.c.told_of == known.told_of,
        unleased(now),
    )
    taken = update(postings).where(unmoved).values(leased_until=until, attempts=postings.c.attempts + 1)
    return (await transaction.execute(taken)).rowcount == 1


async def take_to_recount(transaction: Transaction, known: Posting, answered: int, now: datetime) -> bool:
    """Takes a card in hand to show this count; False where another process has it, or it has moved on.

    A process that dies on the way leaves the card to the next answer.
    """
    countable = exists().where(rounds.c.id == postings.c.round_id, _countable(now))
    free = and_(postings.c.id == known.id, _left_alone(now), countable)
    values = {"shown_count": answered, "shown_at": now, "leased_until": now + _RECOUNT_TAKES}
    return (await transaction.execute(update(postings).where(free).values(**values))).rowcount == 1


async def record_posted(transaction: Transaction, known: Posting, message: MessageRef) -> None:
    """Notes the message; the round is open, unless it has moved on meanwhile, and the lease ends."""
    await _hold_round(transaction, known)
    if not await _change(transaction, known, message=message.message, leased_until=None, attempts=0):
        await _remake(transaction, known, message)  # a captain has taken the place out while this went on
    scheduled = and_(rounds.c.id == known.round_id, rounds.c.state == RoundState.SCHEDULED)
    await transaction.execute(update(rounds).where(scheduled).values(state=RoundState.OPEN.value))


async def _hold_round(transaction: Transaction, known: Posting) -> None:
    """Locks the round before its posting, as everybody does, so that no two wait for each other."""
    await transaction.execute(select(rounds.c.id).where(rounds.c.id == known.round_id).with_for_update())


async def _remake(transaction: Transaction, known: Posting, message: MessageRef) -> None:
    row = {"group_id": known.group_id, "round_id": known.round_id, "message": message.message}
    place_id = await transaction.scalar(_at(known.place))
    await insert_if_new(transaction, postings, {**row, "place_id": place_id})


async def give_up(transaction: Transaction, known: Posting, now: datetime) -> bool:
    """Notes that a round is not posted in a place; says whether that leaves it nowhere."""
    await _change(transaction, known, over_at=now, leased_until=None, attempts=0)
    somewhere = and_(postings.c.round_id == known.round_id, or_(_UNFINISHED, ~_UNPOSTED))
    return not await transaction.scalar(select(exists().where(somewhere)))


async def record_revealed(transaction: Transaction, known: Posting, message: MessageRef | None, now: datetime) -> None:
    """Notes that everything about the round is done in this place: from the first on, the round counts as revealed."""
    reveal = message.message if message else None
    await _hold_round(transaction, known)
    await _change(transaction, known, reveal_message=reveal, over_at=now, leased_until=None, attempts=0)
    unrevealed = and_(rounds.c.id == known.round_id, rounds.c.revealed_at.is_(None))
    await transaction.execute(update(rounds).where(unrevealed).values(revealed_at=now))


async def record_told(transaction: Transaction, known: Posting, correction: int) -> None:
    """Notes that a place has been told of a correction."""
    await _change(transaction, known, told_of=correction, leased_until=None, attempts=0)


async def release(transaction: Transaction, known: Posting) -> None:
    """Ends the lease."""
    await _change(transaction, known, leased_until=None)


async def _change(transaction: Transaction, known: Posting, **values: Any) -> bool:
    changed = update(postings).where(postings.c.id == known.id).values(**values)
    return (await transaction.execute(changed)).rowcount == 1


async def end(transaction: Transaction, round_: Round, now: datetime) -> None:
    """Has a round posted and revealed nowhere any more."""
    unfinished = and_(postings.c.round_id == round_.id, _UNFINISHED)
    await transaction.execute(update(postings).where(unfinished).values(over_at=now))


async def was_seen(transaction: Transaction, round_: Round) -> bool:
    """Says whether a round may stand in some place: whether it was posted, or posting was at least tried."""
    return bool(await transaction.scalar(select(exists().where(postings.c.round_id == round_.id, TRIED))))


async def is_pending(transaction: Transaction, round_: Round) -> bool:
    """Says whether a round is still to be posted or revealed in some place."""
    return bool(await transaction.scalar(select(exists().where(postings.c.round_id == round_.id, _UNFINISHED))))


async def knows_all(transaction: Transaction, round_id: int, correction: int) -> bool:
    """Says whether every place in which a round may stand has been told of a correction."""
    behind = and_(postings.c.round_id == round_id, postings.c.told_of < correction, TRIED)
    return not await transaction.scalar(select(exists().where(behind)))


def _unposted_of(group: Group) -> ColumnElement[bool]:
    return and_(postings.c.group_id == group.id, _UNFINISHED, _UNPOSTED)


def _at(place: Place) -> Any:
    return select(places.c.id).where(
        places.c.platform == place.platform, places.c.space == place.space, places.c.channel == place.channel
    )


async def retry(transaction: Transaction, group: Group, place: Place) -> None:
    """Has what could not be posted in a place tried again at the next step."""
    there = and_(_unposted_of(group), postings.c.place_id == _at(place).scalar_subquery())
    await transaction.execute(update(postings).where(there).values(leased_until=None))


async def move(transaction: Transaction, group: Group, old: Place, new: Place) -> None:
    """Has what could not be posted in a place posted in another one instead, at the next step."""
    there = and_(_unposted_of(group), postings.c.place_id == _at(old).scalar_subquery())
    for round_id in (await transaction.scalars(select(postings.c.round_id).where(there))).all():
        row = {"group_id": group.id, "round_id": round_id, "place_id": await transaction.scalar(_at(new))}
        await insert_if_new(transaction, postings, row)
    await transaction.execute(delete(postings).where(there))


async def drop(transaction: Transaction, group: Group, place_ids: Sequence[int]) -> None:
    """Has nothing posted in these places any more; what stands there is still revealed."""
    await transaction.execute(delete(postings).where(_unposted_of(group), postings.c.place_id.in_(place_ids)))
