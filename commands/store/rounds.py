"""Daily rounds: claiming a date, the lease that keeps two processes apart, and what has happened to each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.engine import RowMapping

from commands.messenger import MessageRef
from commands.quiz.round import Round, RoundState
from commands.request import Group, Place
from commands.store import own
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.prepared import often
from commands.store.tables import answers, own_questions, places, rounds
from content.bank import Question

_RECOUNT_EVERY = timedelta(minutes=2)
"""How often a card is edited for its count alone: platforms take few edits of one message."""

_RECOUNT_TAKES = timedelta(seconds=30)
"""How long such an edit keeps other steps from the round; longer than a step may take."""

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
        attempts=row["attempts"],
        place=Place(row["platform"], row["space"], row["channel"]) if row["platform"] else None,
        key=None if row["corrected_key"] is None else tuple(row["corrected_key"]),
        message=row["message"],
        reveal_message=row["reveal_message"],
        revealed=row["revealed_at"] is not None,
        own=own.read(row["own_text"], row["question_id"], row["own_topic"]) if row["own_text"] else None,
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

    With a place the round is to be announced there; without one it is open at once, for those who ask.
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
        "attempts": 0,
        "place_id": place_id,
    }
    return await insert_if_new(transaction, rounds, row)


async def announce(
    transaction: Transaction, group: Group, local_date: date, *, opens_at: datetime, closes_at: datetime, place_id: int
) -> None:
    """Turns a round that was opened for those who asked into one to be posted; any other round stays as it is."""
    quiet = and_(
        rounds.c.group_id == group.id,
        rounds.c.local_date == local_date,
        rounds.c.announced.is_(False),
        rounds.c.state == RoundState.OPEN,
    )
    values = {"opens_at": opens_at, "closes_at": closes_at, "place_id": place_id}
    to_post = {"announced": True, "state": RoundState.SCHEDULED.value}
    await transaction.execute(update(rounds).where(quiet).values(**values, **to_post))


async def move_unposted(transaction: Transaction, group: Group, place: Place) -> None:
    """Has rounds that could not be posted yet tried in another place, at the next step."""
    unposted = and_(rounds.c.group_id == group.id, rounds.c.state == RoundState.SCHEDULED)
    place_id = select(places.c.id).where(
        places.c.platform == place.platform, places.c.space == place.space, places.c.channel == place.channel
    )
    values = {"place_id": place_id.scalar_subquery(), "leased_until": None, "attempts": 0}
    await transaction.execute(update(rounds).where(unposted).values(**values))


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


async def to_post(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Round]:
    """Returns claimed rounds on these platforms that still have to be posted and that nobody is working on."""
    return await _due(
        transaction, and_(rounds.c.state == RoundState.SCHEDULED, _UNREVEALED, _on(platforms), _unleased(now))
    )


async def to_close(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Round]:
    """Returns rounds past their closing time that are not fully revealed and that nobody is working on."""
    unfinished = and_(
        rounds.c.state.in_([RoundState.OPEN, RoundState.CLOSED]),
        _UNREVEALED,
        rounds.c.closes_at <= now,
        or_(rounds.c.announced.is_(False), _on(platforms)),
    )
    return await _due(transaction, and_(unfinished, _unleased(now)))


def _on(platforms: frozenset[str]) -> ColumnElement[bool]:
    return places.c.platform.in_(platforms)


def _unleased(now: datetime) -> ColumnElement[bool]:
    return or_(rounds.c.leased_until.is_(None), rounds.c.leased_until <= now)


async def _due(transaction: Transaction, condition: ColumnElement[bool]) -> list[Round]:
    return [_round(row) for row in (await transaction.execute(_select.where(condition))).mappings()]


async def lease(transaction: Transaction, round_: Round, now: datetime, until: datetime) -> bool:
    """Takes the round for this process until then, unless another has it or it has moved on."""
    free = and_(rounds.c.id == round_.id, rounds.c.state == round_.state, _unleased(now))
    taken = update(rounds).where(free).values(leased_until=until, attempts=rounds.c.attempts + 1)
    return (await transaction.execute(taken)).rowcount == 1


async def record_posted(transaction: Transaction, round_: Round, message: MessageRef) -> None:
    """Notes the message; the round is open, unless it has been voided meanwhile, and the lease ends."""
    await _change(transaction, round_, message=message.message, leased_until=None, attempts=0)
    scheduled = and_(rounds.c.id == round_.id, rounds.c.state == RoundState.SCHEDULED)
    await transaction.execute(update(rounds).where(scheduled).values(state=RoundState.OPEN.value))


async def to_recount(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Round]:
    """Returns open rounds whose card is due to say how many have answered by now, and that nobody is working on."""
    return await _due(transaction, and_(_countable(now), _miscounted(), _on(platforms)))


def _countable(now: datetime) -> ColumnElement[bool]:
    """Holds for cards that were left alone for a while, and whose edit is over well before closing may touch them."""
    return and_(
        rounds.c.state == RoundState.OPEN,
        _UNREVEALED,
        rounds.c.message.is_not(None),
        rounds.c.closes_at > now + 2 * _RECOUNT_TAKES,
        or_(rounds.c.shown_at.is_(None), rounds.c.shown_at <= now - _RECOUNT_EVERY),
        _unleased(now),
    )


def _miscounted() -> ColumnElement[bool]:
    answered = select(func.count()).where(answers.c.round_id == rounds.c.id).scalar_subquery()
    return rounds.c.shown_count != answered


async def take_to_recount(transaction: Transaction, round_: Round, answered: int, now: datetime) -> bool:
    """Takes a card in hand to show this count; False where another process has it, or the round has moved on.

    A process that dies on the way leaves the card to the next answer.
    """
    free = and_(rounds.c.id == round_.id, _countable(now))
    values = {"shown_count": answered, "shown_at": now, "leased_until": now + _RECOUNT_TAKES}
    return (await transaction.execute(update(rounds).where(free).values(**values))).rowcount == 1


async def close(transaction: Transaction, round_: Round) -> None:
    """No answer counts from here on."""
    await _change(transaction, round_, state=RoundState.CLOSED.value)


async def void(transaction: Transaction, round_: Round) -> None:
    """Takes the round out of the count."""
    await _change(transaction, round_, state=RoundState.VOIDED.value)


async def set_key(transaction: Transaction, round_: Round, key: Sequence[int]) -> None:
    """Puts another key in the place of the question's own."""
    await _change(transaction, round_, corrected_key=list(key))


async def release(transaction: Transaction, round_: Round) -> None:
    """Ends the lease."""
    await _change(transaction, round_, leased_until=None)


async def keep_quiet(transaction: Transaction, round_: Round) -> None:
    """Gives up posting a round that has answers: it stays open for those who ask for it, and counts."""
    await _change(transaction, round_, state=RoundState.OPEN.value, announced=False, leased_until=None)


async def skip(transaction: Transaction, round_: Round) -> None:
    """Gives up posting the round."""
    await _change(transaction, round_, state=RoundState.SKIPPED.value, leased_until=None)


async def record_revealed(transaction: Transaction, round_: Round, message: MessageRef | None, now: datetime) -> None:
    """Notes that everything about the round is done."""
    reveal = message.message if message else None
    await _change(transaction, round_, reveal_message=reveal, revealed_at=now, leased_until=None)


async def _change(transaction: Transaction, round_: Round, **values: Any) -> None:
    await transaction.execute(update(rounds).where(rounds.c.id == round_.id).values(**values))
