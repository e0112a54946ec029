"""`docker exec` and `docker attach`: what a command in a running container prints, or the container itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

from commands.docker.ended import OUTCOMES, in_words, output, so_far
from commands.docker.line import Line
from commands.docker.notes import notes
from commands.docker.orders import exec_order
from commands.jobs import job
from commands.reply import Facts, Outcome, Paragraph, Part, Reply
from commands.request import Request
from commands.services import Services
from commands.text import Code, say
from sandbox.containers.values import Ended, Printed


async def execute(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    work = services.sandbox.containers.execute(line.arguments[0], exec_order(line), str(request.group.id))
    async for version in shown(work, line, request, services):
        yield version
    if line.is_on("detach"):
        told = say("It runs in the background; docker keeps nothing of what it prints.")
        yield Reply((Paragraph(told), Facts((("Ran", (Code(line.typed),)),))))


async def attach(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    work = services.sandbox.containers.attach(line.arguments[0], str(request.group.id))
    async for version in shown(work, line, request, services):
        yield version


async def shown(
    work: AsyncGenerator[Printed | Ended, None], line: Line, request: Request, services: Services
) -> AsyncIterator[Reply]:
    """Yields the output as it comes, and at last how it ended."""
    async with job(request, services, work) as at_work:
        running = Paragraph(say("Running {command}", command=Code(line.typed)))
        async for step in at_work.versions:
            if isinstance(step, Ended):
                yield _ended(step, line)
            else:
                yield Reply((running, *so_far(step), at_work.cancel_button))


def _ended(ended: Ended, line: Line) -> Reply:
    parts: list[Part] = [*output(ended, line.arguments[0]), Paragraph(in_words(ended))]
    parts += [Facts((("Ran", (Code(line.typed),)),)), *map(Paragraph, notes(line))]
    return Reply(tuple(parts), OUTCOMES.get(ended.reason, Outcome.OK))
