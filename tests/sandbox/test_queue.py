from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from sandbox.queue import FairQueue, Queued, Ticket, Turns
from sandbox.values import Asker

ONE_AT_A_TIME = Turns(overall=1, per_group=1, per_learner=1)


@dataclass
class Line:
    """A queue with the tickets taken so far, each held until the test lets it go."""

    queue: FairQueue
    holders: list[AsyncExitStack] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)

    @classmethod
    def of(cls, turns: Turns) -> Line:
        return cls(FairQueue(turns))

    async def take(self, *people: str) -> None:
        """Takes a ticket for each, in order: `ducks/ana` is Ana of the group ducks."""
        for person in people:
            holder = AsyncExitStack()
            self.tickets.append(await holder.enter_async_context(self.queue.ticket(_asker(person))))
            self.holders.append(holder)

    async def end(self, number: int) -> None:
        await self.holders[number].aclose()

    def running(self) -> list[str]:
        return [f"{each.who.group}/{each.who.learner}" for each in self.tickets if each.called]

    async def order(self) -> list[str]:
        """Ends what runs, one by one, and returns who came to run in that order."""
        order: list[str] = []
        left = list(range(len(self.tickets)))
        while left:
            number = next(each for each in left if self.tickets[each].called)
            order.append(f"{self.tickets[number].who.group}/{self.tickets[number].who.learner}")
            left.remove(number)
            await self.end(number)
        return order


def _asker(person: str) -> Asker:
    group, _, learner = person.partition("/")
    return Asker(group, learner)


async def test_a_job_begins_at_once_where_nobody_is_before_it() -> None:
    line = Line.of(ONE_AT_A_TIME)
    await line.take("ducks/ana")
    assert [queued async for queued in line.tickets[0].waiting()] == []


async def test_one_learner_with_many_jobs_lets_every_other_one_in_between() -> None:
    line = Line.of(ONE_AT_A_TIME)
    await line.take("ducks/ana", "ducks/ana", "ducks/ana", "ducks/ben", "ducks/cem")
    assert await line.order() == ["ducks/ana", "ducks/ben", "ducks/cem", "ducks/ana", "ducks/ana"]


async def test_groups_take_turns_however_many_learners_each_has() -> None:
    line = Line.of(ONE_AT_A_TIME)
    await line.take("ducks/ana", "ducks/ben", "ducks/cem", "geese/dan", "swans/eve")
    assert await line.order() == ["ducks/ana", "geese/dan", "swans/eve", "ducks/ben", "ducks/cem"]


async def test_a_group_or_learner_at_its_limit_does_not_hold_up_those_behind() -> None:
    line = Line.of(Turns(overall=4, per_group=2, per_learner=1))
    await line.take("ducks/ana", "ducks/ana", "ducks/ben", "ducks/cem", "geese/dan")
    assert line.running() == ["ducks/ana", "ducks/ben", "geese/dan"]


async def test_those_who_wait_are_told_their_place_whenever_it_changes() -> None:
    line = Line.of(ONE_AT_A_TIME)
    await line.take("ducks/ana", "geese/ben", "swans/cem")
    told: list[Queued] = []

    async def follow() -> None:
        told.extend([queued async for queued in line.tickets[2].waiting()])

    following = asyncio.create_task(follow())
    await asyncio.sleep(0)
    await line.end(0)
    await asyncio.sleep(0)
    await line.end(1)
    await following
    assert told == [Queued(2), Queued(1)]


async def test_whoever_leaves_the_line_makes_room_for_the_next() -> None:
    line = Line.of(ONE_AT_A_TIME)
    await line.take("ducks/ana", "geese/ben", "swans/cem")
    await line.end(1)
    assert line.tickets[2].place == 1
    await line.end(0)
    assert line.tickets[2].called


async def test_a_job_that_is_cancelled_while_it_waits_leaves_the_line() -> None:
    queue = FairQueue(ONE_AT_A_TIME)

    async def job(who: str) -> None:
        async with queue.ticket(_asker(who)) as ticket:
            async for _ in ticket.waiting():
                pass
            await asyncio.sleep(60)

    first, second = asyncio.create_task(job("ducks/ana")), asyncio.create_task(job("ducks/ben"))
    await asyncio.sleep(0)
    for each in (second, first):
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each
    async with queue.ticket(_asker("geese/cem")) as ticket:
        assert ticket.called


people = st.builds("{}/{}".format, st.sampled_from(["ducks", "geese", "swans"]), st.sampled_from(["ana", "ben"]))
turns = st.builds(Turns, st.integers(1, 4), st.integers(1, 3), st.integers(1, 2))
deeds = st.lists(st.one_of(people, st.integers(0, 30)), max_size=40)


@given(turns, deeds)
async def test_no_limit_is_passed_no_turn_is_left_unused_and_places_count_from_one(
    turns: Turns, deeds: list[str | int]
) -> None:
    line = Line.of(turns)
    gone: set[int] = set()
    for deed in deeds:
        if isinstance(deed, str):
            await line.take(deed)
        elif deed < len(line.tickets) and deed not in gone:
            gone.add(deed)
            await line.end(deed)
        present = [ticket for number, ticket in enumerate(line.tickets) if number not in gone]
        running = [ticket.who for ticket in present if ticket.called]
        waiting = [ticket for ticket in present if not ticket.called]
        groups, learners = Counter(who.group for who in running), Counter(running)
        assert len(running) <= turns.overall
        assert all(number <= turns.per_group for number in groups.values())
        assert all(number <= turns.per_learner for number in learners.values())
        assert sorted(ticket.place for ticket in waiting) == list(range(1, len(waiting) + 1))
        assert len(running) == turns.overall or all(
            groups[ticket.who.group] == turns.per_group or learners[ticket.who] == turns.per_learner
            for ticket in waiting
        )


@given(st.lists(people, min_size=1, max_size=30))
async def test_between_two_turns_of_a_group_every_other_group_that_waits_has_one(wanted: list[str]) -> None:
    line = Line.of(ONE_AT_A_TIME)
    await line.take(*wanted)
    order = [person.partition("/")[0] for person in await line.order()]
    for turn, group in enumerate(order):
        later = order[turn + 1 :]
        if group in later:
            between = later[: later.index(group)]
            assert set(later) - {group} <= set(between)
