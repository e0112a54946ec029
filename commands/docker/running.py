"""`docker run`: a container from an image, in the foreground with its output, or in the background."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from commands.docker.ended import OUTCOMES, in_words, output, removal_hint, so_far
from commands.docker.line import Line
from commands.docker.naming import own_reference
from commands.docker.notes import notes
from commands.docker.orders import run_order
from commands.docker.platforms import check_platform
from commands.docker.pulling import bars, in_line
from commands.jobs import asker, job
from commands.reply import Choice, Choices, CodeBlock, Facts, Outcome, Paragraph, Part, Reply
from commands.request import Request
from commands.services import Services
from commands.sizes import duration
from commands.text import Code, say
from sandbox.containers.values import Ended, JobStep, Printed, RunOrder, Started
from sandbox.queue import Queued
from sandbox.values import PullProgress


async def run(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    """Yields where it stands in line, the pull, the output so far, and how it ended."""
    order = run_order(line, await own_reference(line.arguments[0], request, services))
    await check_platform(line, services)
    work: AsyncGenerator[JobStep | Queued, None] = services.sandbox.containers.run(order, asker(request))
    started: Started | None = None
    async with job(request, services, work) as at_work:
        async for step in at_work.versions:
            if isinstance(step, Ended):
                yield _ended(step, line)
                return
            if isinstance(step, Started):
                started = step
            yield Reply((*_under_way(step, line, order), at_work.cancel_button))
    if started is not None:
        yield _left_running(started, line, services.sandbox.policy.detached_seconds)


def _under_way(step: JobStep | Queued, line: Line, order: RunOrder) -> Iterator[Part]:
    running = Paragraph(say("Running {command}", command=Code(line.typed)))
    match step:
        case Queued():
            yield Paragraph(in_line(step))
        case PullProgress() if not line.is_on("quiet"):
            yield Paragraph(say("{image} isn't here yet: pulling it first", image=Code(order.image.familiar)))
            yield from bars(step)
        case Printed():
            yield running
            yield from so_far(step)
        case _:
            yield running


def _ended(ended: Ended, line: Line) -> Reply:
    parts: list[Part] = [*output(ended, ended.name), Paragraph(in_words(ended))]
    parts.append(Facts((("Ran", (Code(line.typed),)), ("Took", say("{seconds} s", seconds=f"{ended.seconds:.1f}")))))
    parts += map(Paragraph, notes(line))
    parts.append(Paragraph(say("The container is removed.") if ended.removed else removal_hint(ended.name)))
    return Reply(tuple(parts), OUTCOMES.get(ended.reason, Outcome.OK))


def _left_running(started: Started, line: Line, seconds: float) -> Reply:
    """Answers as docker does for a container in the background: with its ID."""
    name = started.name
    facts = (("Ran", (Code(line.typed),)), ("Name", (Code(name),)))
    follow = say(
        "It runs in the background, for {time} at most. {logs} shows what it prints, {stop} stops it.",
        time=duration(seconds),
        logs=Code(f"/docker logs {name}"),
        stop=Code(f"/docker stop {name}"),
    )
    buttons = Choices((Choice("Logs", f"docker logs {name}"), Choice("Stop", f"docker stop {name}")))
    return Reply((CodeBlock(started.id), Facts(facts), *map(Paragraph, (*notes(line), follow)), buttons))
