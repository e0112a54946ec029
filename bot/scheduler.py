"""When each group's question opens and closes: one job that takes the due steps, every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from commands.quiz.daily import Messengers, take_due_steps
from commands.services import Services

_EVERY = "*/5"
"""Seconds of the minute at which due steps are taken: a question is never more than this late."""

_PATIENCE = 5.0
"""Seconds that steps under way may take to end before they are cancelled; they are taken up at the next start."""


@asynccontextmanager
async def running_scheduler(services: Services, messengers: Messengers) -> AsyncIterator[None]:
    """Takes due steps on these platforms while the block runs; a run that is still busy is not doubled."""
    at_work = asyncio.Lock()

    async def take_steps() -> None:
        async with at_work:
            await take_due_steps(services, messengers)

    scheduler = AsyncIOScheduler(timezone="UTC")
    trigger = CronTrigger(second=_EVERY, timezone="UTC")
    scheduler.add_job(take_steps, trigger, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.remove_all_jobs()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), at_work:
                pass
        scheduler.shutdown(wait=False)
