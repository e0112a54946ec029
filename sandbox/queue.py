"""A fair line before one host: groups take turns, then a group's learners, then each learner's own jobs in order.

Whoever has nothing in the line is forgotten, so that a newcomer's first turn comes before the next one of the busy.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from sandbox.values import Asker


@dataclass(frozen=True, slots=True)
class Queued:
    """A job that waits for its turn; 1 is next."""

    place: int


@dataclass(frozen=True, slots=True)
class Turns:
    """How many jobs run at once: on the host, of one group, of one learner."""

    overall: int
    per_group: int
    per_learner: int


@dataclass(eq=False, slots=True)
class Ticket:
    """Somebody's place in the line. `called` once it is their turn."""

    who: Asker
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    place: int = 0
    called: bool = False

    async def waiting(self) -> AsyncGenerator[Queued, None]:
        """Yields the place in line whenever it has changed; ends when the turn has come."""
        told = 0
        while not self.called:
            if self.place != told:
                told = self.place
                yield Queued(told)
            else:
                self.moved.clear()
                await self.moved.wait()


class FairQueue:
    """Lets jobs begin as the turns allow; for one event loop."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._waiting: list[Ticket] = []
        self._running: list[Ticket] = []
        self._served = _Served()

    @asynccontextmanager
    async def ticket(self, who: Asker) -> AsyncIterator[Ticket]:
        """Takes a place in the line, and holds a turn from the end of `waiting` to the end of the block."""
        ticket = Ticket(who)
        self._waiting.append(ticket)
        self._call_next()
        try:
            yield ticket
        finally:
            (self._running if ticket.called else self._waiting).remove(ticket)
            self._call_next()

    def _call_next(self) -> None:
        """Calls everyone whose turn has come, and tells the others where they stand."""
        while ticket := next((each for each in self._line() if self._may_run(each.who)), None):
            self._waiting.remove(ticket)
            self._running.append(ticket)
            self._served.note(ticket.who)
            ticket.called = True
            ticket.moved.set()
        for place, ticket in enumerate(self._line(), start=1):
            if ticket.place != place:
                ticket.place = place
                ticket.moved.set()
        self._served.keep([each.who for each in (*self._waiting, *self._running)])

    def _may_run(self, who: Asker) -> bool:
        groups = Counter(each.who.group for each in self._running)
        learners = Counter(each.who for each in self._running)
        return (
            len(self._running) < self._turns.overall
            and groups[who.group] < self._turns.per_group
            and learners[who] < self._turns.per_learner
        )

    def _line(self) -> Iterator[Ticket]:
        """Yields everyone who waits in the order of their turns, as they would come if all ran at once."""
        served, left = self._served.copy(), list(self._waiting)
        while left:
            ticket = min(left, key=lambda each: served.last(each.who))  # the first of equals came first
            left.remove(ticket)
            served.note(ticket.who)
            yield ticket


class _Served:
    """When each group and each learner last had a turn, counted in turns."""

    def __init__(self, groups: dict[str, int] | None = None, learners: dict[Asker, int] | None = None) -> None:
        self._groups = groups or {}
        self._learners = learners or {}
        self._turn = count(max(self._groups.values(), default=0) + 1)

    def last(self, who: Asker) -> tuple[int, int]:
        return self._groups.get(who.group, 0), self._learners.get(who, 0)

    def note(self, who: Asker) -> None:
        self._groups[who.group] = self._learners[who] = next(self._turn)

    def keep(self, present: list[Asker]) -> None:
        """Forgets whoever neither waits nor runs."""
        groups = {who.group for who in present}
        self._groups = {group: turn for group, turn in self._groups.items() if group in groups}
        self._learners = {who: turn for who, turn in self._learners.items() if who in set(present)}

    def copy(self) -> _Served:
        return _Served(dict(self._groups), dict(self._learners))
