"""Daily rounds: claiming a date, and what has become of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.engine import RowMapping

from commands.quiz.round import Round, RoundState
from commands.request import Group, Place
from commands.store import own
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.prepared import often
from commands.store.tables import own_questions, places, rounds
from content.bank import Question

_earlier = rounds.alias("earlier")
_number = (
    select(func.count())
    .where(_earlier.c.group_id == rounds.c.group_id, _earlier.c.local_date <= rounds.c.local_date)
    .scalar_subquery()
)
_own = and_(
    own_questions.c.question_id == rounds.c.question_id,
    own_questions.c.version == rounds.c.question_version,
    own_questions.c.group_id == rounds.c.group_id,
)
_select = select(
    rounds,
    _number.label("number"),
    places.c.platform,
    places.c.space,
    places.c.channel,
    own_questions.c.text.label("own_text"),
    own_questions.c.topic.label("own_topic"),
).select_from(rounds.outerjoin(places, rounds.c.place_id == places.c.id).outerjoin(own_questions, _own))

_UNREVEALED = rounds.c.revealed_at.is_(None)
"""Holds for whatever may be due: it has an index of its own, which the past does not make longer."""

_ONE = _select.where(rounds.c.group_id == bindparam("group"), rounds.c.id == bindparam("round"))
_ONE_SHARED = often(_ONE.with_for_update(read=True, of=rounds))


def _round(row: RowMapping) -> Round:
    return Round(
        id=row["id"],
        number=row["number"],
        group_id=row["group_id"],
        local_date=row["local_date"],
        question_id=row["question_id"],
        order=tuple(row["option_order"]),
        state=RoundState(row["state"]),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        announced=row["announced"],
        place=Place(row["platform"], row["space"], row["channel"]) if row["platform"] else None,
        key=None if row["corrected_key"] is None else tuple(row["corrected_key"]),
        revealed=row["revealed_at"] is not None,
        own=own.read(row["own_text"], row["question_id"], row["own_topic"]) if row["own_text"] else None,
        failures=row["failures"],
    )


async def claim(
    transaction: Transaction,
    group: Group,
    local_date: date,
    *,
    question: Question,
    order: Sequence[int],
    opens_at: datetime,
    closes_at: datetime,
    place_id: int | None,
) -> bool:
    """Claims the group's local date for a question; False where the date is taken.

    With a main place the round is to be announced; without one it is open at once, for those who ask.
    """
    announced = place_id is not None
    row = {
        "group_id": group.id,
        "local_date": local_date,
        "question_id": question.id,
        "question_version": question.version,
        "option_order": list(order),
        "state": (RoundState.SCHEDULED if announced else RoundState.OPEN).value,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "announced": announced,
        "place_id": place_id,
    }
    return await insert_if_new(transaction, rounds, row)


async def announce(
    transaction: Transaction, group: Group, local_date: date, *, opens_at: datetime, closes_at: datetime, place_id: int
) -> bool:
    """Turns a round that was opened for those who asked into one to be posted; False leaves any other as it is."""
    quiet = and_(
        rounds.c.group_id == group.id,
        rounds.c.local_date == local_date,
        rounds.c.announced.is_(False),
        rounds.c.state == RoundState.OPEN,
    )
    values = {"opens_at": opens_at, "closes_at": closes_at, "place_id": place_id}
    to_post = {"announced": True, "state": RoundState.SCHEDULED.value}
    return (await transaction.execute(update(rounds).where(quiet).values(**values, **to_post))).rowcount == 1


async def move_unposted(transaction: Transaction, group: Group, place: Place) -> None:
    """Gives rounds that could not be posted yet another main place."""
    unposted = and_(rounds.c.group_id == group.id, rounds.c.state == RoundState.SCHEDULED)
    place_id = select(places.c.id).where(
        places.c.platform == place.platform, places.c.space == place.space, places.c.channel == place.channel
    )
    await transaction.execute(update(rounds).where(unposted).values(place_id=place_id.scalar_subquery()))


async def numbered(transaction: Transaction, group: Group, number: int) -> Round | None:
    """Returns the round with the number that its card shows, and holds off whatever would change or answer it."""
    dated = select(rounds.c.id).where(rounds.c.group_id == group.id).order_by(rounds.c.local_date)
    found = await transaction.scalar(dated.offset(max(number, 1) - 1).limit(1))
    return None if found is None else await hold(transaction, found)


async def hold(transaction: Transaction, round_id: int) -> Round:
    """Returns a round as it is now, and holds off whatever would change or answer it until the transaction ends."""
    wanted = _select.where(rounds.c.id == round_id).with_for_update(of=rounds)
    return _round((await transaction.execute(wanted)).mappings().one())


async def get(transaction: Transaction, group: Group, round_id: int, *, share: bool = False) -> Round | None:
    """Returns a round of this group, and of no other. `share` holds off its closing until the transaction ends."""
    wanted = _ONE_SHARED if share else _ONE
    row = (await transaction.execute(wanted, {"group": group.id, "round": round_id})).mappings().first()
    return _round(row) if row else None


async def on_date(transaction: Transaction, group: Group, local_date: date) -> Round | None:
    """Returns the group's round of a local date."""
    wanted = _select.where(rounds.c.group_id == group.id, rounds.c.local_date == local_date)
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    return _round(row) if row else None


