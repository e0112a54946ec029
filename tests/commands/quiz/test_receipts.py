"""A receipt is given for what is durable, and for nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TypeVar

from commits import break_commits, mend_commits
from quiz_days import latest, letters, open_question, set_up
from room import Room

from commands.reply import Outcome
from commands.store import Store, Within, answers
from commands.store.transaction import Unit

T = TypeVar("T")


async def answered(room: Room) -> int:
    round_, _ = await latest(room)
    return await room.services.store.read(lambda transaction: answers.count(transaction, round_))


async def test_no_answer_is_acknowledged_that_was_not_committed(any_room: Room) -> None:
    await set_up(any_room)
    await open_question(any_room)
    right, _ = await letters(any_room)
    learners = ("ana", "ben", "caro")
    await any_room.services.store.write(lambda transaction: break_commits(transaction, "answers"))
    outcomes = await asyncio.gather(*(any_room.outcome(right, each) for each in learners))
    assert outcomes == [Outcome.ERROR] * 3
    assert await answered(any_room) == 0
    await any_room.services.store.write(lambda transaction: mend_commits(transaction, "answers"))
    outcomes = await asyncio.gather(*(any_room.outcome(right, each) for each in learners))
    assert outcomes == [Outcome.OK] * 3
    assert await answered(any_room) == 3


async def test_of_many_presses_at_once_each_has_its_own_receipt(any_room: Room) -> None:
    await set_up(any_room)
    await open_question(any_room)
    right, wrong = await letters(any_room)
    lines = [(right, wrong, "answer 999 A", f"{right[:-1]}Z")[number % 4] for number in range(80)]
    outcomes = await asyncio.gather(*(any_room.outcome(line, f"u{at}") for at, line in enumerate(lines)))
    assert outcomes == [Outcome.OK, Outcome.OK, Outcome.NOT_FOUND, Outcome.INVALID] * 20
    assert await answered(any_room) == 40


class CountingStore(Within):
    """A store that counts the transactions asked of it."""

    def __init__(self, store: Store) -> None:
        self.store, self.transactions = store, 0

    async def write(self, unit: Unit[T]) -> T:
        self.transactions += 1
        return await self.store.write(unit)

    async def read(self, unit: Unit[T]) -> T:
        self.transactions += 1
        return await self.store.read(unit)


async def test_a_press_takes_one_transaction_also_of_somebody_new(any_room: Room) -> None:
    await set_up(any_room)
    await open_question(any_room)
    right, _ = await letters(any_room)
    counting = CountingStore(any_room.services.store)
    room = replace(any_room, services=replace(any_room.services, store=counting))
    assert await room.outcome(right, "newcomer") is Outcome.OK
    assert counting.transactions == 1
    assert await answered(any_room) == 1
