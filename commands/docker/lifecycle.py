"""`start`, `stop`, `restart`, `kill`, `rm`, `pause`, `unpause`, `wait`, `rename`: each of the containers named, in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from commands.docker.executing import shown
from commands.docker.line import Line
from commands.docker.notes import notes
from commands.errors import invalid
from commands.explain.values.numbers import read_integer
from commands.reply import CodeBlock, Outcome, Paragraph, Part, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.text import Code, say
from sandbox.errors import SandboxError

Step = Callable[[str], Awaitable[str]]
"""Does something to what is named, and returns the line that docker prints."""


async def each_of(names: Iterable[str], step: Step, line: Line) -> Reply:
    """Takes one after the other as docker does: what fails is told, and the others are done all the same."""
    printed: list[str] = []
    troubles: list[SandboxError] = []
    for name in dict.fromkeys(names):
        try:
            printed.append(await step(name))
        except SandboxError as trouble:
            troubles.append(trouble)
    if troubles and not printed and len(troubles) == 1:
        raise troubles[0]
    parts: list[Part] = [CodeBlock("\n".join(printed))] if printed else []
    parts += [Paragraph(say("{trouble}", trouble=str(trouble))) for trouble in troubles]
    parts += map(Paragraph, notes(line))
    return Reply(tuple(parts), Outcome(troubles[0].outcome) if troubles else Outcome.OK)


async def start(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    group, containers = str(request.group.id), services.sandbox.containers

    async def started(name: str) -> str:
        await containers.start(name, group)
        return name

    if not line.is_on("attach"):
        yield await each_of(line.arguments, started, line)
        return
    if len(line.arguments) > 1:
        raise invalid("With {flag} one container is started at a time, as docker does.", flag=Code("--attach"))
    await containers.start(line.arguments[0], group)
    async for version in shown(containers.attach(line.arguments[0], group), line, request, services):
        yield version


async def stop(line: Line, request: Request, services: Services) -> Reply:
    group, seconds = str(request.group.id), _seconds(line)
    return await each_of(
        line.arguments, lambda name: services.sandbox.containers.stop(name, group, seconds=seconds), line
    )


async def restart(line: Line, request: Request, services: Services) -> Reply:
    group, seconds = str(request.group.id), _seconds(line)
    return await each_of(
        line.arguments, lambda name: services.sandbox.containers.restart(name, group, seconds=seconds), line
    )


async def kill(line: Line, request: Request, services: Services) -> Reply:
    group, signal = str(request.group.id), line.value("signal") or "KILL"
    return await each_of(
        line.arguments, lambda name: services.sandbox.containers.kill(name, group, signal=signal), line
    )


async def remove(line: Line, request: Request, services: Services) -> Reply:
    group, force, volumes = str(request.group.id), line.is_on("force"), line.is_on("volumes")
    return await each_of(
        line.arguments,
        lambda name: services.sandbox.containers.remove(name, group, force=force, volumes=volumes),
        line,
    )


async def pause(line: Line, request: Request, services: Services) -> Reply:
    group = str(request.group.id)
    return await each_of(line.arguments, lambda name: services.sandbox.containers.pause(name, group), line)


async def unpause(line: Line, request: Request, services: Services) -> Reply:
    group = str(request.group.id)
    return await each_of(line.arguments, lambda name: services.sandbox.containers.unpause(name, group), line)


async def wait(line: Line, request: Request, services: Services) -> Reply:
    """Prints exit codes as docker does."""
    group = str(request.group.id)

    async def ended(name: str) -> str:
        return str(await services.sandbox.containers.wait(name, group))

    return await each_of(line.arguments, ended, line)


async def rename(line: Line, request: Request, services: Services) -> Reply:
    """Docker prints nothing; a chat needs a word."""
    old, new = line.arguments
    name = await services.sandbox.containers.rename(old, new, str(request.group.id))
    return reply(say("{old} is called {name} now.", old=Code(old), name=Code(name)))


def _seconds(line: Line) -> int | None:
    typed = line.value("timeout")
    return None if typed is None else read_integer(typed)