async def last_asked(transaction: Transaction, group: Group) -> date | None:
    """Returns the last local date that has its question; one that only those who asked have seen may still be posted."""
    quiet = and_(rounds.c.announced.is_(False), rounds.c.state == RoundState.OPEN)
    asked_on = select(func.max(rounds.c.local_date)).where(rounds.c.group_id == group.id, ~quiet)
    found: date | None = await transaction.scalar(asked_on)
    return found


async def latest(transaction: Transaction, group: Group) -> Round | None:
    """Returns the group's newest round."""
    wanted = _select.where(rounds.c.group_id == group.id).order_by(rounds.c.local_date.desc()).limit(1)
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    return _round(row) if row else None


async def closed_between(
    transaction: Transaction, group_id: int, first: date, last: date, most: int | None
) -> list[Round]:
    """Returns a group's closed rounds on these local dates, both included, oldest first; voided ones are not closed."""
    wanted = _select.where(rounds.c.group_id == group_id, rounds.c.state == RoundState.CLOSED)
    wanted = wanted.where(rounds.c.local_date.between(first, last)).order_by(rounds.c.local_date).limit(most)
    return [_round(row) for row in (await transaction.execute(wanted)).mappings()]


async def counted(transaction: Transaction, group: Group) -> list[tuple[int, datetime]]:
    """Returns id and closing time of every round that counts for streaks, oldest first."""
    states = rounds.c.state.in_([RoundState.SCHEDULED, RoundState.OPEN, RoundState.CLOSED])
    wanted = select(rounds.c.id, rounds.c.closes_at).where(rounds.c.group_id == group.id, states)
    found = await transaction.execute(wanted.order_by(rounds.c.local_date))
    return [(row.id, row.closes_at) for row in found]


async def to_settle(transaction: Transaction, now: datetime) -> list[Round]:
    """Returns open rounds past their closing time, but for those whose closing is put off."""
    past = and_(rounds.c.state == RoundState.OPEN, _UNREVEALED, rounds.c.closes_at <= now)
    due = or_(rounds.c.put_off_until.is_(None), rounds.c.put_off_until <= now)
    return [_round(row) for row in (await transaction.execute(_select.where(past, due))).mappings()]


async def put_off(transaction: Transaction, round_: Round, until: datetime) -> None:
    """Notes that closing a round has failed, and has it tried again later."""
    await _change(transaction, round_, failures=round_.failures + 1, put_off_until=until)


async def close(transaction: Transaction, round_: Round) -> None:
    """No answer counts from here on."""
    await _change(transaction, round_, state=RoundState.CLOSED.value)


async def void(transaction: Transaction, round_: Round) -> None:
    """Takes the round out of the count."""
    await _change(transaction, round_, state=RoundState.VOIDED.value)


async def set_key(transaction: Transaction, round_: Round, key: Sequence[int]) -> None:
    """Puts another key in the place of the question's own."""
    await _change(transaction, round_, corrected_key=list(key))


async def keep_quiet(transaction: Transaction, round_: Round) -> None:
    """Gives up posting a round that has answers: it stays open for those who ask for it, and counts."""
    await _change(transaction, round_, state=RoundState.OPEN.value, announced=False)


async def skip(transaction: Transaction, round_: Round) -> None:
    """Gives up posting the round."""
    await _change(transaction, round_, state=RoundState.SKIPPED.value)


async def record_revealed(transaction: Transaction, round_: Round, now: datetime) -> None:
    """Notes that the round has nowhere to be revealed."""
    await _change(transaction, round_, revealed_at=now)


async def _change(transaction: Transaction, round_: Round, **values: Any) -> None:
    await transaction.execute(update(rounds).where(rounds.c.id == round_.id).values(**values))
