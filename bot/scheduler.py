"""What happens unasked: each group's question opens and closes, and the sandbox is kept below its mark."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from structlog import get_logger

from commands import troubles
from commands.due import take_due_steps
from commands.jobs import look_after_jobs
from commands.live.conductor import Conductor
from commands.messenger import Messengers
from commands.quiz.timekeeping import derive_openings
from commands.recovery import Recovery
from commands.services import Services
from sandbox.host import Sandbox

_log = get_logger(__name__)

_EVERY = "*/5"
"""Seconds of the minute at which due steps are taken: a question is never more than this late."""

_PRUNE_EVERY = "*/10"
"""Minutes of the hour at which the sandbox is pruned, beside the room that each pull makes for itself."""

_DERIVE_AT = "7"
"""Minute of the hour at which openings are derived again: an hour is soon enough for a change of a zone's rules."""

_PATIENCE = 5.0
"""Seconds that steps under way may take to end before they are cancelled; they are taken up at the next start."""


@asynccontextmanager
async def running_scheduler(services: Services, messengers: Messengers) -> AsyncIterator[None]:
    """Takes due steps on these platforms and prunes while the block runs; a run that is still busy is not doubled."""
    at_work = asyncio.Lock()

    async def take_steps() -> None:
        async with at_work:
            await take_due_steps(services, messengers)

    conductor = Conductor(services, troubles.watched(services, messengers))
    scheduler = AsyncIOScheduler(timezone="UTC")
    jobs = [services, messengers]
    often, seldom = CronTrigger(second=_EVERY, timezone="UTC"), CronTrigger(minute=_PRUNE_EVERY, timezone="UTC")
    scheduler.add_job(take_steps, often, max_instances=1, coalesce=True, misfire_grace_time=None)
    every_second = CronTrigger(second="*", timezone="UTC")
    scheduler.add_job(conductor.look, every_second, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.add_job(look_after_jobs, often, jobs, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.add_job(Recovery(services).look, often, max_instances=1, coalesce=True, misfire_grace_time=None)
    hourly = CronTrigger(minute=_DERIVE_AT, timezone="UTC")
    scheduler.add_job(derive_openings, hourly, [services], max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.add_job(prune, seldom, [services.sandbox], max_instances=1, coalesce=True, misfire_grace_time=None)
    await derive_openings(services)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.remove_all_jobs()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), at_work:
                pass
        await conductor.finish(_PATIENCE)
        scheduler.shutdown(wait=False)


async def prune(sandbox: Sandbox) -> None:
    """Brings every sandbox host below its mark and logs what went and why."""
    for report in await sandbox.prune():
        for removal in report.removed:
            _log.info("pruned image", host=report.host, image=removal.image_id, size=removal.size, why=removal.reason)
