"""Sandbox jobs: on record while they are at work, stopped by their number, and told of when their process was lost."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import structlog

from commands.errors import not_found
from commands.messenger import CannotPost, Messengers
from commands.registry import Option, command
from commands.reply import Choice, Choices, Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import jobs
from commands.store.jobs import LostJob
from commands.text import Code, Mention, say, shorten
from sandbox.values import Asker

T = TypeVar("T")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """Work under a number; `versions` are the latest of what it yields."""

    number: int
    versions: AsyncGenerator[T, None]

    @property
    def cancel_button(self) -> Choices:
        """Shown while the job is at work."""
        return Choices((Choice("Cancel", f"cancel {self.number}"),))


def asker(request: Request) -> Asker:
    """Whom the sandbox works for."""
    return Asker(str(request.group.id), str(request.learner.id))


@asynccontextmanager
async def job(request: Request, services: Services, work: AsyncGenerator[T, None]) -> AsyncIterator[Job[T]]:
    """Does the work of a request as a job. Raises RateLimited where the learner has too many already."""
    services.sandbox.jobs.check(asker(request))
    number = await services.store.write(
        lambda transaction: jobs.note(transaction, request.learner, request.place, request.line, services.now())
    )
    try:
        async with services.sandbox.jobs.running(number, asker(request), work) as versions:
            yield Job(number, versions)
    finally:
        await services.store.write(lambda transaction: jobs.forget(transaction, number))


@command("cancel", "Stops a command that is at work on the sandbox", audience=Audience.ONLY_YOU, hidden=True)
async def cancel(
    request: Request, services: Services, *, number: Annotated[int, Option("Which job", example="7")]
) -> Reply:
    if not await services.sandbox.jobs.cancel(number, str(request.group.id)):
        raise not_found("That command isn't at work any more.")
    return reply(say("Stopped."))


async def look_after_jobs(services: Services, messengers: Messengers) -> None:
    """Says that this process's jobs are alive, and tells learners of those whose process is not."""
    async with services.store.begin() as transaction:
        await jobs.keep_alive(transaction, services.sandbox.jobs.numbers, services.now())
        lost = await jobs.lost(transaction, frozenset(messengers), services.now())
    for each in lost:
        try:
            await _tell(each, services, messengers)
        except CannotPost as trouble:
            _log.warning("could not tell of a lost job", job=each.number, reason=trouble.reason)


async def _tell(lost: LostJob, services: Services, messengers: Messengers) -> None:
    async with services.store.begin() as transaction:
        if not await jobs.claim(transaction, lost, services.now()):
            return
    told = say(
        "{learner}, I was restarted while {line} was at work, and nothing of it goes on. Type it again to start anew.",
        learner=Mention(lost.user, lost.name),
        line=Code(shorten(lost.line, 200)),
    )
    await messengers[lost.place.platform].post(lost.place, reply(told), key=f"lost job {lost.number}")
    async with services.store.begin() as transaction:
        await jobs.forget(transaction, lost.number)
