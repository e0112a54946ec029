"""Claiming a local date for a question. One row claims (group, local date), whoever comes first."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import SystemRandom

from commands.quiz import hands_on
from commands.quiz.schedule import instant
from commands.quiz.selection import choose, shuffled
from commands.request import Group, Opening
from commands.services import Services
from commands.store import Transaction, groups, own, postings, results, rounds, verdicts

_rng = SystemRandom()


async def claim_announced(services: Services, transaction: Transaction, group: Group, due: Opening) -> None:
    """Claims the date of a due daily question, to be posted in each of the group's places.

    A question that somebody asked for earlier that day is taken up and announced: a date has one question.
    """
    assert group.schedule is not None
    assert group.place is not None
    closes = max(due.at, services.now()) + group.schedule.open_for
    main = await groups.place_id(transaction, group.place)
    times = {"opens_at": due.at, "closes_at": closes}
    is_ours = await _claim(services, transaction, group, due.day, **times, place_id=main) or (
        await rounds.announce(transaction, group, due.day, **times, place_id=main)
    )
    if is_ours:
        further = await groups.further_places(transaction, group)
        await postings.plan(transaction, group, due.day, [main, *further])


async def claim_on_demand(services: Services, transaction: Transaction, group: Group) -> None:
    """Claims today for a group without a schedule; the question stays open until local midnight."""
    now = services.now()
    day = now.astimezone(group.zone).date()
    closes = _midnight_after(day, group)
    await _claim(services, transaction, group, day, opens_at=now, closes_at=closes, place_id=None)


def _midnight_after(day: date, group: Group) -> datetime:
    for ahead in (1, 2):  # a zone may skip a whole day
        midnight = instant(day + timedelta(days=ahead), time(0), group.zone)
        if midnight is not None:
            return midnight
    raise ValueError(f"{group.zone} skips two days after {day}")


async def _claim(
    services: Services,
    transaction: Transaction,
    group: Group,
    day: date,
    *,
    opens_at: datetime,
    closes_at: datetime,
    place_id: int | None,
) -> bool:
    past, out = await results.past(transaction, group), await verdicts.out(transaction, group)
    bank = await own.bank_of(transaction, services.bank, group)
    question = choose(bank, past, group.level, _rng, out=out, kinds=hands_on.kinds(services))
    if question is None:
        return False
    return await rounds.claim(
        transaction,
        group,
        day,
        question=question,
        order=shuffled(question, _rng),
        opens_at=opens_at,
        closes_at=closes_at,
        place_id=place_id,
    )
