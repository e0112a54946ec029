"""What runs or waits for learners in this process, by number, so that it can be stopped."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.errors import RateLimited
from sandbox.sharing import Shared
from sandbox.values import Asker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    who: Asker
    work: Shared[Any]


class Jobs:
    """At most `per_learner` jobs of one learner at a time, waiting or at work."""

    def __init__(self, per_learner: int) -> None:
        self._per_learner = per_learner
        self._open: dict[int, _Job] = {}

    @property
    def numbers(self) -> frozenset[int]:
        """The jobs of this process."""
        return frozenset(self._open)

    def check(self, who: Asker) -> None:
        """Raises RateLimited where the learner has as many jobs as one may have."""
        if sum(job.who == who for job in self._open.values()) >= self._per_learner:
            raise RateLimited(
                f"You have {self._per_learner} commands waiting or at work already.",
                "Wait until one of them has ended, or cancel one.",
            )

    @asynccontextmanager
    async def running(
        self, number: int, who: Asker, work: AsyncGenerator[T, None]
    ) -> AsyncIterator[AsyncGenerator[T, None]]:
        """Does the work in a task of its own and yields its versions, the latest each time; leaving stops it.

        Whoever reads the versions of a job that is cancelled gets Cancelled.
        """
        self.check(who)
        shared = Shared(work)
        self._open[number] = _Job(who, shared)
        try:
            async with aclosing(shared.watch()) as versions:
                yield versions
        finally:
            del self._open[number]
            await shared.stop()

    async def cancel(self, number: int, group: str) -> bool:
        """Stops one of the group's jobs and waits until it has cleaned up; False where it isn't at work here."""
        job = self._open.get(number)
        if job is None or job.who.group != group:
            return False
        await job.work.stop()
        return True
