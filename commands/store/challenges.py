"""Challenges between groups: offered, accepted, followed and ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from commands.quiz.challenge import MEMBERS_SINCE, Challenge, Side, Tally
from commands.quiz.round import RoundState
from commands.store.database import Transaction
from commands.store.tables import answers, challenge_sides, challenges, groups, rounds

OFFERED_FOR = timedelta(days=7)
"""How long a code may be accepted."""

_EVERY = timedelta(minutes=1)
"""How often a challenge is looked at, and how long one process has for telling a group."""


async def hold(transaction: Transaction, group_id: int) -> None:
    """Holds off the group's other captains until the transaction ends: a group has one challenge at a time."""
    await transaction.execute(select(groups.c.id).where(groups.c.id == group_id).with_for_update())


async def current(transaction: Transaction, group_id: int, now: datetime) -> Challenge | None:
    """Returns the group's challenge: running, or offered and not yet out of date."""
    mine = select(challenge_sides.c.challenge_id).where(challenge_sides.c.group_id == group_id)
    fresh = or_(challenges.c.accepted_at.is_not(None), challenges.c.created_at > now - OFFERED_FOR)
    wanted = and_(challenges.c.id.in_(mine), challenges.c.ended_at.is_(None), fresh)
    return next(iter(await _all(transaction, wanted)), None)


async def running(transaction: Transaction, group_id: int) -> Challenge | None:
    """Returns the challenge that the group is in."""
    mine = select(challenge_sides.c.challenge_id).where(challenge_sides.c.group_id == group_id)
    wanted = (challenges.c.id.in_(mine), challenges.c.ended_at.is_(None), challenges.c.accepted_at.is_not(None))
    return next(iter(await _all(transaction, and_(*wanted))), None)


async def offered(transaction: Transaction, code: str, now: datetime) -> Challenge | None:
    """Returns the challenge that may be accepted with this code."""
    fresh = (challenges.c.accepted_at.is_(None), challenges.c.created_at > now - OFFERED_FOR)
    wanted = and_(challenges.c.code == code, challenges.c.ended_at.is_(None), *fresh)
    return next(iter(await _all(transaction, wanted)), None)


async def get(transaction: Transaction, challenge_id: int) -> Challenge | None:
    """Returns a challenge that is known; None where both groups are gone."""
    return next(iter(await _all(transaction, challenges.c.id == challenge_id)), None)


async def _all(transaction: Transaction, condition: ColumnElement[bool]) -> list[Challenge]:
    found = (await transaction.execute(select(challenges).where(condition).order_by(challenges.c.id))).all()
    wanted = select(challenge_sides).where(challenge_sides.c.challenge_id.in_([row.id for row in found]))
    sides: dict[int, list[Side]] = {}
    for row in await transaction.execute(wanted.order_by(challenge_sides.c.group_id)):
        tally = Tally(row.questions, row.members, row.answered, row.right_answers)
        side = Side(row.group_id, row.name, row.first_day, row.last_day, row.has_left, tally)
        sides.setdefault(row.challenge_id, []).append(side)
    return [
        Challenge(
            row.id, row.code, row.question_count, tuple(sides[row.id]), row.created_at, row.accepted_at, row.ended_at
        )
        for row in found
        if row.id in sides
    ]


async def offer(transaction: Transaction, code: str, count: int | None, side: Side, now: datetime) -> None:
    """Makes an offer that another group may accept."""
    made = insert(challenges).values(code=code, question_count=count, created_at=now).returning(challenges.c.id)
    await _join(transaction, int(await transaction.scalar(made) or 0), side)


async def _join(transaction: Transaction, challenge_id: int, side: Side) -> None:
    row = {"challenge_id": challenge_id, "group_id": side.group_id, "name": side.name}
    dates = {"first_day": side.first_day, "last_day": side.last_day}
    await transaction.execute(insert(challenge_sides).values(**row, **dates))


async def accept(transaction: Transaction, offer_: Challenge, side: Side, begins: Side, now: datetime) -> bool:
    """Begins a challenge with this other side; `begins` is the first, with its dates. False where another was quicker."""
    free = and_(challenges.c.id == offer_.id, challenges.c.accepted_at.is_(None), challenges.c.ended_at.is_(None))
    taken = await transaction.execute(update(challenges).where(free).values(accepted_at=now))
    if taken.rowcount != 1:
        return False
    dates = {"first_day": begins.first_day, "last_day": begins.last_day}
    await transaction.execute(update(challenge_sides).where(_of(offer_.id, begins.group_id)).values(**dates))
    await _join(transaction, offer_.id, side)
    return True


def _of(challenge_id: int, group_id: int) -> ColumnElement[bool]:
    return and_(challenge_sides.c.challenge_id == challenge_id, challenge_sides.c.group_id == group_id)


