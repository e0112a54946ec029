from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from sandbox.errors import Cancelled, RateLimited
from sandbox.jobs import Jobs
from sandbox.values import Asker

ANA, BEN = Asker("ducks", "ana"), Asker("ducks", "ben")


class Work:
    """Goes on for ever, and knows whether it has been let end."""

    ended = False

    async def go_on(self) -> AsyncGenerator[int, None]:
        try:
            for step in range(1_000_000):
                yield step
                await asyncio.sleep(0.001)
        finally:
            self.ended = True


async def test_a_job_that_is_cancelled_cleans_up_and_tells_whoever_follows_it() -> None:
    jobs, work = Jobs(per_learner=2), Work()
    with pytest.raises(Cancelled, match="stopped before it was done"):
        async with jobs.running(7, ANA, work.go_on()) as versions:
            async for _ in versions:
                assert await jobs.cancel(7, "ducks")
                assert work.ended
    assert jobs.numbers == frozenset()


async def test_another_group_cannot_cancel_it() -> None:
    jobs = Jobs(per_learner=2)
    async with jobs.running(7, ANA, Work().go_on()) as versions:
        assert not await jobs.cancel(7, "geese")
        assert await anext(versions) == 0


async def test_a_job_whose_follower_leaves_is_stopped() -> None:
    jobs, work = Jobs(per_learner=2), Work()
    async with jobs.running(7, ANA, work.go_on()) as versions:
        await anext(versions)
    assert work.ended
    assert not await jobs.cancel(7, "ducks")


async def test_who_has_as_many_jobs_as_one_may_have_is_told_so_and_nobody_else_is() -> None:
    jobs = Jobs(per_learner=1)
    async with jobs.running(7, ANA, Work().go_on()):
        with pytest.raises(RateLimited, match="1 commands waiting or at work") as told:
            jobs.check(ANA)
        assert "cancel one" in str(told.value)
        jobs.check(BEN)
    jobs.check(ANA)
