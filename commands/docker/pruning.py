"""`prune`: removes what isn't used; docker asks before, and so do we, with a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from commands.docker.line import Line
from commands.reply import Choice, Choices, CodeBlock, Paragraph, Part, Reply
from commands.request import Request
from commands.services import Services
from commands.sizes import size
from commands.text import Code, Text, say
from sandbox.containers.values import Pruned


async def containers(line: Line, request: Request, services: Services) -> Reply:
    if not line.is_on("force"):
        return _asked(say("This removes every container of your group that has ended."), "docker container prune -f")
    pruned = await services.sandbox.containers.prune(str(request.group.id))
    return _told([("Deleted Containers:", pruned)])


async def images(line: Line, request: Request, services: Services) -> Reply:
    every = line.is_on("all")
    if not line.is_on("force"):
        if every:
            what = say("This removes every image of your group that no container of it uses.")
            return _asked(what, "docker image prune -a -f")
        what = say("This removes the images of your group that have no name and are used by no container.")
        return _asked(what, "docker image prune -f")
    pruned = await services.sandbox.prune_images(str(request.group.id), all=every)
    return _told([("Deleted Images:", pruned)])


async def volumes(line: Line, request: Request, services: Services) -> Reply:
    every = line.is_on("all")
    if not line.is_on("force"):
        if every:
            what = say("This removes every volume of your group that no container uses, with all that is in them.")
            return _asked(what, "docker volume prune -a -f")
        what = say("This removes the volumes of your group without a name that no container uses.")
        return _asked(what, "docker volume prune -f")
    pruned = await services.sandbox.volumes.prune(str(request.group.id), all=every)
    return _told([("Deleted Volumes:", pruned)])


async def system(line: Line, request: Request, services: Services) -> Reply:
    group, every = str(request.group.id), line.is_on("all")
    typed = " ".join(
        ["docker system prune", *(["-a"] if every else []), *(["--volumes"] if line.is_on("volumes") else [])]
    )
    if not line.is_on("force"):
        return _asked(
            say(
                "This removes what your group doesn't use: ended containers, and images without a name or, with -a, all."
            ),
            f"{typed} -f",
        )
    steps: list[tuple[str, Callable[[], Awaitable[Pruned]]]] = [
        ("Deleted Containers:", lambda: services.sandbox.containers.prune(group)),
        ("Deleted Images:", lambda: services.sandbox.prune_images(group, all=every)),
    ]
    if line.is_on("volumes"):
        steps.append(("Deleted Volumes:", lambda: services.sandbox.volumes.prune(group)))
    return _told([(heading, await prune()) for heading, prune in steps])


def _asked(what: Text, typed: str) -> Reply:
    question = say("{what} Do you mean it? {line} does it.", what=what, line=Code(f"/{typed}"))
    return Reply((Paragraph(question), Choices((Choice("Remove them", typed),))))


def _told(pruned: list[tuple[str, Pruned]]) -> Reply:
    """Returns what docker prints: the names under their heading, and the room gained."""
    parts: list[Part] = [CodeBlock("\n".join([heading, *each.removed])) for heading, each in pruned if each.removed]
    freed = size(sum(each.freed for _, each in pruned))
    return Reply((*parts, Paragraph(say("Total reclaimed space: {freed}", freed=freed))))