async def withdraw(transaction: Transaction, offer_: Challenge) -> None:
    """Takes back an offer that nobody has accepted."""
    unaccepted = and_(challenges.c.id == offer_.id, challenges.c.accepted_at.is_(None))
    await transaction.execute(delete(challenges).where(unaccepted))


async def leave(transaction: Transaction, challenge: Challenge, group_id: int, now: datetime) -> bool:
    """Ends a challenge because a group no longer wants it; False where it is over already."""
    if not await end(transaction, challenge, now):
        return False
    await transaction.execute(update(challenge_sides).where(_of(challenge.id, group_id)).values(has_left=True))
    return True


async def end(transaction: Transaction, challenge: Challenge, now: datetime) -> bool:
    """Ends a challenge; False where it is over already."""
    still = and_(challenges.c.id == challenge.id, challenges.c.ended_at.is_(None))
    return (await transaction.execute(update(challenges).where(still).values(ended_at=now))).rowcount == 1


async def take_due(transaction: Transaction, now: datetime) -> list[Challenge]:
    """Takes in hand every running challenge that nobody has looked at for a minute."""
    unchecked = or_(challenges.c.checked_at.is_(None), challenges.c.checked_at <= now - _EVERY)
    due = and_(challenges.c.accepted_at.is_not(None), challenges.c.ended_at.is_(None), unchecked)
    taken = update(challenges).where(due).values(checked_at=now).returning(challenges.c.id)
    ids = (await transaction.scalars(taken)).all()
    return await _all(transaction, challenges.c.id.in_(ids)) if ids else []


async def record_tally(transaction: Transaction, challenge: Challenge, side: Side, tally: Tally) -> None:
    """Notes a side's sums as they are now."""
    values = {
        "questions": tally.questions,
        "members": tally.members,
        "answered": tally.answered,
        "right_answers": tally.right,
    }
    await transaction.execute(update(challenge_sides).where(_of(challenge.id, side.group_id)).values(**values))


async def members(transaction: Transaction, side: Side, last: date) -> int:
    """Returns how many have answered since some time before the challenge, up to a date."""
    wanted = select(func.count(answers.c.learner_id.distinct())).join(rounds, rounds.c.id == answers.c.round_id)
    wanted = wanted.where(rounds.c.group_id == side.group_id, rounds.c.state == RoundState.CLOSED)
    between = rounds.c.local_date.between(side.first_day - MEMBERS_SINCE, last)
    return int(await transaction.scalar(wanted.where(between)) or 0)


async def is_settled(transaction: Transaction, side: Side) -> bool:
    """Says whether every round on the side's dates is revealed, withdrawn or was never asked."""
    pending = and_(
        rounds.c.group_id == side.group_id,
        rounds.c.local_date.between(side.first_day, side.last_day),
        rounds.c.state.in_([RoundState.SCHEDULED, RoundState.OPEN, RoundState.CLOSED]),
        rounds.c.revealed_at.is_(None),
    )
    return await transaction.scalar(select(func.count()).where(pending)) == 0


async def untold(transaction: Transaction, now: datetime) -> list[tuple[int, int]]:
    """Returns challenge and group of everybody who is still to be told of a beginning or an end."""
    untried = or_(challenge_sides.c.tried_at.is_(None), challenge_sides.c.tried_at <= now - _EVERY)
    begun = and_(challenges.c.accepted_at.is_not(None), challenge_sides.c.begin_told_at.is_(None))
    ended = and_(challenges.c.ended_at.is_not(None), challenge_sides.c.end_told_at.is_(None))
    wanted = select(challenge_sides.c.challenge_id, challenge_sides.c.group_id)
    wanted = wanted.join(challenges, challenges.c.id == challenge_sides.c.challenge_id)
    found = await transaction.execute(wanted.where(untried, or_(begun, ended)))
    return [(row[0], row[1]) for row in found]


async def take_to_tell(transaction: Transaction, challenge_id: int, group_id: int, now: datetime) -> bool:
    """Takes the telling of a group in hand for a minute; False where another process has it."""
    untried = or_(challenge_sides.c.tried_at.is_(None), challenge_sides.c.tried_at <= now - _EVERY)
    taken = update(challenge_sides).where(_of(challenge_id, group_id), untried).values(tried_at=now)
    return (await transaction.execute(taken)).rowcount == 1


async def record_told(transaction: Transaction, challenge: Challenge, group_id: int, now: datetime) -> None:
    """Notes that a group knows of the challenge as it is; of its beginning it need not hear after its end."""
    values = {"begin_told_at": now, "tried_at": None}
    if challenge.ended_at is not None:
        values["end_told_at"] = now
    await transaction.execute(update(challenge_sides).where(_of(challenge.id, group_id)).values(**values))
